import type { SnapshotRecord, Snapshot as WholeSnapshot } from "../advisories/snapshot-reader.ts";
import type { AffectedRange } from "../model/advisory.ts";
import {
  FIX_STATES,
  type Finding,
  type FindingSource,
  type FixState,
  type Proof,
  type SubscriptionFix,
} from "../model/finding.ts";
import { compareSeverity } from "../model/severity.ts";
import type { VersionOrder } from "../versions/version-order.ts";
import { formatRange, type Hit } from "./affected.ts";
import type { LookupKey } from "./lookup.ts";
import { isMalicious } from "./risk.ts";
import { byVoice, verdictOf } from "./severity.ts";

/** What findings are made from; nobody here closes it. */
type Snapshot = Omit<WholeSnapshot, typeof Symbol.dispose>;

/** An advisory that holds for a package. */
export interface RecordHit {
  readonly record: SnapshotRecord;
  readonly hit: Hit;
  /** What the record was found by, and the version that was compared. */
  readonly release: string;
  readonly name: string;
  readonly version: string;
  /** The fix that it knows, where only subscribers get it. */
  readonly subscriptionFix?: SubscriptionFix;
}

/**
 * One finding for each vulnerability that the advisories speak of: a record of n CVEs gives n, records of one CVE
 * give one, and a record without a CVE goes by its own id, or by what an alias knows it as.
 */
export function makeFindings(
  hits: readonly RecordHit[],
  key: LookupKey,
  order: VersionOrder,
  snapshot: Snapshot,
): Finding[] {
  const groups = new Map<string, RecordHit[]>();
  const ids = vulnerabilityIds(hits, snapshot);
  for (const hit of hits) {
    for (const id of ids.get(hit.record) ?? []) groups.set(id, [...(groups.get(id) ?? []), hit]);
  }
  return [...groups]
    .map(([id, group]) => makeFinding(id, group, key, order, snapshot))
    .sort((a, b) => compareSeverity(a.severity, b.severity) || compareIds(a.id, b.id));
}

/** By which of several ids without a CVE a flaw is called: the one that most people can look up. */
const ID_PREFERENCE = ["GHSA-", "PYSEC-", "MAL-"];

function preferred(ids: readonly string[]): string {
  const rank = (id: string) => {
    const at = ID_PREFERENCE.findIndex((prefix) => id.startsWith(prefix));
    return at < 0 ? ID_PREFERENCE.length : at;
  };
  return ids.toSorted((a, b) => rank(a) - rank(b) || compareIds(a, b))[0] ?? "";
}

const isCve = (id: string) => id.startsWith("CVE-");

/** The ids that each record counts for. Two CVEs are never one, whatever aliases say. */
function vulnerabilityIds(hits: readonly RecordHit[], snapshot: Snapshot): Map<SnapshotRecord, readonly string[]> {
  const ids = new Map<SnapshotRecord, readonly string[]>();
  for (const { record } of hits) {
    if (record.cves.length > 0) {
      ids.set(record, record.cves);
      continue;
    }
    // Everything that some record calls the same flaw, not looking behind a CVE.
    const same = new Set([record.id]);
    for (const id of same) {
      if (isCve(id)) continue;
      for (const alias of snapshot.aliasesOf(id)) same.add(alias);
    }
    const cves = [...same].filter(isCve);
    const known = hits.map(({ record: { id } }) => id).filter((id) => same.has(id));
    ids.set(record, cves.length > 0 ? cves : [preferred(known)]);
  }
  return ids;
}

/** By which names sources speak of a flaw. */
export function namesOfFacts({ id, aliases }: Pick<Finding, "id" | "aliases">): readonly string[] {
  return isCve(id) ? [id] : [id, ...aliases];
}

