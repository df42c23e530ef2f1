import { holds } from "../advisories/affected-range.ts";
import type { SnapshotRecord } from "../advisories/snapshot-reader.ts";
import type { AffectedRange } from "../model/advisory.ts";
import type { VersionOrder } from "../versions/version-order.ts";

/** That a version is affected, by which part of an advisory, and what to go to. */
export interface Hit {
  /** The run of versions, or the listed version, that holds it: `<1.2.3`, `=1.0`. */
  readonly range: string;
  /** Whether the version is listed by itself rather than within a run. */
  readonly listed: boolean;
  readonly fixedVersion?: string;
}

/**
 * Tells whether a version is open to an advisory, and by which part of it.
 * Runs are tried one by one: what lies between two of them is not affected. Where a source has a run that nobody can
 * read, its other runs and the versions that it lists still count.
 *
 * @throws {KnownError} `VERSION_INVALID` when nothing holds and a version does not parse: an unknown is never called safe.
 *
 * Source: https://ossf.github.io/osv-schema/#evaluation
 */
export function findHit(
  version: string,
  { state, ranges, versions }: Pick<SnapshotRecord, "state" | "ranges" | "versions">,
  order: VersionOrder,
): Hit | undefined {
  if (state === "not-affected") return undefined;
  let unreadable: unknown;
  for (const range of ranges) {
    try {
      if (!holds(range, version, order)) continue;
    } catch (error) {
      unreadable ??= error;
      continue;
    }
    const fixed = fixOf(range, ranges, order);
    return {
      range: formatRange(range),
      listed: false,
      ...(fixed !== undefined && { fixedVersion: releaseOf(fixed, order) }),
    };
  }
  for (const listed of versions) {
    // Sources list what was once published, also what their own rules no longer allow: equal text is equal.
    const isEqual = () => order.isValid(version) && order.isValid(listed) && order.compare(version, listed) === 0;
    if (listed === version || isEqual()) return { range: `=${listed}`, listed: true };
  }
  if (unreadable !== undefined) throw unreadable;
  // A version that cannot be compared with those that are listed is not known to be none of them.
  if (versions.length > 0 && !order.isValid(version)) order.compare(version, version);
  return undefined;
}

/**
 * The first version behind a run that lies in no other run either: sources write runs that lie in each other, one for
 * each branch that has a fix, and all of them from the beginning. Of disjoint runs it is the end of the one that holds.
 *
 * Source: https://pkg.go.dev/vuln/GO-2025-3448
 */
function fixOf(run: AffectedRange, runs: readonly AffectedRange[], order: VersionOrder): string | undefined {
  if (runs.length === 1) return run.fixed;
  const comparable = runs.filter((one) => Object.values(one).every((end) => order.isValid(end)));
  let { fixed } = run;
  // Each step goes to a later version, and no run ends twice.
  for (let steps = 0; fixed !== undefined && steps < runs.length && order.isValid(fixed); steps++) {
    const at: string = fixed;
    const next = comparable.find((one) => holds(one, at, order));
    if (next === undefined) break;
    fixed = next.fixed;
  }
  return fixed;
}

/** How an order's ranges write that a run ends before the pre-releases of a version, too: nobody publishes that one. */
const BEFORE_PRE_RELEASES: ReadonlyMap<string, RegExp> = new Map([
  ["composer", /-dev$/],
  ["gem", /\.a$/],
  ["pep440", /\.dev0$/],
  ["semver", /-0$/],
  ["strict-semver", /-0$/],
]);

/** The version to go to where a run ends before this one. */
function releaseOf(fixed: string, order: VersionOrder): string {
  const mark = BEFORE_PRE_RELEASES.get(order.name);
  return mark === undefined ? fixed : fixed.replace(mark, "");
}

/** `>=1.0,<1.2.3`; a run without ends is every version. */
export function formatRange({ introduced, after, fixed, lastAffected }: AffectedRange): string {
  const parts = [
    introduced !== undefined && `>=${introduced}`,
    after !== undefined && `>${after}`,
    fixed !== undefined && `<${fixed}`,
    lastAffected !== undefined && `<=${lastAffected}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? "every version" : parts.join(",");
}
