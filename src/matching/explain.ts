import type { SnapshotRecord, Snapshot as WholeSnapshot } from "../advisories/snapshot-reader.ts";
import type { AffectedOnly, AffectedRange, AffectedState } from "../model/advisory.ts";
import { messageOf } from "../model/errors.ts";
import type { Finding } from "../model/finding.ts";
import { matchIdentity, type Package } from "../model/package.ts";
import { getVersionOrder } from "../versions/index.ts";
import type { VersionOrder } from "../versions/version-order.ts";
import { findHit, formatRange } from "./affected.ts";
import { describing } from "./describe.ts";
import { namesOf } from "./explain-names.ts";
import { type LookupKey, lookupKey } from "./lookup.ts";
import { matchPackages } from "./match.ts";
import { recordsNear } from "./records.ts";

/** One end of a run of versions against the installed version, as a statement that is true: `1.2 >= 1.1`. */
export interface ExplainedBound {
  readonly kind: "introduced" | "after" | "fixed" | "last-affected";
  readonly holds: boolean;
  readonly text: string;
}

export interface ExplainedRange {
  readonly range: string;
  readonly holds: boolean;
  readonly bounds: readonly ExplainedBound[];
}

/** What one record says of a package, and what that comes to for the installed version. */
export interface ExplainedRecord {
  readonly source: string;
  readonly id: string;
  readonly sha256: string;
  /** `outside`: it speaks of other versions; `unmet`: of another module, architecture or binary package. */
  readonly verdict: "affected" | "not-affected" | "outside" | "unmet" | "unreadable";
  readonly state: AffectedState;
  readonly ranges: readonly ExplainedRange[];
  /** The single version that is listed and hit. */
  readonly listed?: string;
  readonly only?: AffectedOnly;
  /** The archive beside the release's own that it speaks of: `esm`. */
  readonly pocket?: string;
  /** Why it could not be read. */
  readonly trouble?: string;
  readonly vendorAdvisories: readonly string[];
}

/** What a package was looked up by. */
export interface ExplainedKey {
  readonly ecosystem: string;
  readonly release: string;
  readonly name: string;
  readonly installed: string;
  readonly scheme: string;
  readonly kind: "distribution" | "language";
}

/** What a source says of the flaw itself. */
export interface ExplainedWord {
  readonly source: string;
  readonly severity?: string;
  readonly label?: string;
  readonly cvss: readonly { readonly version: string; readonly vector: string; readonly score?: number }[];
}

/** A finding with all that it rests on. */
export interface ExplainedCard {
  /** Those with one key and one verdict are together: packages of one source, or one package in several places. */
  readonly packages: readonly Package[];
  readonly finding: Finding;
  readonly key: ExplainedKey;
  readonly records: readonly ExplainedRecord[];
  readonly words: readonly ExplainedWord[];
}

export const MISS_REASONS = [
  "fixed",
  "not-affected",
  "outside",
  "other-release",
  "other-module",
  "owned",
  "unreadable",
  "uncovered",
  "silent",
  "not-in-image",
  "unknown-id",
] as const;

/** Why packages have no finding of the id. */
export interface ExplainedMiss {
  readonly reason: (typeof MISS_REASONS)[number];
  /** Packages of the image that come nearest; those with one key and one reason are together. */
  readonly packages: readonly Package[];
  readonly key?: ExplainedKey;
  readonly records: readonly ExplainedRecord[];
  /** Releases that records speak of instead. */
  readonly releases?: readonly string[];
  /** What records name: `Debian 12 curl`. */
  readonly named?: readonly string[];
}

export interface Explanation {
  /** As it is written by those who gave it. */
  readonly id: string;
  /** All names of the flaw. */
  readonly names: readonly string[];
  readonly cards: readonly ExplainedCard[];
  readonly misses: readonly ExplainedMiss[];
}

type Snapshot = Omit<WholeSnapshot, typeof Symbol.dispose>;

/** A package that records of the flaw speak of, by name. */
interface Candidate {
  readonly pkg: Package;
  readonly key: LookupKey;
  readonly order: VersionOrder;
}

/**
 * Why the packages of an image have a finding of an id, and where none has: the nearest packages, and why not.
 *
 * @param given  Any name of a flaw, or of an advisory: of one that speaks of several flaws, all are explained.
 * @param only  Name of a package, or of its source; all when absent.
 */
