import type { Snapshot, SnapshotRecord } from "../advisories/snapshot-reader.ts";
import { KnownError, messageOf, type Problem } from "../model/errors.ts";
import type { Finding } from "../model/finding.ts";
import { matchIdentity, type Package } from "../model/package.ts";
import { getVersionOrder } from "../versions/index.ts";
import { withoutMendedInBranch } from "./branch-fixes.ts";
import { makeFindings, type RecordHit } from "./findings.ts";
import { lookupKey } from "./lookup.ts";
import { findPocketHits, hasPockets } from "./pockets.ts";
import { type AskedRecord, recordsOf } from "./records.ts";
import { remembering } from "./remembered.ts";

/** What is known of a set of packages. */
export interface MatchResult {
  /** Match identity → its findings, worst first; only identities that have any. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** What could not be checked. */
  readonly problems: readonly Problem[];
}

/**
 * Holds packages against a snapshot. Each distinct match identity is looked at once; equal ones share their findings.
 * Network is never asked.
 */
export function matchPackages(packages: readonly Pick<Package, "purl" | "owner">[], opened: Snapshot): MatchResult {
  const snapshot = remembering(opened);
  const findings = new Map<string, readonly Finding[]>();
  const problems: Problem[] = [];
  const unchecked = new Map<string, number>();
  const skip = (what: string) => unchecked.set(what, (unchecked.get(what) ?? 0) + 1);

  const identities = new Map(packages.map((pkg) => [matchIdentity(pkg), pkg]));
  for (const [identity, pkg] of identities) {
    try {
      // What a distribution packages is checked as its package: its data alone knows what was patched.
      const key = lookupKey(pkg.owner ?? pkg.purl);
      if ("unknown" in key) {
        skip(key.unknown);
        continue;
      }
      const { ecosystem, release } = key;
      if (!snapshot.covers(ecosystem.advisories, release)) {
        const isDistribution = ecosystem.kind === "distribution";
        const distribution = release === "" ? ecosystem.advisories : `${ecosystem.advisories} ${release}`;
        skip(isDistribution ? `${distribution} packages` : `${ecosystem.purlType} packages`);
        continue;
      }
      if (pkg.owner !== undefined) continue;
      const order = getVersionOrder(ecosystem.versions);
      const hits: RecordHit[] = [];
      const unreadable = new Map<string, { error: unknown; records: string[] }>();
      const known = recordsOf(key, snapshot);
      for (const { records, ...asked } of groupsOf(known)) {
        try {
          hits.push(...findPocketHits(records, asked, order).map((hit) => ({ ...hit, ...asked })));
        } catch (error) {
          const same = unreadable.get(messageOf(error)) ?? { error, records: [] };
          unreadable.set(messageOf(error), same);
          same.records.push(records[0]?.id ?? "");
        }
      }
      for (const { error, records } of unreadable.values()) {
        const [first, ...more] = records;
        const rest = more.length === 0 ? "" : ` and ${more.length} more`;
        problems.push(problemOf(error, pkg.purl, `, so ${first}${rest} could not be checked`));
      }
      const open = ecosystem.hasModules ? withoutMendedInBranch(hits, known, order) : hits;
      if (open.length > 0) findings.set(identity, makeFindings(open, key, order, snapshot));
    } catch (error) {
      problems.push(problemOf(error, pkg.purl, ""));
    }
  }

  for (const [what, count] of [...unchecked].sort()) {
    problems.push({
      code: "ADVISORIES_MISSING",
      message: `${what}: the snapshot has no advisories for them; ${count} could not be checked`,
    });
  }
  return { findings, problems };
}

/** Records that are looked at together: those of one advisory, where it speaks of several archives of a release. */
function groupsOf(asked: readonly AskedRecord[]): (Omit<AskedRecord, "record"> & { records: SnapshotRecord[] })[] {
  if (!hasPockets(asked.map(({ record }) => record))) {
    return asked.map(({ record, ...rest }) => ({ ...rest, records: [record] }));
  }
  const groups: (Omit<AskedRecord, "record"> & { records: SnapshotRecord[] })[] = [];
  // A snapshot answers in the order of sources and ids: what belongs together stands together.
  for (const { record, release, name, version } of asked) {
    const last = groups.at(-1);
    const [first] = last?.records ?? [];
    const isSame = first?.source === record.source && first.id === record.id;
    if (last && isSame && last.release === release && last.name === name) last.records.push(record);
    else groups.push({ release, name, version, records: [record] });
  }
  return groups;
}

function problemOf(error: unknown, purl: string, consequence: string): Problem {
  if (!(error instanceof KnownError)) throw error;
  return { code: error.code, message: `${purl}: ${error.message}${consequence}`, purl };
}
