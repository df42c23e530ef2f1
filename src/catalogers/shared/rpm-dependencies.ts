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
  const wanted = new Set<string>();
  for (const { requires } of purlOf.keys()) for (const name of linesOf(requires)) wanted.add(name);
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
    for (const name of linesOf(pkg.provides)) if (wanted.has(name)) provide(name, purl);
    if (paths.size === 0) continue;
    for (const path of pathsOfFileList(pkg.files ?? "")) for (const name of paths.get(path) ?? []) provide(name, purl);
  }

  const needs = new Map<RpmPackage, readonly string[]>();
  for (const [pkg, purl] of purlOf) {
    if (pkg.requires === undefined) continue;
    const found = new Set<string>();
    for (const name of linesOf(pkg.requires)) for (const provider of providers.get(name) ?? []) found.add(provider);
    found.delete(purl);
    needs.set(pkg, [...found].sort());
  }
  return needs;
}

const linesOf = (text: string | undefined) => text?.split("\n") ?? [];
