/** Severities from worst to least; `unspecified` where no source gives one. */
export const SEVERITIES = ["critical", "high", "medium", "low", "unspecified"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** How many findings there are of each severity. */
export type SeverityCounts = Readonly<Record<Severity, number>>;

/** Sorts the worst first. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

export function countSeverities(severities: Iterable<Severity>): SeverityCounts {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, unspecified: 0 };
  for (const severity of severities) counts[severity]++;
  return counts;
}

/**
 * The severity band of a CVSS base score, the same for v3.x and v4.0.
 * A score of 0 ("none") and no score at all are `unspecified`.
 *
 * Source: https://www.first.org/cvss/v4.0/specification-document#Qualitative-Severity-Rating-Scale
 */
export function severityOfScore(score: number | undefined): Severity {
  if (score === undefined || !(score > 0)) return "unspecified";
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  if (score >= 4) return "medium";
  return "low";
}
