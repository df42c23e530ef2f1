import { matchIdentity, type Package } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";

/** Who needs whom, by the names that a document gives its packages. */
export interface Graph {
  /** What the image itself leads to. */
  readonly roots: readonly string[];
  /** Only of packages of which it is known; none is an answer, too. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
}

/**
 * The dependencies of an image. A package URL may stand in it several times, with another owner each: who needs it is
 * said to need all of them, since nothing tells which is meant.
 *
 * @param nameOf The document's name of a package.
 */
export function graphOf({ packages }: Sbom, nameOf: (pkg: Package) => string): Graph {
  const named = Map.groupBy(packages, ({ purl }) => purl);
  const dependsOn = new Map<string, readonly string[]>();
  const needed = new Set<string>();
  for (const pkg of packages) {
    if (pkg.dependsOn === undefined) continue;
    const names = new Set(pkg.dependsOn.flatMap((purl) => (named.get(purl) ?? []).map(nameOf)));
    names.delete(nameOf(pkg));
    dependsOn.set(nameOf(pkg), [...names]);
    for (const name of names) needed.add(name);
  }
  const roots = packages.filter((pkg) => pkg.direct !== false || !needed.has(nameOf(pkg))).map(nameOf);
  return { roots, dependsOn };
}

/** Names each package by what tells it from all others. */
export function packageReference(pkg: Package): string {
  return matchIdentity(pkg);
}
