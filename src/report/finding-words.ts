import { FIX_STATES, type Finding, type FixState, type PackageFindings } from "../model/finding.ts";
import type { ScanReport } from "./scan-report.ts";
import { suppressionText } from "./suppression-text.ts";

/** What became of a flaw, for people. */
const STATE_WORDS: Readonly<Record<FixState, string>> = {
  fixed: "fixed",
  unfixed: "not fixed",
  deferred: "not fixed: deferred",
  "wont-fix": "will not be fixed",
  "end-of-life": "will not be fixed: end of life",
  "under-investigation": "not fixed: under investigation",
};

/** The version to go to, or what became of the flaw in place of a fix. */
export function fixText({ fixedVersion, state }: Pick<Finding, "fixedVersion" | "state">): string {
  return fixedVersion ?? STATE_WORDS[state];
}

/** Why there is nothing to go to, as the end of a sentence. */
const STATE_REASONS: Readonly<Record<Exclude<FixState, "fixed">, string>> = {
  unfixed: "yet",
  deferred: "yet: its vendor has put it off",
  "wont-fix": "and its vendor will not make one",
  "end-of-life": "and there will be none: its release is at the end of its life",
  "under-investigation": "yet: its vendor still looks into it",
};

/** What to do about a finding, in a sentence. */
export function solutionText(pkg: Pick<PackageFindings, "name">, { fixedVersion, state }: Finding): string {
  if (fixedVersion !== undefined) return `Upgrade ${pkg.name} to ${fixedVersion}.`;
  return `There is no fixed version of ${pkg.name} ${STATE_REASONS[state === "fixed" ? "unfixed" : state]}.`;
}

/** What a finding is marked with: what changes how soon it is looked at. */
export function badgesOf({ exploited, disputed, reachability, suppressed }: Finding): string[] {
  return [
    ...(exploited ? [exploited.ransomware ? "CISA KEV, RANSOMWARE" : "CISA KEV"] : []),
    ...(suppressed ? ["SUPPRESSED"] : []),
    ...(disputed ? ["DISPUTED"] : []),
    ...(reachability === "not-in-binary" ? ["NOT IN BINARY"] : []),
  ];
}

/** Why a finding does not count, in a sentence. */
export function whySuppressed({ suppressed }: Finding): string {
  return suppressed ? suppressionText(suppressed) : "";
}

/** Other names under which people know a flaw, of advisories and databases. */
export function otherNames({ id, aliases, sources, vendorAdvisories }: Finding): string[] {
  const names = [...aliases, ...sources.map((source) => source.id), ...vendorAdvisories];
  return [...new Set(names)].filter((name) => name !== id);
}

/** The same behind a number. */
const STATE_COUNTS: Readonly<Record<FixState, string>> = {
  fixed: "with a fix",
  unfixed: "without",
  deferred: "deferred",
  "wont-fix": "will not be fixed",
  "end-of-life": "at the end of life",
  "under-investigation": "under investigation",
};

/** Of many findings, how many can be mended, and what keeps the others from it: `3 with a fix, 1 deferred`. */
export function statesText(findings: readonly Finding[]): string {
  const counts = Map.groupBy(findings, ({ state }) => state);
  return FIX_STATES.flatMap((state) => {
    const count = counts.get(state)?.length ?? 0;
    return count > 0 ? [`${count} ${STATE_COUNTS[state]}`] : [];
  }).join(", ");
}

/** `2 known to be (CISA KEV), 1 by ransomware`; nothing where none is. */
export function exploitedCount(findings: readonly Finding[]): string {
  const known = findings.filter(({ exploited }) => exploited);
  const ransomware = known.filter(({ exploited }) => exploited?.ransomware).length;
  if (known.length === 0) return "";
  return `${known.length} known to be (CISA KEV)${ransomware > 0 ? `, ${ransomware} by ransomware` : ""}`;
}

/** A finding of a package. */
export interface Row {
  readonly pkg: PackageFindings;
  readonly finding: Finding;
}

/** All findings of a report, package by package, worst first. */
export function rowsOf({ packages }: Pick<ScanReport, "packages">): Row[] {
  return packages.flatMap((pkg) => pkg.findings.map((finding) => ({ pkg, finding })));
}
