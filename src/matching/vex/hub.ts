import { packageIs } from "./covers.ts";
import { fieldOf, isFields, listOf, textOf } from "./fields.ts";
import { imageIs } from "./image-is.ts";
import { type ProductName, productName } from "./product-name.ts";
import type { Subject } from "./subject.ts";

/**
 * Where a VEX repository keeps its index: at its root, or in the folder of the specification's version, as Trivy keeps
 * what it fetched.
 *
 * Source: https://github.com/aquasecurity/vex-repo-spec
 */
export const INDEX_PATHS: readonly string[] = ["index.json", "0.1/index.json"];

/** Whether a document is such an index: packages with the places of their documents. */
export function isHubIndex(document: unknown): boolean {
  const packages = fieldOf(document, "packages");
  return Array.isArray(packages) && packages.every((entry) => isFields(entry) && textOf(entry.location) !== undefined);
}

/** The documents that are about the image or a package of it, by their paths beside the index. */
export function documentsFor(index: unknown, subject: Subject): readonly string[] {
  const wanted = new Set<string>();
  // Indexes have thousands of entries, images thousands of packages: not each is held against each.
  const byName = Map.groupBy(
    [...subject.packages.values()].flatMap((one) => {
      const names = new Set([one.purl.name, ...(one.source ? [one.source.name] : [])].map(folded));
      return [...names].map((name) => ({ key: `${one.purl.type}/${name}`, one }));
    }),
    ({ key }) => key,
  );
  const isThere = (name: ProductName) => {
    if (name.kind === "image") return imageIs(name.purl, subject);
    if (name.kind !== "package") return false;
    const alike = byName.get(`${name.purl.type}/${folded(name.purl.name)}`) ?? [];
    return alike.some(({ one }) => packageIs(name, one, subject));
  };
  for (const entry of listOf(fieldOf(index, "packages"))) {
    const [id, location] = [textOf(fieldOf(entry, "id")), textOf(fieldOf(entry, "location"))];
    if (id === undefined || location === undefined || !isBelow(location)) continue;
    const name = productName(id);
    if (name && isThere(name)) wanted.add(location);
  }
  return [...wanted].sort();
}

/** What no ecosystem tells names apart by. */
const folded = (name: string) => name.toLowerCase().replace(/[-_.]/g, "-");

/** An index is a stranger's: it names files of its own folder and no others. */
function isBelow(path: string): boolean {
  return !/^[/\\]|^[a-z]:|\\|\0/i.test(path) && !path.split("/").includes("..");
}
