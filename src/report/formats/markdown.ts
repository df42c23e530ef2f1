import type { PackageFindings } from "../../model/finding.ts";
import { SEVERITIES, type Severity, type SeverityCounts } from "../../model/severity.ts";
import { badgesOf, fixText } from "../finding-words.ts";
import { imagePath } from "../image-path.ts";
import { pageOf } from "../links.ts";
import { markdownCode, markdownText } from "../markdown-text.ts";
import { maskText } from "../masking.ts";
import { digestRows, platformText, sizeText, targetName } from "../overview.ts";
import type { ReportOptions, ReportWriter } from "../report-format.ts";
import { type ScanReport, severitiesOf, verdictOf } from "../scan-report.ts";
import { countOf, packageName } from "../words.ts";

/**
 * GitHub takes so many characters as a comment, and refuses one that is longer.
 * Source: https://github.com/orgs/community/discussions/41331
 */
export const MOST_CHARACTERS = 65_536;

/** For what stands after the packages. */
const RESERVED = 400;
const SHOWN_PROBLEMS = 20;
const LONGEST_SUMMARY = 160;

/** Signs, not pictures: a badge of some server would tell it who reads. */
const MARKS: Readonly<Record<Severity, string>> = {
  critical: "🟣",
  high: "🔴",
  medium: "🟠",
  low: "🟡",
  unspecified: "⚪",
};

/**
 * For a comment: an overview, and each package to unfold, worst first. Where all of them are too long, the last ones are
 * told in a line each; where that is too long, as a number.
 */
export const markdown: ReportWriter = (report, options) => {
  const { packages } = report;
  const vulnerable = packages.filter(({ findings }) => findings.length > 0);
  const head = [
    `## ${MARKS[worstOf(report.summary)]} Vulnerabilities of ${markdownCode(targetName(report.image))}`,
    overview(report),
    markdownText(`${verdictOf(report).text}.`),
    ...problemPart(report),
  ].join("\n\n");
  const body = packageParts(vulnerable, options, MOST_CHARACTERS - RESERVED - head.length);
  const snapshot = report.snapshot.checkedAt.slice(0, 10);
  const foot = `<sub>Plimsoll ${markdownText(options.toolVersion)}, advisories of ${markdownText(snapshot)}</sub>`;
  return `${[head, ...body, foot].join("\n\n")}\n`;
};

function packageParts(packages: readonly PackageFindings[], options: ReportOptions, room: number): string[] {
  const whole = packages.map((pkg) => packagePart(pkg, options));
  const lines = packages.map(lineOf);
  // All lines have to fit before the first package may be told in full.
  let left = room - lines.reduce((sum, line) => sum + line.length + 1, 0) - TABLE_HEAD.length;
  let full = 0;
  for (const [i, part] of whole.entries()) {
    const cost = part.length + 2 - (lines[i]?.length ?? 0);
    if (cost > left) break;
    left -= cost;
    full++;
  }
  const rest = lines.slice(full);
  const shown: string[] = [];
  let used = whole.slice(0, full).reduce((sum, part) => sum + part.length + 2, 0) + TABLE_HEAD.length;
  for (const line of rest) {
    if (used + line.length + 1 > room) break;
    used += line.length + 1;
    shown.push(line);
  }
  const missing = rest.length - shown.length;
  return [
    ...whole.slice(0, full),
    ...(shown.length > 0 ? [`${TABLE_HEAD}${shown.join("\n")}\n</table>\n</details>`] : []),
    ...(missing > 0
      ? [`… and ${countOf(missing, "more package")} with vulnerabilities, for which there is no room.`]
      : []),
  ];
}

const TABLE_HEAD = "<details><summary>More packages, without room for details</summary>\n\n<table>\n";

/** The least that is told of a package. */
function lineOf(pkg: PackageFindings): string {
  return `<tr><td>${cellOf(severitiesOf(pkg))}</td><td>${nameOf(pkg)}</td></tr>`;
}

const nameOf = (pkg: PackageFindings) => `${markdownCode(packageName(pkg))} ${markdownCode(pkg.version)}`;

function worstOf(counts: SeverityCounts): Severity {
  return SEVERITIES.find((severity) => counts[severity] > 0) ?? "unspecified";
}

/** `🟣 1 critical · 🔴 2 high`; only what there is. */
function cellOf(counts: SeverityCounts): string {
  const told = SEVERITIES.filter((severity) => counts[severity] > 0);
  return told.map((severity) => `${MARKS[severity]} ${counts[severity]} ${severity}`).join(" · ") || "none";
}

function overview({ image, summary, packageCount }: ScanReport): string {
  const rows: readonly (readonly [string, string])[] = [
    ...digestRows(image).map(([name = "", value = ""]) => [name.trim(), markdownCode(value)] as const),
    ["vulnerabilities", cellOf(summary)],
    ["platform", markdownText(platformText(image))],
    ["size", markdownText(sizeText(image))],
    ["packages", String(packageCount)],
  ];
  return tableOf(rows.map(([name, value]) => [`<td>${name}</td>`, `<td>${value}</td>`]));
}

const tableOf = (rows: readonly (readonly string[])[]) =>
  ["<table>", ...rows.map((cells) => `<tr>${cells.join("")}</tr>`), "</table>"].join("\n");

function packagePart(pkg: PackageFindings, { locations }: ReportOptions): string {
  const header = ["Severity", "Vulnerability", "Affected", "Fixed", "CVSS"].map((title) => `<th>${title}</th>`);
  const rows = pkg.findings.map((finding) => {
    const { id, severity, summary, affectedRange, fixedVersion, cvss } = finding;
    const badges = badgesOf(finding).map((badge) => ` <b>${badge}</b>`);
    const about = summary ? `<br>${markdownText(short(summary))}` : "";
    return [
      `<td>${MARKS[severity]} ${severity}</td>`,
      `<td><a href="${pageOf(finding)}">${markdownText(id)}</a>${badges.join("")}${about}</td>`,
      `<td>${markdownCode(short(affectedRange))}</td>`,
      `<td>${fixedVersion === undefined ? markdownText(fixText(finding)) : markdownCode(fixedVersion)}</td>`,
      `<td>${cvss?.score ?? ""}</td>`,
    ];
  });
  const files = pkg.locations.map(({ path }) => markdownCode(imagePath(path))).slice(0, 10);
  return [
    `<details><summary>${cellOf(severitiesOf(pkg))} in <b>${nameOf(pkg)}</b></summary>`,
    "",
    `${markdownCode(pkg.purl)}${locations && files.length > 0 ? `<br>layer ${pkg.layer.ordinal}: ${files.join(", ")}` : ""}`,
    "",
    tableOf([header, ...rows]),
    "</details>",
  ].join("\n");
}

const short = (text: string) =>
  text.length <= LONGEST_SUMMARY ? text : `${text.slice(0, LONGEST_SUMMARY).toWellFormed()}…`;

function problemPart({ problems }: ScanReport): string[] {
  if (problems.length === 0) return [];
  const shown = problems
    .slice(0, SHOWN_PROBLEMS)
    .map(({ code, message }) => `<li>${markdownText(short(maskText(message)))} (${code})</li>`);
  const more = problems.length - shown.length;
  return [
    [
      `<details><summary>${countOf(problems.length, "problem")}: what could not be read or checked</summary>`,
      "",
      `<ul>${shown.join("")}${more > 0 ? `<li>… and ${more} more</li>` : ""}</ul>`,
      "</details>",
    ].join("\n"),
  ];
}
