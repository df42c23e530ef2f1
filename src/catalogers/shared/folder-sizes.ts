import type { FileTree } from "../../image/file-tree.ts";
import type { CatalogedPackage } from "../cataloger.ts";

/**
 * Packages with the bytes that they take once installed: those of all files below the folder in which each stands.
 *
 * @param folderOf The folder of a package's own, where it has one.
 */
export function withFolderSizes(
  packages: readonly CatalogedPackage[],
  tree: FileTree,
  folderOf: (pkg: CatalogedPackage) => string | undefined,
): CatalogedPackage[] {
  const sizeOf = tree.folderSizes();
  return packages.map((pkg) => {
    const folder = folderOf(pkg);
    const installedSizeBytes = folder === undefined ? undefined : sizeOf(folder);
    return installedSizeBytes === undefined ? pkg : { ...pkg, installedSizeBytes };
  });
}

/** The folder of the file by which a package was found. */
export function ownFolderOf({ locations: [place] }: CatalogedPackage): string | undefined {
  const slash = place?.path.lastIndexOf("/") ?? -1;
  return slash > 0 ? place?.path.slice(0, slash) : undefined;
}
