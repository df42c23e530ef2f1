import type { Finding, PackageFindings } from "../model/finding.ts";
import { countSeverities, SEVERITIES } from "../model/severity.ts";
import { imagePath } from "./image-path.ts";
import { pageOf } from "./links.ts";
import { platformText, snapshotText, targetDigest, targetName } from "./overview.ts";
import { type Paint, printable, SEVERITY_STYLES } from "./paint.ts";
import { type ScanReport, verdictOf } from "./scan-report.ts";
import { formatFacts, formatTable } from "./table.ts";
import { countOf, formatBytes, formatProblems, packageName, severityCell } from "./words.ts";

export interface CvesTextOptions {
  /** Show for each package its layer and the files that show it. */
  readonly locations: boolean;
}

/** The report in full: an overview, then each package with its vulnerabilities, worst first, then the tally. */
export function cvesText(report: ScanReport, { locations }: CvesTextOptions, paint: Paint): string {
  const { image, packages, summary, snapshot, problems, packageCount } = report;
  const vulnerable = packages.filter(({ findings }) => findings.length > 0);
  const parts = [
    heading("Overview", paint),
    formatFacts([
      [paint("bold", "Target"), paint("bold", targetName(image))],
      ["  digest", targetDigest(image)],
      ["  platform", platformText(image)],
      ["  vulnerabilities", severityCell(summary, paint)],
      ["  size", formatBytes(image.compressedBytes)],
      ["  packages", String(packageCount)],
      ["Advisories", snapshotText(snapshot, paint)],
    ]),
  ];
  if (vulnerable.length > 0) {
    parts.push(heading("Packages and Vulnerabilities", paint));
    for (const pkg of vulnerable) parts.push(packageText(pkg, locations, paint));
  }
  if (problems.length > 0) {
    parts.push(heading("Could not be read or checked", paint), formatProblems(problems, paint).join("\n"));
  }
  parts.push(tally(report, vulnerable.length, paint));
  return `${parts.join("\n\n")}\n`;
}

const heading = (text: string, paint: Paint) => paint("bold", `## ${text}`);

function packageText(pkg: PackageFindings, where: boolean, paint: Paint): string {
  const { findings, version, purl } = pkg;
  const cell = severityCell(countSeverities(findings.map(({ severity }) => severity)), paint);
  const lines = [`${cell}  ${paint("bold", `${packageName(pkg)} ${printable(version)}`)}`, printable(purl)];
  if (where) lines.push(...locationLines(pkg));
  lines.push("", ...findings.flatMap((finding) => [...findingLines(finding, paint), ""]));
  return lines.slice(0, -1).join("\n");
}

/** The layer that brought it, and the files that show it; where a file was written again later, in which layer. */
function locationLines({ layer: origin, locations }: PackageFindings): string[] {
  const files = locations.map(({ path, layer }) => {
    const where = layer.ordinal === origin.ordinal ? "evident by" : `evident by, layer ${layer.ordinal}`;
    return `   ${printable(imagePath(path))} (${where})`;
  });
  return [`${origin.ordinal}: ${origin.diffId}`, ...files];
}

function findingLines(finding: Finding, paint: Paint): string[] {
  const { id, severity, affectedRange, fixedVersion, cvss, sources, summary } = finding;
  const other = sources.map((source) => source.id).filter((name) => name !== id);
  const title = summary ? `  ${paint("dim", `[${printable(summary).slice(0, 100)}]`)}` : "";
  const facts: [string, string][] = [
    // Scout puts each run of versions on a line of its own.
    [
      "Affected range",
      affectedRange
        .split(" || ")
        .map(printable)
        .join(`\n${" ".repeat(23)}`),
    ],
    ["Fixed version", fixedVersion === undefined ? paint("yellow", "not fixed") : printable(fixedVersion)],
  ];
  if (cvss?.score !== undefined) facts.push(["CVSS Score", `${cvss.score} (v${cvss.version}, ${cvss.source})`]);
  if (cvss) facts.push(["CVSS Vector", printable(cvss.vector)]);
  if (other.length > 0) facts.push(["Advisories", other.map(printable).join(", ")]);
  const style = SEVERITY_STYLES[severity];
  return [
    `    ${paint(style, `✗ ${severity.toUpperCase()}`)} ${paint("bold", printable(id))}${title}`,
    `      ${pageOf(finding)}`,
    ...facts.map(([name, value]) => `      ${name.padEnd(14)} : ${value}`),
  ];
}

function tally(report: ScanReport, vulnerable: number, paint: Paint): string {
  const { summary, packages, filteredOut } = report;
  const total = packages.reduce((sum, { findings }) => sum + findings.length, 0);
  if (total === 0) {
    const { clean, text } = verdictOf(report);
    return clean ? paint("green", `✓ ${text}`) : paint("yellow", `! ${text}`);
  }
  const lines = SEVERITIES.filter((severity) => severity !== "unspecified" || summary.unspecified > 0).map(
    (severity) => `  ${paint(SEVERITY_STYLES[severity], severity.toUpperCase().padEnd(12))} ${summary[severity]}`,
  );
  const filtered = filteredOut === 0 ? "" : ` (${filteredOut} more left out by the filters)`;
  const headline = `${countOf(total, "vulnerability", "vulnerabilities")} found in ${countOf(vulnerable, "package")}${filtered}`;
  return [paint("bold", headline), ...lines].join("\n");
}

/** One line a package: Name, Version, Type, Vulnerabilities. */
export function onlyPackagesText({ packages, snapshot }: ScanReport, paint: Paint): string {
  const header = ["Name", "Version", "Type", "Vulnerabilities"].map((title) => paint("bold", title));
  const rows = packages.map((pkg) => [
    packageName(pkg),
    printable(pkg.version),
    pkg.type,
    severityCell(countSeverities(pkg.findings.map(({ severity }) => severity)), paint),
  ]);
  return `${formatTable([header, ...rows])}\n\nAdvisories of ${snapshotText(snapshot, paint)}\n`;
}
