import type { CatalogedPackage } from "../catalogers/cataloger.ts";
import type { FoundPackage } from "./ownership.ts";

/** Catalogers that see packages which another one may know better: the fuller record has what was built from what. */
const FULLER: ReadonlyMap<string, string> = new Map([["chisel", "dpkg"]]);

/**
 * Leaves out packages that a fuller record tells of as well, as images of .NET have a manifest of Chisel and records of
 * dpkg; what only the other one says is added to it.
 */
export function dropEchoes(packages: readonly FoundPackage[]): FoundPackage[] {
  const echoes = new Map<string, FoundPackage>();
  for (const pkg of packages) {
    const fuller = FULLER.get(pkg.foundBy);
    if (fuller !== undefined) echoes.set(`${fuller}\0${keyOf(pkg)}`, pkg);
  }
  if (echoes.size === 0) return [...packages];

  const heard = new Set<FoundPackage>();
  const told = packages.map((pkg) => {
    const echo = echoes.get(`${pkg.foundBy}\0${keyOf(pkg)}`);
    if (!echo) return pkg;
    heard.add(echo);
    const { properties, checksums, locations } = echo;
    return {
      ...pkg,
      ...(checksums && { checksums: [...(pkg.checksums ?? []), ...checksums] }),
      properties: { ...properties, ...pkg.properties },
      locations: [...pkg.locations, ...locations],
    };
  });
  return told.filter((pkg) => !heard.has(pkg));
}

const keyOf = ({ type, namespace = "", name, version, architecture = "" }: CatalogedPackage) =>
  [type, namespace, name, version, architecture].join("\0");
