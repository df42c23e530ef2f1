import type { SnapshotSource } from "../advisories/snapshot-reader.ts";
import type { MatchResult } from "../matching/match.ts";
import { reachabilityOf } from "../matching/reachability.ts";
import type { Overlay } from "../matching/vex/apply.ts";
import type { Problem } from "../model/errors.ts";
import { type Finding, type PackageFindings, standing } from "../model/finding.ts";
import type { ImageMetadata } from "../model/image.ts";
import { matchIdentity, type Package, unowned } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";
import { countSeverities, type SeverityCounts } from "../model/severity.ts";
import { type FindingFilter, keepsFinding, keepsPackage } from "./filters.ts";
import { type Sort, sortFindings, sortPackages } from "./sort.ts";
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
  /** Of those that count: not of what somebody says does not matter. */
  readonly summary: SeverityCounts;
  /** How many of the findings that are shown do not count. */
  readonly suppressed: number;
  /** How many findings the filter left out. */
  readonly filteredOut: number;
  readonly problems: readonly Problem[];
}

/** How a report is put together. */
export interface ReportOptions {
  /** Order of the packages. Default: by severity. */
  readonly packages?: Sort;
  /** Order of the findings of each. */
  readonly findings?: Sort;
  /** What VEX documents and the user's own file say. */
  readonly overlay?: Overlay;
  /** Adds words to what is shown. */
  readonly describe?: (finding: Finding) => Finding;
}

export function buildReport(
  sbom: Sbom,
  match: MatchResult,
  snapshot: SnapshotFacts,
  filter: FindingFilter,
  {
    packages: packageSort = "severity",
    findings: findingSort = "severity",
    overlay,
    describe = (finding) => finding,
  }: ReportOptions = {},
): ScanReport {
  const findingsOf = (pkg: Package) => match.findings.get(matchIdentity(pkg)) ?? [];
  const toldOf = (pkg: Package) => {
    const found = withReachability(pkg, findingsOf(pkg));
    return sortFindings(overlay?.(pkg, found) ?? found, findingSort)
      .filter((finding) => keepsFinding(finding, filter))
      .map(describe);
  };
  const kept = sbom.packages.filter((pkg) => keepsPackage(pkg, filter)).map((pkg) => withFindings(pkg, toldOf(pkg)));
  const packages = sortPackages(kept, packageSort);
  const shown = packages.flatMap(({ findings }) => findings);
  const counting = standing(shown);
  const all = sbom.packages.reduce((sum, pkg) => sum + findingsOf(pkg).length, 0);
  return {
    image: sbom.image,
    sbom,
    snapshot,
    packages,
    packageCount: unowned(sbom.packages.filter(({ removedIn }) => removedIn === undefined)).length,
    summary: countSeverities(counting.map(({ severity }) => severity)),
    suppressed: shown.length - counting.length,
    filteredOut: all - shown.length,
    problems: [...sbom.problems, ...match.problems],
  };
}

/** How many findings of a package count, by severity. */
export function severitiesOf({ findings }: Pick<PackageFindings, "findings">): SeverityCounts {
  return countSeverities(standing(findings).map(({ severity }) => severity));
}

/** What a report comes to, in a line. "Nothing found" is said only where everything could be looked at. */
export function verdictOf({ packages, filteredOut, problems, suppressed }: ScanReport): {
  clean: boolean;
  text: string;
} {
  const vulnerable = packages.filter(({ findings }) => standing(findings).length > 0).length;
  const total = packages.reduce((sum, { findings }) => sum + standing(findings).length, 0);
  const hidden = suppressed === 0 ? "" : `; ${suppressed} suppressed`;
  const filtered = filteredOut === 0 ? hidden : `${hidden}; ${filteredOut} more left out by the filters`;
  const unchecked =
    problems.length === 0 ? "" : `; ${countOf(problems.length, "problem")} with what could not be checked`;
  if (total > 0) {
    const text = `${countOf(vulnerable, "vulnerable package")} with a total of ${countOf(total, "vulnerability", "vulnerabilities")}`;
    return { clean: false, text: text + filtered };
  }
  if (filteredOut > 0)
    return {
      clean: false,
      text: `No vulnerability passes the filters, which left out ${filteredOut}${hidden}${unchecked}`,
    };
  if (problems.length > 0)
    return { clean: false, text: `No vulnerable package found in what could be checked${hidden}${unchecked}` };
  return { clean: true, text: `No vulnerable package found${hidden}` };
}

function withReachability(pkg: Package, findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => {
    const reachability = reachabilityOf(pkg, finding.symbols);
    return reachability === undefined ? finding : { ...finding, reachability };
  });
}

function withFindings(pkg: Package, findings: readonly Finding[]): PackageFindings {
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
    findings,
  };
}
