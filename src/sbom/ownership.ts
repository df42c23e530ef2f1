import type { CatalogedPackage } from "../catalogers/cataloger.ts";
import type { FileTree } from "../image/file-tree.ts";

/** A package with the name of the cataloger that found it. */
export interface FoundPackage extends CatalogedPackage {
  readonly foundBy: string;
}

/** A package of the image with the package that owns its files, if one does. */
export interface OwnedPackage {
  readonly pkg: FoundPackage;
  /** Package URL of the owner. */
  readonly owner?: string;
}

const baseName = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/**
 * Finds for each package that owns no files itself the distribution package that owns the file by which it was found.
 * Databases write paths as they were packed (`/lib/x`), the image may have a link on the way (`lib → usr/lib`):
 * both sides are compared by their real paths.
 */
export function findOwners(packages: readonly FoundPackage[], tree: FileTree): OwnedPackage[] {
  const owned = packages.filter(({ owns }) => owns === undefined);
  const locations = new Set(owned.flatMap((pkg) => pkg.locations.map(({ path }) => path)));
  // Following links for each of 100,000 owned paths would cost a second; a name that nobody has costs nothing.
  const names = new Set([...locations].map(baseName));
  const owners = new Map<string, string>();
  if (locations.size > 0) {
    for (const { purl, owns } of packages) {
      for (const path of owns?.() ?? []) {
        if (!names.has(baseName(path))) continue;
        const real = tree.find(path)?.path;
        if (real !== undefined && locations.has(real)) owners.set(real, purl);
      }
    }
  }
  return packages.map((pkg) => {
    if (pkg.owns !== undefined) return { pkg };
    const owner = pkg.locations.map(({ path }) => owners.get(path)).find((purl) => purl !== undefined);
    return owner === undefined ? { pkg } : { pkg, owner };
  });
}
