import { parseDeb822 } from "../formats/deb822.ts";
import { linesOf } from "../formats/text-lines.ts";
import { distributionQualifier } from "../model/distribution.ts";
import type { Report } from "../model/errors.ts";
import type { SourcePackage } from "../model/package.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { boundedList } from "./shared/bounded-text.ts";
import { type CopyrightEvidence, copyrightsOf, isCopyrightPath, readCopyright } from "./shared/debian-copyright.ts";
import { parseProvides, parseRelations } from "./shared/debian-relations.ts";
import { findDependencies } from "./shared/depends-on.ts";
import { type DatabaseState, layersOfOrigin } from "./shared/origin.ts";

const STATUS = "var/lib/dpkg/status";
const STATUS_FOLDER = "var/lib/dpkg/status.d/";
const INFO_FOLDER = "var/lib/dpkg/info/";
/** Which packages apt installed only because others need them. */
const MARKS = "var/lib/apt/extended_states";

/** What distroless images keep beside a package's record in status.d, by the names of dpkg's control members. */
const CONTROL_MEMBER =
  /\.(list|conffiles|preinst|postinst|prerm|postrm|config|templates|triggers|shlibs|symbols|md5sums)$/;

/** In one file: ten times a full desktop. */
const MOST_PACKAGES = 50_000;

interface Stanza {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Only where it has another name or version. */
  readonly source?: SourcePackage;
  readonly maintainer?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly installedKiB?: number;
  /** As written: `Pre-Depends` and `Depends`. */
  readonly needs?: string;
  readonly provides?: string;
  /** `name=word`, a blank between two: a text takes less room than they would each by itself. */
  readonly words?: string;
}

type Evidence =
  | { readonly kind: "stanzas"; readonly stanzas: readonly Stanza[] }
  /** `owner` is a package name, or `name:architecture` where several are installed; one path a line. */
  | { readonly kind: "files"; readonly owner: string; readonly paths: string }
  /** `name:architecture` of what nobody asked for; the machine's where the package runs on all. */
  | { readonly kind: "marks"; readonly automatic: readonly string[] }
  | CopyrightEvidence;