export function explain(
  given: string,
  packages: readonly Package[],
  snapshot: WholeSnapshot,
  only?: string,
): Explanation {
  const { id, names, flaws, records } = namesOf(given, snapshot);
  const wanted = new Set([...names, ...flaws]);
  const isNamed = new Set(records.map((record) => `${record.source}\0${record.id}`));
  const named = namedPackages(records, snapshot);

  const looked = packages.flatMap((pkg): Candidate[] => {
    const key = keyOf(pkg);
    if (key === undefined || !isAsked(pkg, key, only)) return [];
    return [{ pkg, key, order: getVersionOrder(key.ecosystem.versions) }];
  });
  const candidates = looked.filter(({ key }) => namesOfKey(key).some((name) => named.has(name)));
  const { findings } = matchPackages(
    candidates.map(({ pkg }) => pkg),
    snapshot,
  );

  const described = describing(snapshot);
  const cards: ExplainedCard[] = [];
  const misses: ExplainedMiss[] = [];
  for (const candidate of candidates) {
    const { pkg, key, order } = candidate;
    const explained = recordsOf(candidate, snapshot, isNamed);
    const found = (findings.get(matchIdentity(pkg)) ?? []).filter(({ id }) => wanted.has(id));
    for (const finding of found) {
      cards.push({
        packages: [pkg],
        finding: described(finding),
        key: provenKey(finding, explainedKey(key, order)),
        records: explained.filter(({ source, id }) => isOf(finding, source, id, snapshot)),
        words: wordsOf([finding.id, ...finding.aliases], snapshot),
      });
    }
    if (found.length === 0) misses.push(missOf(candidate, explained, named, snapshot));
  }
  if (candidates.length === 0) misses.push(...nothingNear(looked, named, records.length > 0, names, snapshot));
  return {
    id,
    names,
    cards: together(cards, ({ key, finding }) => [finding.id, finding.proof, key]),
    misses: together(misses, ({ reason, key, packages: [first] }) => [reason, key, first?.owner]),
  };
}

/** By what records may name a package: itself, or the source that it was built from. */
function namesOfKey({ ecosystem, name, source }: LookupKey): string[] {
  return [name, ...(source ? [source.name] : [])].map((one) => `${ecosystem.advisories}\0${one}`);
}

function keyOf(pkg: Package): LookupKey | undefined {
  try {
    const key = lookupKey(pkg.purl);
    return "unknown" in key ? undefined : key;
  } catch {
    // `cves` tells of package URLs that are none.
    return undefined;
  }
}

function isAsked({ purl, name, namespace }: Package, key: LookupKey, only: string | undefined): boolean {
  if (only === undefined) return true;
  const wanted = only.toLowerCase();
  const called = [purl, name, `${namespace}/${name}`, `${namespace}:${name}`, key.name];
  return called.some((text) => text.toLowerCase() === wanted);
}

/** Ecosystem and name → releases, of everything that the records speak of. */
function namedPackages(
  records: readonly { readonly source: string; readonly id: string }[],
  snapshot: Snapshot,
): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  for (const { source, id } of records) {
    for (const { ecosystem, release, name } of snapshot.get(source, id).affected) {
      const key = `${ecosystem}\0${name}`;
      named.set(key, (named.get(key) ?? new Set()).add(release));
    }
  }
  return named;
}

function recordsOf({ key, order }: Candidate, snapshot: Snapshot, isNamed: ReadonlySet<string>): ExplainedRecord[] {
  return recordsNear(key, snapshot)
    .filter(({ record: { source, id } }) => isNamed.has(`${source}\0${id}`))
    .map(({ record, version, isMet }) => explainRecord(record, version, isMet, order));
}

function explainRecord(record: SnapshotRecord, version: string, isMet: boolean, order: VersionOrder): ExplainedRecord {
  const { source, id, sha256, state, only, pocket, vendorAdvisories = [] } = record;
  const said = { source, id, sha256, state, ...(only && { only }), ...(pocket && { pocket }), vendorAdvisories };
  if (!isMet) return { ...said, verdict: "unmet", ranges: [] };
  if (state === "not-affected") return { ...said, verdict: "not-affected", ranges: [] };
  try {
    const hit = findHit(version, record, order);
    const ranges = record.ranges.map((range) => explainRange(range, version, order));
    return {
      ...said,
      verdict: hit ? "affected" : "outside",
      ranges,
      ...(hit?.listed && { listed: hit.range.slice(1) }),
    };
  } catch (error) {
    return { ...said, verdict: "unreadable", ranges: [], trouble: messageOf(error) };
  }
}

/** The relation that holds, and the one that holds where the bound does not, in the order of reading. */
const BOUNDS = [
  ["introduced", "introduced", ">=", "<", (difference: number) => difference >= 0],
  ["after", "after", ">", "<=", (difference: number) => difference > 0],
  ["fixed", "fixed", "<", ">=", (difference: number) => difference < 0],
  ["last-affected", "lastAffected", "<=", ">", (difference: number) => difference <= 0],
] as const;

function explainRange(range: AffectedRange, installed: string, order: VersionOrder): ExplainedRange {
  const bounds = BOUNDS.flatMap(([kind, field, relation, opposite, test]): ExplainedBound[] => {
    const version = range[field];
    if (version === undefined) return [];
    const holds = test(order.compare(installed, version));
    return [{ kind, holds, text: `${installed} ${holds ? relation : opposite} ${version}` }];
  });
  return { range: formatRange(range), holds: bounds.every(({ holds }) => holds), bounds };
}

