import { sha256Of } from "../../host/sha256.ts";
import type { Finding, PackageFindings } from "../../model/finding.ts";
import { compareSeverity, type Severity, severityOfScore } from "../../model/severity.ts";
import { epssScoreText } from "../epss-words.ts";
import { badgesOf, fixText, otherNames, type Row, rowsOf, solutionText, whySuppressed } from "../finding-words.ts";
import { pageOf } from "../links.ts";
import { markdownCode, markdownText } from "../markdown-text.ts";
import { maskText } from "../masking.ts";
import { printable } from "../printable.ts";
import type { ReportOptions, ReportWriter } from "../report-format.ts";
import { LEVELS, layerOf, messageText, notification, SARIF_SCHEMA, uriOf } from "../sarif.ts";
import type { ScanReport } from "../scan-report.ts";
import { toJson } from "../to-json.ts";
import { countOf, packageName } from "../words.ts";

/**
 * What GitHub shows of a run and of a result; what goes beyond is dropped without a word, or refused.
 * Source: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const SHOWN_RESULTS = 5_000;
const SHOWN_LOCATIONS = 100;
/** Of one rule's help; a kernel's flaw is in dozens of packages. */
const SHOWN_PACKAGES = 50;
const LONGEST_TEXT = 1_000;

/** Findings for code scanning, worst first. */
export const sarif: ReportWriter = (report, options) => toJson(sarifDocument(report, options));

function sarifDocument(report: ScanReport, { toolVersion }: ReportOptions) {
  const { image, problems, snapshot } = report;
  // Sorting keeps the order of equal ones: that of the packages.
  const all = rowsOf(report).sort((a, b) => compareSeverity(a.finding.severity, b.finding.severity));
  const told = all.slice(0, SHOWN_RESULTS);
  const rules = [...Map.groupBy(told, ({ finding }) => finding.id)];
  const indexOf = new Map(rules.map(([id], index) => [id, index]));
  const fingerprintOf = fingerprints();
  const owners = new Map(report.sbom.packages.map((pkg) => [pkg.purl, pkg]));
  const notes = problems.map(({ code, message }) => notification(code, printable(maskText(message))));
  if (told.length < all.length) {
    const left = countOf(all.length - told.length, "more finding");
    notes.unshift(
      notification("LIMIT_EXCEEDED", `${left} left out: GitHub shows ${SHOWN_RESULTS}, the worst are here`),
    );
  }
  return {
    $schema: SARIF_SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Plimsoll",
            fullName: "Plimsoll, vulnerabilities of container images",
            version: toolVersion,
            rules: rules.map(([id, rows]) => ruleOf(id, rows)),
          },
        },
        automationDetails: { id: "plimsoll/cves/" },
        properties: {
          target: printable(image.source.reference),
          digests: image.digests,
          snapshot: { id: snapshot.id, builtAt: snapshot.builtAt },
        },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notes }],
        results: told.map((row) => resultOf(row, indexOf.get(row.finding.id) ?? -1, fingerprintOf, owners)),
        columnKind: "utf16CodeUnits",
      },
    ],
  };
}

/** By which GitHub sorts: the score where it stands in the band of the severity, else that band's own number. */
function scoreOf(severity: Severity, rows: readonly Row[]): string {
  const scores = rows
    .filter(({ finding }) => finding.severity === severity)
    .flatMap(({ finding }) => finding.cvss?.score ?? [])
    .filter((score) => severityOfScore(score) === severity);
  return scores.length > 0 ? Math.max(...scores).toFixed(1) : LEVELS[severity].score;
}

/** One rule for each flaw, told by the worst of its findings. */
function ruleOf(id: string, rows: readonly Row[]) {
  const worst = rows.map(({ finding }) => finding).sort((a, b) => compareSeverity(a.severity, b.severity))[0];
  if (worst === undefined) throw new Error("a rule without results");
  const { severity, cwes, exploited, summary } = worst;
  const title = printable(short(summary ? `${id}: ${summary}` : id));
  const isOfSystem = worst.proof[0]?.rule === "distribution";
  return {
    id: printable(id),
    name: isOfSystem ? "OsPackageVulnerability" : "LanguagePackageVulnerability",
    shortDescription: { text: title },
    fullDescription: { text: short(lines(worst.details) || title) },
    helpUri: pageOf(worst),
    help: helpOf(worst, rows),
    defaultConfiguration: { level: LEVELS[severity].level },
    properties: {
      "security-severity": scoreOf(severity, rows),
      precision: isOfSystem ? "very-high" : "high",
      // GitHub shows ten.
      tags: [
        "security",
        "vulnerability",
        severity,
        ...(exploited ? ["cisa-kev"] : []),
        ...cwes.slice(0, 5).map((cwe) => `external/cwe/${printable(cwe.toLowerCase())}`),
      ],
    },
  };
}

