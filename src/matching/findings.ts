import type { SnapshotRecord, VulnerabilityFacts, Snapshot as WholeSnapshot } from "../advisories/snapshot-reader.ts";
import type { AffectedRange } from "../model/advisory.ts";
import {
  type Cvss,
  FIX_STATES,
  type Finding,
  type FindingSource,
  type FixState,
  type Proof,
} from "../model/finding.ts";
import { compareSeverity, type Severity, severityOfScore } from "../model/severity.ts";
import type { VersionOrder } from "../versions/version-order.ts";
import { formatRange, type Hit } from "./affected.ts";
import type { LookupKey } from "./lookup.ts";

/** What findings are made from; nobody here closes it. */
type Snapshot = Omit<WholeSnapshot, typeof Symbol.dispose>;

/** An advisory that holds for a package. */
export interface RecordHit {
  readonly record: SnapshotRecord;
  readonly hit: Hit;
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
  const { ecosystem, release, name, version } = key;
  const sources = hits.map(({ record }): FindingSource => ({ source: record.source, id: record.id }));
  const fixedVersion = highest(hits, order);
  // The record with the fix that is shown is the one whose range is shown.
  const shown = hits.find(({ hit }) => hit.fixedVersion === fixedVersion) ?? hits[0];

  // A distribution's advisory speaks of a CVE; a database's record of one CVE is another name for it.
  const names = hits.flatMap(({ record }) =>
    ecosystem.kind === "language" && record.cves.length <= 1 ? [record.id, ...record.aliases] : [],
  );
  const aliases = [...new Set(names)].filter((alias) => alias !== id && !isCve(alias)).sort(compareIds);

  const facts = [id, ...(isCve(id) ? [] : aliases)].flatMap((name) => snapshot.factsOf(name));
  const { severity, severitySource } = severityOf(facts, sources, [id, ...aliases]);
  const cvss = bestCvss(facts, severitySource);
  const details = hits.map(({ record }) => snapshot.get(record.source, record.id));
  // The title of a collective advisory ("glibc - security update") says nothing of one of its CVEs.
  const titled = details.filter(
    (record) => record.id === id || (record.cves.length <= 1 && ecosystem.kind === "language"),
  );
  const label = facts.find(({ source }) => source === severitySource)?.severityLabel;
  const exploited = facts.find(({ exploited }) => exploited)?.exploited;
  const ssvc = facts.find(({ ssvc }) => ssvc)?.ssvc;
  const summary = [...facts, ...titled].find(({ summary }) => summary)?.summary;
  const text = details.find(({ details }) => details)?.details;
  const symbols = hits.flatMap(({ record }) => record.symbols ?? []);
  const published = [...facts, ...details].flatMap(({ published }) => published ?? []).sort()[0];
  return {
    id,
    aliases,
    severity,
    ...(severitySource && { severitySource }),
    ...(label && { severityLabel: label }),
    ...(cvss && { cvss }),
    cwes: [...new Set(facts.flatMap(({ cwes }) => cwes))].sort(),
    ...(summary && { summary }),
    ...(text && { details: text }),
    ...(published && { published }),
    references: [...new Set(details.flatMap(({ references }) => references))],
    affectedRange: shown ? rangesOf(shown, order) : "",
    ...(fixedVersion !== undefined && { fixedVersion }),
    state: fixStateOf(hits, fixedVersion),
    vendorAdvisories: [...new Set(hits.flatMap(({ record }) => record.vendorAdvisories ?? []))].sort(compareIds),
    ...(exploited && { exploited }),
    ...(ssvc && { ssvc }),
    ...(facts.some(({ disputed }) => disputed) && { disputed: true }),
    ...(symbols.length > 0 && { symbols }),
    sources,
    proof: hits.map(
      ({ record, hit }): Proof => ({
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

/** The vendor's own word first, then any source's word, then the band of any score. */
function severityOf(
  facts: readonly VulnerabilityFacts[],
  sources: readonly FindingSource[],
  ids: readonly string[],
): { severity: Severity; severitySource?: string } {
  if (ids.some((id) => id.startsWith("MAL-"))) return { severity: "critical" };
  const own = new Set(sources.map(({ source }) => source));
  const ordered = [...facts.filter(({ source }) => own.has(source)), ...facts.filter(({ source }) => !own.has(source))];
  const word = ordered.find(({ severity }) => severity);
  if (word?.severity) return { severity: word.severity, severitySource: word.source };
  for (const { source, cvss } of ordered) {
    const severity = severityOfScore(cvss.toSorted((a, b) => compareIds(b.version, a.version))[0]?.score);
    if (severity !== "unspecified") return { severity, severitySource: source };
  }
  return { severity: "unspecified" };
}

/** The newest CVSS version wins; within it, the source that gave the severity. */
function bestCvss(facts: readonly VulnerabilityFacts[], severitySource: string | undefined): Cvss | undefined {
  const all = facts.flatMap(({ source, cvss }) => cvss.map((vector): Cvss => ({ ...vector, source })));
  const rank = (cvss: Cvss) => (cvss.source === severitySource ? 0 : 1);
  return all.sort((a, b) => compareIds(b.version, a.version) || rank(a) - rank(b))[0];
}

const compareIds = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