/** Whether a record of the key speaks of the finding's flaw; a collective one speaks of several. */
function isOf({ id, aliases, sources }: Finding, source: string, recordId: string, snapshot: Snapshot): boolean {
  if (sources.some((one) => one.source === source && one.id === recordId)) return true;
  const { cves, aliases: others } = snapshot.get(source, recordId);
  const names = [recordId, ...cves, ...others];
  return [id, ...aliases].some((name) => names.includes(name));
}

/** What the finding itself was looked up by: a binary package may be found by its source. */
function provenKey({ proof: [first] }: Finding, key: ExplainedKey): ExplainedKey {
  return first ? { ...key, release: first.key.release, name: first.key.name, installed: first.installed } : key;
}

function explainedKey({ ecosystem, release, name, version }: LookupKey, order: VersionOrder): ExplainedKey {
  const { advisories, kind } = ecosystem;
  return { ecosystem: advisories, release, name, installed: version, scheme: order.name, kind };
}

function wordsOf(names: readonly string[], snapshot: Snapshot): ExplainedWord[] {
  return names
    .flatMap((name) => snapshot.factsOf(name))
    .filter(({ severity, severityLabel, cvss }) => severity || severityLabel || cvss.length > 0)
    .map(({ source, severity, severityLabel, cvss }) => ({
      source,
      ...(severity && { severity }),
      ...(severityLabel && { label: severityLabel }),
      cvss,
    }));
}

/** What a record that does not hold says loudest. */
const REASON_OF_VERDICT = [
  ["unreadable", "unreadable"],
  ["not-affected", "not-affected"],
  ["unmet", "other-module"],
] as const;

function missOf(
  { pkg, key, order }: Candidate,
  records: readonly ExplainedRecord[],
  named: ReadonlyMap<string, ReadonlySet<string>>,
  snapshot: Snapshot,
): ExplainedMiss {
  const miss = { packages: [pkg], key: explainedKey(key, order), records };
  if (pkg.owner !== undefined) return { ...miss, reason: "owned" };
  if (!isCovered(key, snapshot)) return { ...miss, reason: "uncovered" };
  if (records.length === 0) {
    const releases = [...new Set(namesOfKey(key).flatMap((name) => [...(named.get(name) ?? [])]))].sort();
    return { ...miss, reason: "other-release", releases };
  }
  const isFixed = records.some(({ ranges }) =>
    ranges.some(({ bounds }) => bounds.some(({ kind, holds }) => kind === "fixed" && !holds)),
  );
  const reason = REASON_OF_VERDICT.find(([verdict]) => records.some((record) => record.verdict === verdict))?.[1];
  return { ...miss, reason: reason === "unreadable" ? reason : isFixed ? "fixed" : (reason ?? "outside") };
}

const isCovered = ({ ecosystem, release }: LookupKey, snapshot: Snapshot) =>
  snapshot.covers(ecosystem.advisories, release);

/** Where no package has a name that the records know. */
function nothingNear(
  looked: readonly Candidate[],
  named: ReadonlyMap<string, ReadonlySet<string>>,
  isKnown: boolean,
  names: readonly string[],
  snapshot: Snapshot,
): ExplainedMiss[] {
  if (!isKnown && !names.some((name) => snapshot.factsOf(name).length > 0)) {
    return [{ reason: "unknown-id", packages: [], records: [] }];
  }
  const words = [...named].map(([key, releases]) => {
    const [ecosystem = "", name = ""] = key.split("\0");
    return [ecosystem, [...releases].filter(Boolean).sort().join(", "), name].filter(Boolean).join(" ");
  });
  // Of the same name, in another ecosystem: the record may be meant, and says nothing of it.
  const bare = new Set([...named.keys()].map((key) => key.slice(key.indexOf("\0") + 1)));
  const namesakes = looked.filter(({ key }) => bare.has(key.name));
  if (namesakes.length === 0) return [{ reason: "not-in-image", packages: [], records: [], named: words.sort() }];
  return namesakes.map(({ pkg, key, order }) => ({
    reason: isCovered(key, snapshot) ? "silent" : "uncovered",
    packages: [pkg],
    key: explainedKey(key, order),
    records: [],
    named: words,
  }));
}

/** What differs in nothing but the package is told once. */
function together<Told extends { readonly packages: readonly Package[] }>(
  all: readonly Told[],
  sameOf: (told: Told) => unknown,
): Told[] {
  const groups = new Map<string, Told>();
  for (const told of all) {
    const same = JSON.stringify(sameOf(told));
    const known = groups.get(same);
    groups.set(same, known ? { ...known, packages: [...known.packages, ...told.packages] } : told);
  }
  return [...groups.values()];
}
