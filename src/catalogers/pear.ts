import { type PhpRecord, type PhpValue, parsePhpSerialized } from "../formats/php-serialize.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, textOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";

/** The registry has a folder `.channel.NAME` for each channel besides PEAR's own. */
const RECORD = /^(.*(?:^|\/)\.registry)\/(?:\.channel\.[^/]+\/)?[^/]+\.reg$/;
const registryOf = (path: string) => RECORD.exec(path)?.[1];

/** Channels write their names with capitals where they like. */
const keyOf = (channel: string, name: string) => `${channel}/${name}`.toLowerCase();

/** Packages of PEAR and extensions of PECL, as `pear` and `pecl` install them. */
export const pear = defineCataloger<PackageList>({
  name: "pear",
  version: 1,
  describes: "PHP packages of PEAR and PECL, by the installer's registry",
  specification: "https://pear.php.net/manual/en/guide.developers.package2.intro.php",
  purlType: "pear",
  evidences: "installed",
  gives: ["licenses", "author", "description", "dependsOn"],
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => path.endsWith(".reg") && registryOf(path) !== undefined,

  read(file, report) {
    const record = parsePhpSerialized(file.bytes);
    if (typeof record !== "object" || record === null) {
      const message = `${file.path}: is not a list that PHP serialised`;
      report({ code: "FILE_MALFORMED", path: file.path, message });
      return undefined;
    }
    const collector = collectPackages(file, report);
    const channel = textOf(record.channel) ?? "pear.php.net";
    // Packages of the first form of package.xml have their names and versions elsewhere.
    const name = textOf(record.name) ?? textOf(record.package);
    const license = record.license ?? record.release_license;
    const licenseName = textOf(license) ?? textOf(fieldsOf(license)._content);
    collector.add({
      namespace: channel,
      name,
      version: textOf(record.version) ?? fieldsOf(record.version).release,
      licenses: licenseName === undefined ? [] : [licenseName],
      author: authorsOf(record),
      description: record.summary,
      keys: name === undefined ? [] : [keyOf(channel, name)],
      needs: needsOf(record),
      properties: {
        "pear:stability": textOf(record.stability) ?? fieldsOf(record.stability).release ?? record.release_state,
        "pear:extension": record.providesextension,
        "pear:licenseUrl": fieldsOf(fieldsOf(license).attribs).uri,
      },
    });
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "pear", projectOf: (path) => registryOf(path) ?? path }),
});

/** One record, or a list of them: with the keys `0`, `1`, … */
function recordsOf(value: PhpValue | undefined): readonly PhpRecord[] {
  if (typeof value !== "object" || value === null) return [];
  if (!("0" in value)) return [value];
  return Object.values(value).filter((one) => typeof one === "object" && one !== null);
}

const recordOf = (value: PhpValue | undefined): PhpRecord => recordsOf(value)[0] ?? {};

function authorsOf(record: PhpRecord): string {
  const leads = recordsOf(record.lead);
  const active = leads.filter((lead) => lead.active !== "no");
  const people = [active, leads, recordsOf(record.maintainers)].find((list) => list.length > 0) ?? [];
  const names = people.slice(0, 20).map(({ name, email }) => {
    const [who, where] = [textOf(name), textOf(email)];
    return who && where ? `${who} <${where}>` : (who ?? where);
  });
  return names.filter((name) => name !== undefined).join(", ");
}

function needsOf(record: PhpRecord): string[] {
  const required = recordsOf(recordOf(recordOf(record.dependencies).required).package);
  return required.flatMap(({ name, channel }) => {
    const who = textOf(name);
    return who === undefined ? [] : [keyOf(textOf(channel) ?? "pear.php.net", who)];
  });
}
