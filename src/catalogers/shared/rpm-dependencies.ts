import type { FileTree } from "../../image/file-tree.ts";
import { pathsOfFileList } from "./rpm-file-list.ts";
import type { RpmPackage } from "./rpm-package.ts";

/** What several provide is mostly the same thing for several architectures; more of them say nothing of a package. */
const MOST_PROVIDERS = 16;

/**
 * The packages that each package needs: those that provide what it requires, by name or by having the file. Versions
 * are not looked at: what was installed had them. What is wanted only under a condition (`(a if b)`) is left out.
 *
 * @param purlOf  Package URL by package.
 */
export function rpmDependencies(
  purlOf: ReadonlyMap<RpmPackage, string>,
  tree: Pick<FileTree, "find">,
): ReadonlyMap<RpmPackage, readonly string[]> {
  const requirements = new Map(
    [...purlOf.keys()].flatMap((pkg) => (pkg.requires === undefined ? [] : [[pkg, pkg.requires.split("\n")] as const])),
  );
  const wanted = new Set([...requirements.values()].flat());
  const providers = new Map<string, Set<string>>();
  const provide = (name: string, purl: string) => {
    const known = providers.get(name) ?? new Set();
    providers.set(name, known);
    if (known.size < MOST_PROVIDERS) known.add(purl);
  };

  // A program may be required by its path in front of a link: `/bin/sh` where `/bin` leads to `/usr/bin`.
  const paths = new Map<string, string[]>();
  for (const path of wanted) {
    if (!path.startsWith("/")) continue;
    const real = tree.find(path)?.path;
    for (const spelling of new Set([path, ...(real === undefined ? [] : [`/${real}`])])) {
      paths.set(spelling, [...(paths.get(spelling) ?? []), path]);
    }
  }
  for (const [pkg, purl] of purlOf) {
    for (const name of pkg.provides?.split("\n") ?? []) if (wanted.has(name)) provide(name, purl);
    if (paths.size === 0) continue;
    for (const path of pathsOfFileList(pkg.files ?? "")) for (const name of paths.get(path) ?? []) provide(name, purl);
  }

  return new Map(
    [...requirements].map(([pkg, names]) => {
      const found = new Set(names.flatMap((name) => [...(providers.get(name) ?? [])]));
      found.delete(purlOf.get(pkg) ?? "");
      return [pkg, [...found].sort()];
    }),
  );
}
