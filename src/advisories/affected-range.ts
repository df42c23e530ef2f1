import type { AffectedRange } from "../model/advisory.ts";
import type { VersionOrder } from "../versions/version-order.ts";

/**
 * Tells whether a version lies in an unbroken run of affected ones.
 *
 * @throws {KnownError} `VERSION_INVALID` when a version that has to be compared does not parse.
 */
export function holds(
  { introduced, after, fixed, lastAffected }: AffectedRange,
  version: string,
  order: VersionOrder,
): boolean {
  return (
    (introduced === undefined || order.compare(version, introduced) >= 0) &&
    (after === undefined || order.compare(version, after) > 0) &&
    (fixed === undefined || order.compare(version, fixed) < 0) &&
    (lastAffected === undefined || order.compare(version, lastAffected) <= 0)
  );
}