function helpOf(worst: Finding, rows: readonly Row[]) {
  const shown = rows.slice(0, SHOWN_PACKAGES);
  const more = rows.length > shown.length ? `and ${countOf(rows.length - shown.length, "more package")}` : "";
  const description = short(lines(worst.details ?? worst.summary));
  const table = [
    "| Package | Installed | Affected range | Fixed version |",
    "|---|---|---|---|",
    ...shown.map(({ pkg, finding }) =>
      row(
        markdownCode(packageName(pkg)),
        markdownCode(pkg.version),
        markdownCode(finding.affectedRange),
        finding.fixedVersion === undefined ? markdownText(fixText(finding)) : markdownCode(finding.fixedVersion),
      ),
    ),
  ];
  return {
    text: [
      ...(description ? [description] : []),
      ...shown.map(({ pkg, finding }) => `${packageName(pkg)} ${printable(pkg.version)}: ${fixLine(pkg, finding)}`),
      ...(more ? [more] : []),
    ].join("\n"),
    markdown: [
      ...(description ? [markdownText(description), ""] : []),
      ...table,
      ...(more ? ["", more] : []),
      "",
      ...facts(worst).map((fact) => `- ${markdownText(fact)}`),
      `- <${pageOf(worst)}>`,
    ].join("\n"),
  };
}

const row = (...cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function facts({ cvss, epss, exploited, cwes, ...finding }: Finding): string[] {
  const names = otherNames({ cvss, epss, exploited, cwes, ...finding } as Finding);
  return [
    ...(cvss ? [`CVSS ${cvss.version}: ${cvss.score ?? "no score"}, ${cvss.vector}`] : []),
    ...(epss ? [`EPSS: ${epssScoreText(epss)}`] : []),
    ...(exploited ? [`Known to be exploited since ${exploited.added}`] : []),
    ...(cwes.length > 0 ? [`Weaknesses: ${cwes.join(", ")}`] : []),
    ...(names.length > 0 ? [`Also known as: ${names.join(", ")}`] : []),
  ];
}

const fixLine = (pkg: PackageFindings, finding: Finding) => printable(solutionText(pkg, finding));

/** Text of several lines, each fit to be shown. */
const lines = (text = "") => text.split(/\r?\n/).map(printable).join("\n").trim();

const short = (text: string) => (text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT).toWellFormed()}…`);

type Packages = ReadonlyMap<string, Pick<PackageFindings, "locations" | "layer">>;

function resultOf({ pkg, finding }: Row, ruleIndex: number, fingerprintOf: (row: Row) => string, packages: Packages) {
  const { id, severity } = finding;
  const badges = badgesOf(finding);
  const fingerprint = fingerprintOf({ pkg, finding });
  const text = `${severity.toUpperCase()}: ${packageName(pkg)} ${pkg.version} has ${id}${badges.length > 0 ? ` (${badges.join(", ")})` : ""}. ${solutionText(pkg, finding)}`;
  return {
    ruleId: printable(id),
    ruleIndex,
    level: LEVELS[severity].level,
    message: { text: messageText(printable(text)) },
    locations: locationsOf(pkg, packages),
    // GitHub reads the first; without it, it would look for the file in the repository.
    partialFingerprints: { primaryLocationLineHash: fingerprint, "plimsollFinding/v1": fingerprint },
    ...(finding.suppressed && {
      suppressions: [
        { kind: "external", status: "accepted", justification: printable(maskText(whySuppressed(finding))) },
      ],
    }),
    properties: {
      severity,
      purl: pkg.purl,
      affected_version: finding.affectedRange,
      ...(finding.fixedVersion !== undefined && { fixed_version: finding.fixedVersion }),
      state: finding.state,
      layer: layerOf(pkg.layer),
    },
  };
}

/** The files that show the package, or its owner; where nothing names a file, a name that stands for one. */
function locationsOf(pkg: PackageFindings, packages: Packages) {
  const owner = pkg.owner === undefined ? undefined : packages.get(pkg.owner);
  const own = pkg.locations.length > 0 ? pkg.locations : (owner?.locations ?? []);
  const uris = own.length > 0 ? own.map(({ path }) => uriOf(path)) : [uriOf(`${pkg.type}/${pkg.name}`)];
  return uris.slice(0, SHOWN_LOCATIONS).map((uri) => ({
    // Without a line nothing is shown.
    physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
    logicalLocations: [{ fullyQualifiedName: pkg.purl, kind: "package" }],
  }));
}

/**
 * Names a finding by what stays the same when the image is built again: not by its versions, so that an upgrade which
 * does not help leaves the alert as it is. Equal ones are numbered, the way GitHub's own are.
 */
function fingerprints(): (row: Row) => string {
  const seen = new Map<string, number>();
  return ({ pkg, finding }) => {
    const name = [finding.id, pkg.type, pkg.namespace ?? "", pkg.name, pkg.locations[0]?.path ?? ""].join("\0");
    const hash = sha256Of(name.toWellFormed()).slice(7, 39);
    const number = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, number);
    return `${hash}:${number}`;
  };
}
