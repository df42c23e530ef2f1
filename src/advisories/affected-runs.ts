import type { AffectedRange } from "../model/advisory.ts";
import { type Bounds, merged, type VersionRange } from "../versions/ranges/bounds.ts";
import type { VersionOrder } from "../versions/version-order.ts";

/**
 * The versions of a range that an ecosystem's notation describes, as runs of affected ones: they do not touch, and the
 * oldest comes first.
 *
 * @throws {KnownError} `VERSION_INVALID` when an end does not parse.
 */
export function affectedRuns(range: VersionRange, order: VersionOrder): AffectedRange[] {
  // A run by itself is compared with nothing; compared with itself, an end that is no version is told all the same.
  for (const { version } of range.flatMap(({ from, to }) => [from ?? [], to ?? []].flat()))
    order.compare(version, version);
  return merged(range, order).map(({ from, to }) => ({
    ...(from?.included && { introduced: from.version }),
    ...(from && !from.included && { after: from.version }),
    ...(to && !to.included && { fixed: to.version }),
    ...(to?.included && { lastAffected: to.version }),
  }));
}

/**
 * All versions that lie in none of the runs: what is affected where a source tells what is not.
 *
 * @throws {KnownError} `VERSION_INVALID` when an end does not parse.
 */
export function outside(range: VersionRange, order: VersionOrder): VersionRange {
  const runs = merged(range, order);
  const gaps: Bounds[] = [];
  let from: Bounds["from"];
  for (const [i, run] of runs.entries()) {
    if (run.from) {
      const to = { version: run.from.version, included: !run.from.included };
      if (i === 0 || from) gaps.push({ ...(from && { from }), to });
    }
    if (!run.to) return gaps;
    from = { version: run.to.version, included: !run.to.included };
  }
  return [...gaps, { ...(from && { from }) }];
}
