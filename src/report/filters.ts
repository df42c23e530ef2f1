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
  /** Of names, as the package or its ecosystem's people write them. */
  readonly packageNames?: readonly RegExp[];
  /** Of a CVSS vector: `AV:N`. */
  readonly metrics?: readonly string[];
  /** CVE ids, or any other name of the flaw. */
  readonly ids?: readonly string[];
}

export function keepsPackage(
  pkg: Pick<Package, "type" | "namespace" | "name">,
  { packageTypes = [], packageNames = [] }: FindingFilter,
): boolean {
  if (packageTypes.length > 0 && !packageTypes.includes(pkg.type)) return false;
  if (packageNames.length === 0) return true;
  return packageNames.some((pattern) => pattern.test(pkg.name) || pattern.test(packageName(pkg)));
}

export function keepsFinding(
  finding: Finding,
  { severities = [], fix, ids = [], metrics = [] }: FindingFilter,
): boolean {
  if (severities.length > 0 && !severities.includes(finding.severity)) return false;
  if (ids.length > 0 && !ids.some((id) => answersTo(finding, id))) return false;
  if (metrics.length > 0 && !hasMetric(finding, metrics)) return false;
  if (fix === undefined || isMalware(finding)) return true;
  return (fix === "fixed") === (finding.fixedVersion !== undefined);
}

function hasMetric({ cvss }: Finding, metrics: readonly string[]): boolean {
  const parts = cvss?.vector.toUpperCase().split("/") ?? [];
  return metrics.some((metric) => parts.includes(metric.toUpperCase()));
}

function answersTo({ id, aliases, sources }: Finding, wanted: string): boolean {
  const name = wanted.toLowerCase();
  return [id, ...aliases, ...sources.map((source) => source.id)].some((text) => text.toLowerCase() === name);
}

/** Malware has no fix but to take it out: no filter on fixes may hide it. */
function isMalware({ id, aliases, sources }: Finding): boolean {
  return [id, ...aliases, ...sources.map((source) => source.id)].some((name) => name.startsWith("MAL-"));
}
