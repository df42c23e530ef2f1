import type { Package } from "../model/package.ts";

/** A package that has another version than before. */
export interface ChangedPackage {
  readonly before: Package;
  readonly after: Package;
}

/** What a layer does to the packages of the layers below. */
export interface PackageChanges {
  readonly added: readonly Package[];
  readonly changed: readonly ChangedPackage[];
  readonly removed: readonly Package[];
}

/** The difference of two inventories. One package that goes and one of the same name that comes are a change. */
export function packageChanges(before: readonly Package[], after: readonly Package[]): PackageChanges {
  const had = new Set(before.map(identityOf));
  const has = new Set(after.map(identityOf));
  const gone = Map.groupBy(
    before.filter((pkg) => !has.has(identityOf(pkg))),
    kindOf,
  );
  const added: Package[] = [];
  const changed: ChangedPackage[] = [];
  for (const pkg of after) {
    if (had.has(identityOf(pkg))) continue;
    const replaced = gone.get(kindOf(pkg))?.shift();
    if (replaced) changed.push({ before: replaced, after: pkg });
    else added.push(pkg);
  }
  return { added, changed, removed: [...gone.values()].flat() };
}

export const identityOf = ({ purl, owner = "" }: Package): string => `${purl} ${owner}`;

const kindOf = ({ type, namespace = "", name, architecture = "" }: Package): string =>
  [type, namespace, name, architecture].join("\0");
