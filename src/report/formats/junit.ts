import { escapeAttribute, escapeText } from "../../exchange/xml-text.ts";
import type { Finding, PackageFindings } from "../../model/finding.ts";
import { epssScoreText } from "../epss-words.ts";
import { badgesOf, fixText, otherNames, solutionText, whySuppressed } from "../finding-words.ts";
import { imagePath } from "../image-path.ts";
import { pageOf } from "../links.ts";
import { targetName } from "../overview.ts";
import { printable } from "../printable.ts";
import type { ReportWriter } from "../report-format.ts";
import type { ScanReport } from "../scan-report.ts";
import { countOf, packageName } from "../words.ts";

interface Suite {
  readonly name: string;
  readonly cases: readonly string[];
  readonly failures: number;
  readonly skipped: number;
}

/**
 * A suite for each package with findings, a test that failed for each finding; what does not count is skipped, and so
 * is what could not be checked. A report without either has one test that passed: an empty one is an error to Jenkins.
 *
 * Source: https://github.com/testmoapp/junitxml
 */
export const junit: ReportWriter = (report) => {
  const suites = [
    ...report.packages.filter(({ findings }) => findings.length > 0).map(suiteOf),
    ...problemSuites(report),
  ];
  const all = suites.length > 0 ? suites : [cleanSuite(report)];
  const sum = (of: (suite: Suite) => number) => all.reduce((total, suite) => total + of(suite), 0);
  const counts = `tests="${sum(({ cases }) => cases.length)}" failures="${sum(({ failures }) => failures)}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(`plimsoll: ${targetName(report.image)}`)}" ${counts} skipped="${sum(({ skipped }) => skipped)}">`,
    ...all.flatMap(({ name, cases, failures, skipped }) => [
      `  <testsuite name="${attribute(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">`,
      ...cases,
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
};

const attribute = (text: string) => escapeAttribute(printable(text));

function suiteOf(pkg: PackageFindings): Suite {
  const skipped = pkg.findings.filter(({ suppressed }) => suppressed).length;
  return {
    name: `${packageName(pkg)} ${pkg.version}`,
    cases: pkg.findings.map((finding) => caseOf(pkg, finding)),
    failures: pkg.findings.length - skipped,
    skipped,
  };
}

function caseOf(pkg: PackageFindings, finding: Finding): string {
  const { id, severity, summary } = finding;
  const path = pkg.locations[0]?.path;
  const file = path === undefined ? "" : ` file="${attribute(imagePath(path))}"`;
  const outcome = finding.suppressed
    ? `<skipped message="${attribute(whySuppressed(finding))}"/>`
    : `<failure type="${severity}" message="${attribute(`${severity.toUpperCase()} ${id}${summary ? `: ${summary}` : ""}`)}">${bodyOf(pkg, finding)}</failure>`;
  return `    <testcase classname="${attribute(`${pkg.type}.${packageName(pkg)}`)}" name="${attribute(`${id} (${severity})`)}"${file}>${outcome}</testcase>`;
}

function bodyOf(pkg: PackageFindings, finding: Finding): string {
  const { cvss, epss } = finding;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ["Package", pkg.purl],
    ["Affected range", finding.affectedRange],
    ["Fixed version", fixText(finding)],
    ["CVSS", cvss && `${cvss.score ?? ""} ${cvss.vector}`.trim()],
    ["EPSS", epss && epssScoreText(epss)],
    ["Marked", badgesOf(finding).join(", ")],
    ["Also known as", otherNames(finding).join(", ")],
    ["Page", pageOf(finding)],
    ["", solutionText(pkg, finding)],
  ];
  return lines
    .flatMap(([name, value]) => (value ? [escapeText(printable(name ? `${name}: ${value}` : value))] : []))
    .join("\n");
}

function problemSuites({ problems }: ScanReport): Suite[] {
  if (problems.length === 0) return [];
  const cases = problems.map(
    ({ code, message }) =>
      `    <testcase classname="problems" name="${attribute(message)}"><skipped message="${code}"/></testcase>`,
  );
  return [{ name: "could not be read or checked", cases, failures: 0, skipped: cases.length }];
}

function cleanSuite({ packageCount }: ScanReport): Suite {
  const name = `${countOf(packageCount, "package")} without a vulnerability that passes the filters`;
  return {
    name: "vulnerabilities",
    cases: [`    <testcase classname="plimsoll" name="${name}"/>`],
    failures: 0,
    skipped: 0,
  };
}
