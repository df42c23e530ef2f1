import type { SnapshotSource } from "../advisories/snapshot-reader.ts";
import type { MatchResult } from "../matching/match.ts";
import type { Problem } from "../model/errors.ts";
import type { Finding, PackageFindings } from "../model/finding.ts";
import type { ImageMetadata } from "../model/image.ts";
import { matchIdentity, type Package } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";
import { countSeverities, SEVERITIES, type SeverityCounts } from "../model/severity.ts";
import { type FindingFilter, keepsFinding, keepsPackage } from "./filters.ts";
import { countOf } from "./words.ts";

/** Which advisories a report rests on. */
export interface SnapshotFacts {
  readonly id: string;
  readonly builtAt: string;
  /** When its sources were last asked for news. */
  readonly checkedAt: string;
  readonly sources: readonly SnapshotSource[];
}

/** Everything that the forms of a report are made from. */
export interface ScanReport {
  readonly image: ImageMetadata;
  /** The whole inventory, whatever the filter. */
  readonly sbom: Sbom;
  readonly snapshot: SnapshotFacts;
  /** All packages, with the findings that pass the filter; worst first. */
  readonly packages: readonly PackageFindings[];
  /** How many packages the image has, whatever the filter; those that a layer removed are none of them. */
  readonly packageCount: number;
  readonly summary: SeverityCounts;
  /** How many findings the filter left out. */
  readonly filteredOut: number;
  readonly problems: readonly Problem[];
}

export function buildReport(
  sbom: Sbom,
  match: MatchResult,
  snapshot: SnapshotFacts,
  filter: FindingFilter,
): ScanReport {
  const findingsOf = (pkg: Package) => match.findings.get(matchIdentity(pkg)) ?? [];
  const packages = sbom.packages
    .filter((pkg) => keepsPackage(pkg, filter))
    .map((pkg) => withFindings(pkg, findingsOf(pkg), filter))
    .map((pkg) => ({ pkg, counts: countSeverities(pkg.findings.map(({ severity }) => severity)) }))
    .sort((a, b) => compareCounts(a.counts, b.counts))
    .map(({ pkg }) => pkg);
  const severities = packages.flatMap(({ findings }) => findings.map(({ severity }) => severity));
  const all = sbom.packages.reduce((sum, pkg) => sum + findingsOf(pkg).length, 0);
  return {
    image: sbom.image,
    sbom,
    snapshot,
    packages,
    packageCount: sbom.packages.filter(({ removedIn }) => removedIn === undefined).length,
    summary: countSeverities(severities),
    filteredOut: all - severities.length,
    problems: [...sbom.problems, ...match.problems],
  };
}

/** What a report comes to, in a line. "Nothing found" is said only where everything could be looked at. */
export function verdictOf({ packages, filteredOut, problems }: ScanReport): { clean: boolean; text: string } {
  const vulnerable = packages.filter(({ findings }) => findings.length > 0).length;
  const total = packages.reduce((sum, { findings }) => sum + findings.length, 0);
  const filtered = filteredOut === 0 ? "" : `; ${filteredOut} more left out by the filters`;
  const unchecked =
    problems.length === 0 ? "" : `; ${countOf(problems.length, "problem")} with what could not be checked`;
  if (total > 0) {
    const text = `${countOf(vulnerable, "vulnerable package")} with a total of ${countOf(total, "vulnerability", "vulnerabilities")}`;
    return { clean: false, text: text + filtered };
  }
  if (filteredOut > 0)
    return { clean: false, text: `No vulnerability passes the filters, which left out ${filteredOut}${unchecked}` };
  if (problems.length > 0)
    return { clean: false, text: `No vulnerable package found in what could be checked${unchecked}` };
  return { clean: true, text: "No vulnerable package found" };
}

function withFindings(pkg: Package, findings: readonly Finding[], filter: FindingFilter): PackageFindings {
  const { purl, type, namespace, name, version, owner, layer, removedIn, locations } = pkg;
  return {
    purl,
    type,
    ...(namespace && { namespace }),
    name,
    version,
    ...(owner && { owner }),
    layer,
    ...(removedIn && { removedIn }),
    locations,
    findings: findings.filter((finding) => keepsFinding(finding, filter)),
  };
}

/** More critical ones first, then more high ones, and so on; equal ones keep the order of the inventory. */
function compareCounts(a: SeverityCounts, b: SeverityCounts): number {
  for (const severity of SEVERITIES) {
    if (a[severity] !== b[severity]) return b[severity] - a[severity];
  }
  return 0;
}
