import { standing } from "../model/finding.ts";
import { exploitedCount, statesText } from "./finding-words.ts";
import { digestRows, packagesText, platformText, sizeText, snapshotText, targetName } from "./overview.ts";
import { isNarrow, type Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { type ScanReport, severitiesOf } from "./scan-report.ts";
import { showOn } from "./show-on.ts";
import { formatFacts, formatTable } from "./table.ts";
import { formatProblems, packageName, severityCell } from "./words.ts";

/** How many of the worst packages a quick look shows. */
const WORST = 5;

/** The report at a glance: what it is, how bad it is, and where to begin. */
export function quickviewText({ image, packages, summary, snapshot, problems }: ScanReport, paint: Paint): string {
  const findings = packages.flatMap((pkg) => pkg.findings);
  const exploited = exploitedCount(findings);
  const parts = [
    formatFacts(
      [
        [paint("bold", "Target"), paint("bold", targetName(image)), severityCell(summary, paint)],
        ...digestRows(image),
        ["  platform", platformText(image)],
        ...(findings.length > 0 ? [["  fixes", statesText(findings)]] : []),
        ...(exploited ? [["  exploited", paint("red", exploited)]] : []),
        ["  size", sizeText(image)],
        ["  packages", packagesText(packages)],
        ["Advisories", snapshotText(snapshot, paint)],
      ],
      paint,
    ),
  ];
  const worst = packages.filter(({ findings }) => standing(findings).length > 0).slice(0, WORST);
  if (worst.length > 0) {
    const rows = worst.map((pkg) => [
      `  ${severityCell(severitiesOf(pkg), paint)}`,
      packageName(pkg),
      printable(pkg.version),
      ...(isNarrow(paint) ? [] : [paint("dim", pkg.type)]),
      ...(pkg.findings.some((finding) => finding.exploited) ? [paint("inverse", "CISA KEV")] : []),
    ]);
    parts.push(`${paint("bold", "Worst packages")}\n${formatTable(rows, { columns: paint.columns, yields: 1 })}`);
  }
  if (problems.length > 0) {
    parts.push([paint("bold", "Could not be read or checked"), ...formatProblems(problems, paint, 3)].join("\n"));
  }
  return showOn(paint, ...parts);
}