function makeFinding(
  id: string,
  group: readonly RecordHit[],
  key: LookupKey,
  order: VersionOrder,
  snapshot: Snapshot,
): Finding {
  const hits = group.toSorted(
    (a, b) => compareIds(a.record.source, b.record.source) || compareIds(a.record.id, b.record.id),
  );
  const { ecosystem } = key;
  const sources = hits.map(({ record }): FindingSource => ({ source: record.source, id: record.id }));
  const fixedVersion = highest(hits, order);
  // The record with the fix that is shown is the one whose range is shown.
  const shown = hits.find(({ hit }) => hit.fixedVersion === fixedVersion) ?? hits[0];

  // A distribution's advisory speaks of a CVE; a database's record of one CVE is another name for it.
  const subscriptionFix = hits.find(({ subscriptionFix }) => subscriptionFix)?.subscriptionFix;
  const names = hits.flatMap(({ record }) =>
    ecosystem.kind === "language" && record.cves.length <= 1 ? [record.id, ...record.aliases] : [],
  );
  const aliases = [...new Set(names)].filter((alias) => alias !== id && !isCve(alias)).sort(compareIds);

  const own = new Set(sources.map(({ source }) => source));
  const facts = byVoice(
    namesOfFacts({ id, aliases }).flatMap((name) => snapshot.factsOf(name)),
    own,
  );
  const epss = snapshot.epssOf(id);
  const exploited = facts.find(({ exploited }) => exploited)?.exploited;
  const ssvc = facts.find(({ ssvc }) => ssvc)?.ssvc;
  const symbols = hits.flatMap(({ record }) => record.symbols ?? []);
  return {
    id,
    aliases,
    ...verdictOf(facts, own, isMalicious({ id, aliases })),
    cwes: [...new Set(facts.flatMap(({ cwes }) => cwes))].sort(),
    affectedRange: shown ? rangesOf(shown, order) : "",
    ...(fixedVersion !== undefined && { fixedVersion }),
    state: fixStateOf(hits, fixedVersion),
    ...(fixedVersion === undefined && subscriptionFix && { subscriptionFix }),
    vendorAdvisories: [...new Set(hits.flatMap(({ record }) => record.vendorAdvisories ?? []))].sort(compareIds),
    ...(epss && { epss }),
    ...(exploited && { exploited }),
    ...(ssvc && { ssvc }),
    ...(facts.some(({ disputed }) => disputed) && { disputed: true }),
    ...(symbols.length > 0 && { symbols }),
    sources,
    proof: hits.map(
      ({ record, hit, release, name, version }): Proof => ({
        rule: ecosystem.kind === "distribution" ? "distribution" : hit.listed ? "language-version" : "language",
        scheme: order.name,
        key: { ecosystem: ecosystem.advisories, release, name },
        installed: version,
        range: hit.range,
        advisory: { source: record.source, id: record.id, sha256: record.sha256 },
      }),
    ),
  };
}

/** A fix that any source knows counts; without one, a word that says more than that there is none. */
function fixStateOf(hits: readonly RecordHit[], fixedVersion: string | undefined): FixState {
  if (fixedVersion !== undefined) return "fixed";
  const states = new Set(hits.map(({ record }) => record.state));
  return FIX_STATES.find((state) => state !== "fixed" && state !== "unfixed" && states.has(state)) ?? "unfixed";
}

/** All runs of the record, disjoint as they are, oldest first; the listed version where that is what hit. */
function rangesOf({ record, hit }: RecordHit, order: VersionOrder): string {
  if (hit.listed) return hit.range;
  const start = ({ introduced }: AffectedRange) =>
    introduced !== undefined && order.isValid(introduced) ? introduced : undefined;
  return record.ranges
    .toSorted((a, b) => {
      const [left, right] = [start(a), start(b)];
      if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
      return order.compare(left, right);
    })
    .map(formatRange)
    .join(" || ");
}

/** When two advisories fix one flaw at different versions, only the higher one is safe. */
function highest(hits: readonly RecordHit[], order: VersionOrder): string | undefined {
  return hits
    .flatMap(({ hit }) => hit.fixedVersion ?? [])
    .reduce<string | undefined>(
      (best, fix) => (best === undefined || order.compare(fix, best) > 0 ? fix : best),
      undefined,
    );
}

const compareIds = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
