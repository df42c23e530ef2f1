import { standing } from "../model/finding.ts";
import { SEVERITIES } from "../model/severity.ts";
import { wrap } from "./columns.ts";
import { digestRows, platformText, sizeText, snapshotText, targetName } from "./overview.ts";
import { packageText } from "./package-text.ts";
import { isNarrow, type Paint, SEVERITY_STYLES } from "./paint.ts";
import { printable } from "./printable.ts";
import { type ScanReport, severitiesOf, verdictOf } from "./scan-report.ts";
import { showOn } from "./show-on.ts";
import { formatFacts, formatTable } from "./table.ts";
import { countOf, formatProblems, packageName, severityCell } from "./words.ts";

export interface CvesTextOptions {
  /** Show descriptions, weaknesses and other words of the sources. */
  readonly details: boolean;
  /** Show for each package its layer and the files that show it. */
  readonly locations: boolean;
  /** Show how likely each vulnerability is to be exploited. */
  readonly epss?: boolean;
}

/** The report in full: an overview, then each package with its vulnerabilities, worst first, then the tally. */
export function cvesText(report: ScanReport, options: CvesTextOptions, paint: Paint): string {
  const { image, packages, summary, snapshot, problems, packageCount } = report;
  const vulnerable = packages.filter(({ findings }) => findings.length > 0);
  const parts = [
    heading("Overview", paint),
    formatFacts(
      [
        [paint("bold", "Target"), paint("bold", targetName(image))],
        ...digestRows(image),
        ["  platform", platformText(image)],
        ["  vulnerabilities", severityCell(summary, paint)],
        ["  size", sizeText(image)],
        ["  packages", String(packageCount)],
        ["Advisories", snapshotText(snapshot, paint)],
      ],
      paint,
    ),
  ];
  if (vulnerable.length > 0) {
    parts.push(heading("Packages and Vulnerabilities", paint));
    for (const pkg of vulnerable) parts.push(packageText(pkg, options, paint));
  }
  if (problems.length > 0) {
    parts.push(heading("Could not be read or checked", paint), formatProblems(problems, paint).join("\n"));
  }
  parts.push(tally(report, paint));
  return showOn(paint, ...parts);
}

const heading = (text: string, paint: Paint) => paint("bold", `## ${text}`);

function tally(report: ScanReport, paint: Paint): string {
  const { summary, packages, filteredOut, suppressed } = report;
  const vulnerable = packages.filter(({ findings }) => standing(findings).length > 0).length;
  const total = packages.reduce((sum, { findings }) => sum + standing(findings).length, 0);
  if (total === 0) {
    const { clean, text } = verdictOf(report);
    return clean ? paint("green", `✓ ${text}`) : paint("yellow", `! ${text}`);
  }
  const lines = SEVERITIES.filter((severity) => severity !== "unspecified" || summary.unspecified > 0).map(
    (severity) => {
      const line = `${severity.toUpperCase().padEnd(12)} ${summary[severity]}`;
      return `  ${paint(summary[severity] > 0 ? SEVERITY_STYLES[severity] : "dim", line)}`;
    },
  );
  const besides = [
    ...(suppressed === 0 ? [] : [`${suppressed} suppressed`]),
    ...(filteredOut === 0 ? [] : [`${filteredOut} more left out by the filters`]),
  ];
  const filtered = besides.length === 0 ? "" : ` (${besides.join(", ")})`;
  const headline = `${countOf(total, "vulnerability", "vulnerabilities")} found in ${countOf(vulnerable, "package")}${filtered}`;
  return [paint("bold", headline), ...lines].join("\n");
}

/** One line a package: Name, Version, Type, Vulnerabilities; a narrow terminal has no room for the type. */
export function onlyPackagesText(
  { packages, snapshot }: ScanReport,
  { onlyVulnerablePackages }: { readonly onlyVulnerablePackages: boolean },
  paint: Paint,
): string {
  const { columns } = paint;
  const told = packages.filter(({ findings }) => !onlyVulnerablePackages || findings.length > 0);
  const header = ["Name", "Version", "Type", "Vulnerabilities"].map((title) => paint("bold", title));
  const isTight = columns !== undefined && columns < 100;
  const rows = told.map((pkg) => [
    packageName(pkg),
    printable(pkg.version),
    `${pkg.type}${pkg.removedIn ? ` (removed by layer ${pkg.removedIn.ordinal})` : ""}`,
    severityCell(severitiesOf(pkg), paint, isTight),
  ]);
  const shown = [header, ...rows].map((row) => (isNarrow(paint) ? row.toSpliced(2, 1) : row));
  const advisories = wrap(`Advisories of ${snapshotText(snapshot, paint)}`, { columns, indent: 2 });
  return showOn(paint, formatTable(shown, { columns, yields: 0 }), advisories.join("\n"));
}
