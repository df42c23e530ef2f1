import { uuidOf } from "../../exchange/uuid.ts";
import { isWebAddress } from "../../exchange/web-address.ts";
import type { Cvss, Finding } from "../../model/finding.ts";
import { matchIdentity } from "../../model/package.ts";
import type { Severity } from "../../model/severity.ts";
import { epssScoreText } from "../epss-words.ts";
import { badgesOf, fixText, otherNames, type Row, rowsOf, solutionText, whySuppressed } from "../finding-words.ts";
import { imagePath } from "../image-path.ts";
import { pageOf } from "../links.ts";
import { markdownText } from "../markdown-text.ts";
import { maskText } from "../masking.ts";
import { targetName } from "../overview.ts";
import { printable } from "../printable.ts";
import type { ReportOptions, ReportWriter } from "../report-format.ts";
import type { ScanReport } from "../scan-report.ts";
import { toJson } from "../to-json.ts";
import { packageName } from "../words.ts";

/** Of the schema; every GitLab since 16.0 knows it. */
const SCHEMA_VERSION = "15.0.7";

const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  unspecified: "Unknown",
};

/** As long as the schema allows. */
const LONGEST = { name: 255, description: 1_048_576, solution: 7_000 } as const;

/**
 * The report that GitLab takes as `artifacts:reports:container_scanning`.
 *
 * Source: https://gitlab.com/gitlab-org/security-products/security-report-schemas
 */
export const gitlab: ReportWriter = (report, options) => toJson(gitlabDocument(report, options));

function gitlabDocument(report: ScanReport, options: ReportOptions) {
  const time = timeOf(report, options);
  const tool = {
    id: "plimsoll",
    name: "Plimsoll",
    version: options.toolVersion,
    vendor: { name: "Plimsoll" },
  };
  const image = imageName(report);
  const system = systemName(report);
  const seen = new Map<string, number>();
  return {
    version: SCHEMA_VERSION,
    scan: {
      analyzer: tool,
      scanner: tool,
      type: "container_scanning",
      start_time: time,
      end_time: time,
      status: "success",
      ...(report.problems.length > 0 && {
        messages: report.problems.map(({ code, message }) => ({
          level: "warn",
          value: printable(maskText(`${code}: ${message}`)),
        })),
      }),
    },
    vulnerabilities: rowsOf(report).map((row) => {
      const name = `${matchIdentity(row.pkg)} ${row.finding.id}`;
      const number = seen.get(name) ?? 0;
      seen.set(name, number + 1);
      return vulnerabilityOf(row, uuidOf(`${name} ${number}`), image, system);
    }),
    remediations: [],
  };
}

/** No clock is read: the time is the one at which the advisories were last asked for. */
function timeOf({ snapshot }: ScanReport, { sourceDateEpoch }: ReportOptions): string {
  const time = new Date(sourceDateEpoch === undefined ? snapshot.checkedAt : sourceDateEpoch * 1000);
  return (Number.isNaN(time.getTime()) ? new Date(0) : time).toISOString().slice(0, 19);
}

/** A name, a port, and a tag or a digest, as the older schemas ask for them. */
const IMAGE_NAME = /^[^:]+(?::\d+[^:]*)?:[^:]+(?::[^:]+)?$/;

/** GitLab wants a tag or a digest behind the name, and knows a finding again by the name without it. */
function imageName({ image }: ScanReport): string {
  const name = targetName(image) || "image";
  return IMAGE_NAME.test(name) ? name : `${name.replaceAll(":", "_")}:latest`;
}

function systemName({ image: { distribution, platform } }: ScanReport): string {
  if (!distribution) return platform.os || "unknown";
  return printable(`${distribution.id} ${distribution.versionId ?? distribution.codename ?? ""}`.trim());
}

function vulnerabilityOf({ pkg, finding }: Row, id: string, image: string, system: string) {
  const text =
    finding.details ?? finding.summary ?? `${packageName(pkg)} ${pkg.version} is in ${finding.affectedRange}.`;
  const vector = finding.cvss && vectorOf(finding.cvss);
  return {
    id,
    name: short(printable(finding.summary ?? finding.id), LONGEST.name),
    description: short(text.split(/\r?\n/).map(markdownText).join("\n"), LONGEST.description),
    severity: SEVERITY_WORDS[finding.severity],
    solution: short(printable(solutionText(pkg, finding)), LONGEST.solution),
    identifiers: identifiersOf(finding),
    links: [...new Set([pageOf(finding), ...(finding.references ?? []).filter(isWebAddress)])].map((url) => ({ url })),
    ...(vector && { cvss_vectors: [vector] }),
    ...(finding.suppressed && {
      flags: [
        {
          type: "flagged-as-likely-false-positive",
          origin: "plimsoll",
          description: printable(maskText(whySuppressed(finding))),
        },
      ],
    }),
    details: detailsOf({ pkg, finding }),
    location: {
      dependency: { package: { name: packageName(pkg) }, version: printable(pkg.version) },
      operating_system: system,
      image,
    },
  };
}

const short = (text: string, length: number) =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;

/** The first is the one that GitLab knows the flaw by. */
function identifiersOf(finding: Finding) {
  const named = [finding.id, ...otherNames(finding)].map((name, i) => ({
    type: /^CVE-/.test(name) ? "cve" : /^GHSA-/.test(name) ? "ghsa" : /^USN-/.test(name) ? "usn" : "plimsoll",
    name: printable(name),
    value: printable(name),
    ...(i === 0 && { url: pageOf(finding) }),
  }));
  const weaknesses = finding.cwes.flatMap((cwe) => {
    const number = /^CWE-(\d{1,6})$/.exec(cwe)?.[1];
    if (number === undefined) return [];
    return [{ type: "cwe", name: cwe, value: number, url: `https://cwe.mitre.org/data/definitions/${number}.html` }];
  });
  return [...named, ...weaknesses];
}

/** What the schema takes: vectors of versions 2 and 3. */
function vectorOf({ version, vector, source }: Cvss) {
  const isKnown = /^[23]\./.test(version) && vector.length >= 16 && vector.length <= 128;
  const isPlain = /^(?:CVSS:3\.[01]\/)?(?:[A-Za-z]{1,3}:[A-Z]{1,3}\/)*[A-Za-z]{1,3}:[A-Z]{1,3}$/.test(vector);
  return isKnown && isPlain ? { vendor: source, vector } : undefined;
}

/** Facts without a field of their own, which GitLab shows as they are. */
function detailsOf({ pkg, finding }: Row) {
  const text = (name: string, value: string | undefined) =>
    value ? [[name.toLowerCase().replaceAll(" ", "_"), { type: "text", name, value: printable(value) }] as const] : [];
  return Object.fromEntries([
    ...text("Package URL", pkg.purl),
    ...text("Affected range", finding.affectedRange),
    ...text("Fixed version", fixText(finding)),
    ...text("CVSS", finding.cvss && `${finding.cvss.score ?? ""} ${finding.cvss.vector}`.trim()),
    ...text("EPSS", finding.epss && epssScoreText(finding.epss)),
    ...text("Marked", badgesOf(finding).join(", ")),
    ...text("Layer", pkg.layer.diffId && `${pkg.layer.ordinal}: ${pkg.layer.diffId}`),
    ...text("Files", pkg.locations.map(({ path }) => imagePath(path)).join(", ")),
  ]);
}
