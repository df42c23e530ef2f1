import type { Distribution } from "../model/distribution.ts";
import { ECOSYSTEMS } from "../model/ecosystems.ts";
import { KnownError } from "../model/errors.ts";
import type { Package } from "../model/package.ts";
import { lookupKey } from "./lookup.ts";

/** Under which names advisories of these packages are kept: what has to be asked for them. */
export function ecosystemsOf(
  packages: readonly Pick<Package, "purl" | "owner">[],
  distribution: Pick<Distribution, "id"> | undefined,
): Set<string> {
  const names = new Set<string>();
  for (const purl of new Set(packages.map((pkg) => pkg.owner ?? pkg.purl))) {
    try {
      const key = lookupKey(purl);
      if ("ecosystem" in key) names.add(key.ecosystem.advisories);
    } catch (error) {
      // Matching tells of it.
      if (!(error instanceof KnownError)) throw error;
    }
  }
  // Whether a release is looked after is to be known even where it has no packages.
  const own = ECOSYSTEMS.filter(({ kind }) => kind === "distribution").find(
    ({ namespace, distributionId = namespace }) => distributionId === distribution?.id,
  );
  if (distribution && own) names.add(own.advisories);
  return names;
}
