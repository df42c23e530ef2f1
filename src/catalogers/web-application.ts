import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { cpeProperty } from "./shared/known-version.ts";
import { WEB_APPLICATIONS, type WebApplication } from "./shared/web-applications.ts";

/** Which row the file fits, and the version that it tells. */
interface ToldVersion {
  readonly row: string;
  readonly version: string;
}

/** The longest of these files, MediaWiki's old settings, has 300 KB, and its version in the first of them. */
const MOST_BYTES = 512 * 1024;

const FILES = Map.groupBy(WEB_APPLICATIONS, ({ file }) => file);
const nameOf = ({ namespace, name }: WebApplication) => (namespace ? `${namespace}/${name}` : name);
const ROWS = new Map(WEB_APPLICATIONS.map((row) => [nameOf(row), row]));

const rowsFor = (path: string) =>
  FILES.get(path.slice(path.lastIndexOf("/") + 1))?.filter((row) => row.path.test(path)) ?? [];

/** Web applications that no package manager installed, by the file in which they keep their version. */
export const webApplication = defineCataloger<ToldVersion>({
  name: "web-application",
  version: 1,
  describes: "Web applications (Joomla, Drupal, Nextcloud, Redmine, …), by the file in which they keep their version",
  specification: "https://github.com/package-url/purl-spec/blob/main/types/composer-definition.json",
  purlType: "composer",
  evidences: "installed",
  gives: ["homepage"],
  roots: [],
  maxFileBytes: MOST_BYTES,

  wants: (path, { sizeBytes }) => sizeBytes > 0 && sizeBytes <= MOST_BYTES && rowsFor(path).length > 0,

  read(file) {
    const text = file.text();
    for (const row of rowsFor(file.path)) {
      if (row.says !== undefined && !text.includes(row.says)) continue;
      const parts = row.version.exec(text)?.slice(1);
      if (parts) return { row: nameOf(row), version: parts.join(".") };
    }
    return undefined;
  },

  assemble: (evidence, { tree }) =>
    evidence.filter(stands).flatMap((found) => {
      const row = ROWS.get(found.value.row);
      const folder = found.path.slice(0, found.path.lastIndexOf("/") + 1);
      return !row || (row.beside !== undefined && !tree.find(folder + row.beside)) ? [] : [packageOf(row, found)];
    }),
});

function packageOf(row: WebApplication, { path, layer, value: { version } }: Found<ToldVersion>): CatalogedPackage {
  const { type, namespace, name, cpes, homepage } = row;
  return {
    purl: formatPurl({ type, ...(namespace && { namespace }), name, version, qualifiers: {} }),
    type,
    ...(namespace && { namespace }),
    name,
    version,
    licenses: [],
    homepage,
    properties: cpeProperty(cpes, version),
    layer,
    locations: [{ path, layer }],
  };
}
