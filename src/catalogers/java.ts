import { beginsAsZip } from "../formats/zip-source.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import type { JarArtifact } from "./shared/jar-artifact.ts";
import { isJarName, type JarReading, readJar } from "./shared/jar-reader.ts";

/** A file may be told of so often; what is wrong with a thousand jars within one is wrong with its builder. */
const MOST_PROBLEMS = 20;

/** Java archives: what they are, what they hold as archives, and what was shaded into them. */
export const java = defineCataloger<readonly JarReading[]>({
  name: "java",
  version: 3,
  describes: "Java archives (jar, war, ear, jpi, hpi and their like), also within each other, fat and shaded",
  specification: "https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html",
  purlType: "maven",
  evidences: "installed",
  gives: ["licenses", "author", "description", "homepage", "sizeBytes", "checksums", "dependsOn", "direct"],
  roots: [],
  maxFileBytes: 512 * 1024 * 1024,

  wants: (path, { sizeBytes }) => isJarName(path) && sizeBytes > 0,

  read(file, report) {
    // Another archive format and a resource adapter share the name.
    if (/\.(?:rar|sar|nar)$/i.test(file.path) && !beginsAsZip(file)) return undefined;
    let told = 0;
    const readings = readJar(file.path, file, (code, within, why) => {
      if (++told > MOST_PROBLEMS) return;
      report({ code, path: file.path, message: `${file.path}${within === "" ? "" : `:${within}`}: ${why}` });
    });
    return readings.length === 0 ? undefined : readings;
  },

  assemble(evidence) {
    const files = evidence.filter(stands).map(packagesOf);
    const places = new Map<string, Map<string, Set<string>>>();
    const add = (place: string, { name, namespace, purl }: CatalogedPackage) => {
      const purls = places.get(place) ?? new Map<string, Set<string>>();
      places.set(place, purls);
      const key = `${namespace}:${name}`;
      purls.set(key, (purls.get(key) ?? new Set()).add(purl));
    };
    for (const { path, items } of files) {
      for (const { pkg } of items) for (const place of [path, folderOf(path), ""]) add(place, pkg);
    }

    return files.flatMap(({ path, items }) =>
      items.map(({ pkg, needs, holds, asked }): CatalogedPackage => {
        const dependsOn = new Set(holds);
        for (const need of needs) {
          // What lies nearest is what it runs with; in the whole image only one that there is no other of.
          const near = places.get(path)?.get(need) ?? places.get(folderOf(path))?.get(need);
          const anywhere = places.get("")?.get(need);
          for (const purl of near ?? (anywhere?.size === 1 ? anywhere : [])) dependsOn.add(purl);
        }
        dependsOn.delete(pkg.purl);
        return {
          ...pkg,
          ...(dependsOn.size > 0 && { dependsOn: [...dependsOn].sort() }),
          ...(asked !== undefined && { direct: asked }),
        };
      }),
    );
  },
});

/** Never a file's own path. */
const folderOf = (path: string) => `${path.slice(0, path.lastIndexOf("/") + 1)}*`;

interface Item {
  readonly pkg: CatalogedPackage;
  readonly needs: ReadonlySet<string>;
  /** With what it needs only for itself. */
  readonly asks: ReadonlySet<string>;
  /** Package URLs of what lies within it. */
  readonly holds: Set<string>;
  /** Whether the archive around it asks for it by its pom. */
  asked: boolean | undefined;
}

/** The packages of one file, each once, however often it lies in there. */
function packagesOf({ path, layer, value }: Found<readonly JarReading[]>): { path: string; items: Item[] } {
  const items = new Map<string, Item>();
  /** Of each archive the package that it is, or that which it lies in. */
  const owners: (Item | undefined)[] = [];
  const withins: string[] = [];
  const fileName = path.slice(path.lastIndexOf("/") + 1);

  const add = (artifact: JarArtifact, within: string, file: JarReading | undefined, holder: Item | undefined) => {
    const { group, name, version, by, licenses, author, description, homepage, needs = [], optional = [] } = artifact;
    const purl = formatPurl({ type: "maven", ...(group && { namespace: group }), name, version, qualifiers: {} });
    const known = items.get(purl);
    const pkg: CatalogedPackage = {
      purl,
      type: "maven",
      ...(group && { namespace: group }),
      name,
      version,
      licenses: [...new Set(licenses)],
      ...(author && { author }),
      ...(description && { description }),
      ...(homepage && { homepage }),
      ...(file && { sizeBytes: file.sizeBytes, checksums: [{ algorithm: "sha1", value: file.sha1 }] }),
      properties: { "java:identified-by": by, ...(within !== "" && { "java:virtual-path": `${fileName}:${within}` }) },
      layer,
      locations: [{ path, layer }],
    };
    const item: Item = known ?? {
      pkg,
      needs: new Set(needs),
      asks: new Set([...needs, ...optional]),
      holds: new Set<string>(),
      asked: undefined,
    };
    if (!known) items.set(purl, item);
    if (holder && holder.pkg.purl !== purl) {
      holder.holds.add(purl);
      if (holder.asks.size > 0) item.asked = item.asked === true || holder.asks.has(`${group}:${name}`);
    }
    return item;
  };

  for (const [index, reading] of value.entries()) {
    const outerWithin = reading.outer === undefined ? "" : (withins[reading.outer] ?? "");
    const within = outerWithin === "" ? reading.path : `${outerWithin}:${reading.path}`;
    withins[index] = within;
    const holder = reading.outer === undefined ? undefined : owners[reading.outer];
    const own = reading.own && add(reading.own, within, reading, holder);
    owners[index] = own ?? holder;
    for (const artifact of reading.shaded) {
      add(artifact, within === "" ? (artifact.within ?? "") : `${within}:${artifact.within}`, undefined, owners[index]);
    }
  }
  return { path, items: [...items.values()] };
}
