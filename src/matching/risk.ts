import type { Finding } from "../model/finding.ts";
import type { Severity } from "../model/severity.ts";

/** What of a finding its risk depends on. */
export type Risky = Pick<
  Finding,
  | "id"
  | "aliases"
  | "severity"
  | "cvss"
  | "epss"
  | "exploited"
  | "ssvc"
  | "fixedVersion"
  | "disputed"
  | "reachability"
  | "suppressed"
>;

/** The middle of each band of CVSS; what nobody rated comes after everything that somebody did. */
const WEIGHT: Readonly<Record<Severity, number>> = { critical: 9.5, high: 8, medium: 5.5, low: 2.5, unspecified: 1 };

/** Less than this no flaw is likely to be exploited, also where EPSS does not know it. */
const LEAST_LIKELY = 0.001;

/** At least how likely CISA's word makes it. */
const LIKELY_BY_SSVC: ReadonlyMap<string, number> = new Map([
  ["active", 0.5],
  ["poc", 0.05],
]);

const REACHABLE = { reachable: 1.25, unknown: 1, "not-in-binary": 0.2 } as const;
const UNFIXED = 0.9;
const DISPUTED = 0.5;

/** So much that no number of a lower tier reaches it. */
const TIER = 1000;

/**
 * How soon a finding should be looked at; more is sooner. A number for sorting, not for comparing across snapshots.
 *
 * Tiers come first: what is suppressed, everything, what is known to be exploited, that by ransomware, malware.
 * Within one, severity (word and score alike) counts by how likely an exploit is; then a fix that is there, functions
 * that are reached, and a dispute move it up or down. It never falls when one of them gets worse.
 */
export function riskOf(finding: Risky): number {
  return tierOf(finding) * TIER + numberOf(finding);
}

/** The riskier one first. */
export function compareRisk(a: Risky, b: Risky): number {
  return riskOf(b) - riskOf(a);
}

/** Whether it is malware by one of its names: there is no fix but to take it out. */
export function isMalicious({ id, aliases }: Pick<Finding, "id" | "aliases">): boolean {
  return [id, ...aliases].some((name) => name.startsWith("MAL-"));
}

function tierOf(finding: Risky): number {
  if (finding.suppressed) return 0;
  if (isMalicious(finding)) return 4;
  if (!finding.exploited) return 1;
  return finding.exploited.ransomware ? 3 : 2;
}

/** From 0 to 125. */
function numberOf({ severity, cvss, epss, ssvc, fixedVersion, disputed, reachability }: Risky): number {
  const weight = WEIGHT[severity];
  const badness = (weight + (cvss?.score ?? weight)) / 2;
  const known = LIKELY_BY_SSVC.get(ssvc?.exploitation ?? "") ?? 0;
  const likely = Math.max(epss?.score ?? 0, known, LEAST_LIKELY);
  return (
    badness *
    10 *
    // The root keeps the many small values of EPSS apart; a fifth is left where it says "hardly ever".
    (0.2 + 0.8 * Math.sqrt(likely)) *
    (fixedVersion === undefined ? UNFIXED : 1) *
    (disputed ? DISPUTED : 1) *
    REACHABLE[reachability ?? "unknown"]
  );
}
