import type { AffectedRange } from "../model/advisory.ts";
import type { VersionRange } from "../versions/ranges/bounds.ts";
import { parseRange } from "../versions/ranges/index.ts";
import type { VersionOrder } from "../versions/version-order.ts";
import { affectedRuns, outside } from "./affected-runs.ts";

/**
 * The runs of affected versions where a source tells the others: those that were patched, and those that never had the
 * flaw. Each line is a requirement in the ecosystem's notation; a version that meets any of them is well.
 *
 * @throws {KnownError} `RANGE_INVALID` or `VERSION_INVALID`
 */
export function affectedUnless(requirements: readonly string[], order: VersionOrder): AffectedRange[] {
  const well: VersionRange = requirements.flatMap((requirement) => parseRange(order.name, requirement));
  return affectedRuns(outside(well, order), order);
}
