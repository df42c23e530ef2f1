import type { Finding } from "../model/finding.ts";
import type { Package } from "../model/package.ts";
import type { Severity } from "../model/severity.ts";
import { packageName } from "./words.ts";

/** What is wanted of all findings. Parts combine with AND; a list is an OR; an empty list asks for nothing. */
export interface FindingFilter {
  readonly severities?: readonly Severity[];
  /** `fixed`: only those with a fix; `unfixed`: only those without. */
  readonly fix?: "fixed" | "unfixed";
  readonly packageTypes?: readonly string[];
  /** Leaves out flaws in functions that are not in the program; what nobody knows of stays. */
  readonly reachable?: boolean;
  /** Of names, as the package or its ecosystem's people write them. */
  readonly packageNames?: readonly RegExp[];
  /** Of a CVSS vector: `AV:N`. */
  readonly metrics?: readonly string[];
  /** CVE ids, or any other name of the flaw. */
  readonly ids?: readonly string[];
  /** At least as likely to be exploited, and at least this place among all; what has no score is neither. */
  readonly epssScore?: number;
  readonly epssPercentile?: number;
  /** Only what is known to be exploited. */
  readonly exploited?: boolean;
  /** Leave out what does not count: all of it, or what a VEX document says. */
  readonly without?: "suppressed" | "vex-suppressed";
}

export function keepsPackage(
  pkg: Pick<Package, "type" | "namespace" | "name">,
  { packageTypes = [], packageNames = [] }: FindingFilter,
): boolean {
  if (packageTypes.length > 0 && !packageTypes.includes(pkg.type)) return false;
  if (packageNames.length === 0) return true;
  return packageNames.some((pattern) => pattern.test(pkg.name) || pattern.test(packageName(pkg)));
}

export function keepsFinding(finding: Finding, filter: FindingFilter): boolean {
  const { severities = [], ids = [], metrics = [], exploited = false, reachable = false, without, fix } = filter;
  if (finding.suppressed && (without === "suppressed" || (without && finding.suppressed.by === "vex"))) return false;
  if (severities.length > 0 && !severities.includes(finding.severity)) return false;
  if (ids.length > 0 && !ids.some((id) => answersTo(finding, id))) return false;
  if (metrics.length > 0 && !hasMetric(finding, metrics)) return false;
  if (reachable && finding.reachability === "not-in-binary") return false;
  if (exploited && finding.exploited === undefined) return false;
  if (isMalware(finding)) return true;
  if (!isLikely(finding, filter)) return false;
  if (fix === undefined) return true;
  return (fix === "fixed") === (finding.fixedVersion !== undefined);
}

function isLikely({ epss }: Finding, { epssScore = 0, epssPercentile = 0 }: FindingFilter): boolean {
  return (epss?.score ?? 0) >= epssScore && (epss?.percentile ?? 0) >= epssPercentile;
}

function hasMetric({ cvss }: Finding, metrics: readonly string[]): boolean {
  const parts = cvss?.vector.toUpperCase().split("/") ?? [];
  return metrics.some((metric) => parts.includes(metric.toUpperCase()));
}

function answersTo({ id, aliases, sources }: Finding, wanted: string): boolean {
  const name = wanted.toLowerCase();
  return [id, ...aliases, ...sources.map((source) => source.id)].some((text) => text.toLowerCase() === name);
}

/** Malware has no fix but to take it out, and nobody scores it: no filter on fixes or likelihood may hide it. */
function isMalware({ id, aliases, sources }: Finding): boolean {
  return [id, ...aliases, ...sources.map((source) => source.id)].some((name) => name.startsWith("MAL-"));
}