/** Packages installed by dpkg: Debian, Ubuntu, and distroless (one file per package in status.d). */
export const dpkg = defineCataloger<Evidence>({
  name: "dpkg",
  version: 5,
  describes: "Debian and Ubuntu packages, also those of distroless images",
  specification: "https://manpages.debian.org/dpkg-query.1",
  purlType: "deb",
  evidences: "installed",
  gives: [
    "licenses",
    "author",
    "description",
    "homepage",
    "source",
    "architecture",
    "installedSizeBytes",
    "dependsOn",
    "direct",
    "owns",
  ],
  roots: [STATUS, STATUS_FOLDER.slice(0, -1), INFO_FOLDER.slice(0, -1), MARKS],
  // The status file of a full desktop is 6 MB; all of Debian would be 60.
  maxFileBytes: 64 * 1024 * 1024,

  wants: (path) =>
    path === STATUS ||
    path === MARKS ||
    (path.startsWith(STATUS_FOLDER) && (!CONTROL_MEMBER.test(path) || path.endsWith(".md5sums"))) ||
    (path.startsWith(INFO_FOLDER) && path.endsWith(".list")) ||
    isCopyrightPath(path),

  read(file, report) {
    if (isCopyrightPath(file.path)) return readCopyright(file, report);
    if (file.path.startsWith(INFO_FOLDER)) {
      return { kind: "files", owner: file.path.slice(INFO_FOLDER.length, -".list".length), paths: file.text() };
    }
    if (file.path.endsWith(".md5sums")) {
      const paths = file.text().replaceAll(/^[0-9a-f]{32} [ *]/gm, "");
      return { kind: "files", owner: file.path.slice(STATUS_FOLDER.length, -".md5sums".length), paths };
    }

    const malformed = (message: string) =>
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: ${message}` });
    const records = parseDeb822(file.text(), (line) => malformed(`line ${line} is neither a field nor part of one`));
    if (file.path === MARKS) return { kind: "marks", automatic: automaticIn(records) };

    // One database holds a package once for each architecture: of two records the later one stands.
    const stanzas = new Map<string, Stanza>();
    for (const record of records) {
      if (stanzas.size === MOST_PACKAGES) {
        const message = `${file.path}: more than ${MOST_PACKAGES} packages; the others were left out`;
        report({ code: "LIMIT_EXCEEDED", path: file.path, message });
        break;
      }
      // Distroless writes no Status. Unpacked, half-configured and triggers-* packages have their files on disk.
      const state = record.get("status")?.split(/\s+/)[2] ?? "installed";
      if (state === "not-installed" || state === "config-files") continue;
      const name = record.get("package");
      const version = record.get("version");
      if (!name || !version) {
        malformed(name ? `the package '${name}' has no version` : "a package has no name");
        continue;
      }
      const installedKiB = Number.parseInt(record.get("installed-size") ?? "", 10);
      const maintainer = record.get("maintainer");
      const homepage = record.get("homepage");
      const description = record.get("description")?.split("\n")[0];
      const architecture = record.get("architecture") ?? "all";
      const key = `${name}:${architecture}`;
      if (stanzas.has(key)) malformed(`the package '${key}' stands twice; the later record counts`);
      stanzas.set(key, {
        name,
        version,
        architecture,
        ...sourceOf(record.get("source"), name, version),
        ...(maintainer && { maintainer }),
        ...(description && { description }),
        ...(homepage && { homepage }),
        ...(installedKiB >= 0 && Number.isSafeInteger(installedKiB * 1024) && { installedKiB }),
        ...relationsOf(record, file.path, report),
        ...wordsOf(record),
      });
    }
    return { kind: "stanzas", stanzas: [...stanzas.values()] };
  },

  assemble(evidence, { distribution, layerCount, report, tree }) {
    const records = evidence.filter(isStanzas);
    const origins = layersOfOrigin(statesOf(records), layerCount);
    const files = new Map<string, string[]>();
    for (const { value } of evidence.filter(stands)) {
      if (value.kind === "files") files.set(value.owner, [...(files.get(value.owner) ?? []), value.paths]);
    }

    const licensesOf = copyrightsOf(evidence, tree);
    const standing = evidence.filter(stands);
    const marks = standing.flatMap(({ value }) => (value.kind === "marks" ? [value] : []));
    const automatic = new Set(marks.flatMap((mark) => mark.automatic));
    // A package for all architectures is marked as one of the machine's.
    const automaticNames = new Set([...automatic].map((key) => key.slice(0, key.lastIndexOf(":"))));
    const isAutomatic = ({ name, architecture }: Stanza) =>
      automatic.has(`${name}:${architecture}`) || (architecture === "all" && automaticNames.has(name));

    const distro = distribution && distributionQualifier(distribution);
    const namespace = distribution?.id;
    const installed = records.filter(stands).flatMap(({ path, layer, value }) =>
      value.stanzas.map((stanza) => {
        const { name, version, architecture, source } = stanza;
        const qualifiers = {
          arch: architecture,
          ...(distro && { distro }),
          ...(source && { upstream: `${source.name}@${source.version}` }),
        };
        const purl = formatPurl({ type: "deb", ...(namespace && { namespace }), name, version, qualifiers });
        return { stanza, purl, path, layer };
      }),
    );
    const dependencies = findDependencies(
      installed.map(({ stanza: { name, architecture, provides = "", needs = "" }, purl }) => ({
        purl,
        name,
        architecture,
        provides: () => parseProvides(provides),
        needs: () => parseRelations(needs),
      })),
      report,
    );

    return installed.map(({ stanza, purl, path, layer }, at): CatalogedPackage => {
      const { name, version, architecture, source = { name, version } } = stanza;
      const lists = files.get(`${name}:${architecture}`) ?? files.get(name) ?? [];
      return {
        purl,
        type: "deb",
        ...(namespace && { namespace }),
        name,
        version,
        source,
        architecture,
        licenses: licensesOf(name),
        ...(stanza.maintainer && { author: stanza.maintainer }),
        ...(stanza.description && { description: stanza.description }),
        ...(stanza.homepage && { homepage: stanza.homepage }),
        ...(stanza.installedKiB !== undefined && { installedSizeBytes: stanza.installedKiB * 1024 }),
        dependsOn: dependencies[at] ?? [],
        ...(marks.length > 0 && { direct: !isAutomatic(stanza) }),
        properties: Object.fromEntries(
          (stanza.words?.split(" ") ?? []).map((pair) => {
            const [word = "", value = ""] = pair.split("=", 2);
            return [`deb:${word}`, value];
          }),
        ),
        layer: origins.get(keyOf(stanza)) ?? layer,
        locations: [{ path, layer }],
        owns: () => pathsIn(lists),
      };
    });
  },
});

const isStanzas = (found: Found<Evidence>): found is Found<Extract<Evidence, { kind: "stanzas" }>> =>
  found.value.kind === "stanzas";

const keyOf = ({ name, version, architecture }: Stanza) => `${name}\0${version}\0${architecture}`;

/** The database after each layer: what the records that stood then held. */
function* statesOf(records: readonly Found<Extract<Evidence, { kind: "stanzas" }>>[]): Generator<DatabaseState> {
  for (const { layer, until, value } of records) yield { from: layer, until, keys: value.stanzas.map(keyOf) };
}

type Fields = ReadonlyMap<string, string>;

function relationsOf(record: Fields, path: string, report: Report): Pick<Stanza, "needs" | "provides"> {
  const needs = boundedList(
    [record.get("pre-depends"), record.get("depends")].filter(Boolean).join(", "),
    path,
    report,
  );
  const provides = boundedList(record.get("provides") ?? "", path, report);
  return { ...(needs && { needs }), ...(provides && { provides }) };
}

/** Words that say how much a package matters, and what it is for. */
const WORDS = ["priority", "section", "essential"];

function wordsOf(record: Fields): Pick<Stanza, "words"> {
  const found = WORDS.map((name) => [name, record.get(name) ?? ""] as const);
  const words = found.filter(([, value]) => /^[\w./+-]{1,100}$/.test(value)).map((pair) => pair.join("="));
  return words.length === 0 ? {} : { words: words.join(" ") };
}

function automaticIn(records: Iterable<Fields>): string[] {
  const found = new Set<string>();
  for (const record of records) {
    if (record.get("auto-installed") === "1") found.add(`${record.get("package")}:${record.get("architecture")}`);
  }
  return [...found];
}

/** Debian's advisories count in source versions: `dmsetup 2:1.02.185-2` is built from `lvm2 (2.03.16-2)`. */
function sourceOf(text: string | undefined, name: string, version: string): Pick<Stanza, "source"> {
  const [, source = name, sourceVersion = version] = /^(\S+)(?:\s+\(([^)]+)\))?$/.exec(text ?? "") ?? [];
  return source === name && sourceVersion === version ? {} : { source: { name: source, version: sourceVersion } };
}

function* pathsIn(lists: readonly string[]): Generator<string> {
  for (const list of lists) {
    for (const line of linesOf(list)) if (line !== "/.") yield line;
  }
}
