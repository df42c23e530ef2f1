import type { Advisory } from "../../model/advisory.ts";

/** The words of distributions, as most of them have taken them over from Red Hat. */
const SEVERITY_OF_WORD: ReadonlyMap<string, NonNullable<Advisory["severity"]>> = new Map([
  ["critical", "critical"],
  ["important", "high"],
  ["high", "high"],
  ["moderate", "medium"],
  ["medium", "medium"],
  ["low", "low"],
]);

/** A vendor's severity as ours, with its own word where that is another. */
export function vendorSeverity(word: string | undefined): Pick<Advisory, "severity" | "severityLabel"> {
  const label = word?.trim().toLowerCase() ?? "";
  const severity = SEVERITY_OF_WORD.get(label);
  if (severity === undefined) return {};
  return { severity, ...(label !== severity && { severityLabel: label }) };
}
