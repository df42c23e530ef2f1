import type { Snapshot } from "../../src/advisories/snapshot-reader.ts";
import { type ExplainedMiss, type ExplainedRecord, explain } from "../../src/matching/explain.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Package } from "../../src/model/package.ts";

/** By which records a finding came about, in one line. */
export function whyFound({ id, proof }: Finding): string {
  const records = proof.map(
    ({ installed, range, advisory: { source, id: record } }) => `${source} ${record}: ${installed} is in ${range}`,
  );
  return `${id} by ${records.join(", ")}`;
}

const REASONS: Readonly<Record<ExplainedMiss["reason"], string>> = {
  fixed: "it has the fix",
  "not-affected": "a record says that it is not affected",
  outside: "no range of versions holds it",
  "other-release": "records speak of other releases alone",
  "other-module": "records speak of other modules, architectures or packages",
  owned: "it is of a distribution's package, which is looked at in its place",
  unreadable: "its version cannot be compared",
  uncovered: "the snapshot has no advisories for such packages",
  silent: "records speak of a package of that name in another ecosystem",
  "not-in-image": "records name other packages",
  "unknown-id": "no record has that id",
};

/** Why a package does not have a finding, in one line. */
export function whyMissed(names: ReadonlySet<string>, pkg: Package, snapshot: Snapshot): string {
  const all = [...names].flatMap((name) => explain(name, [pkg], snapshot).misses);
  // Of several names of a flaw some are in no record.
  const miss = all.find(({ reason }) => reason !== "unknown-id") ?? all[0];
  if (miss === undefined) return "found, but under another name";
  const words = miss.records.map(wordsOf).join(", ");
  const releases = miss.releases === undefined ? "" : ` (${miss.releases.join(", ")})`;
  return `${REASONS[miss.reason]}${releases}${words === "" ? "" : ` — ${words}`}`;
}

function wordsOf({ source, id, state, ranges, trouble }: ExplainedRecord): string {
  const failing = ranges.flatMap(({ bounds }) => bounds.filter(({ holds }) => !holds).map(({ text }) => text));
  const said = trouble ?? (failing.length > 0 ? failing.join(" and ") : state);
  return `${source} ${id}: ${said}`;
}
