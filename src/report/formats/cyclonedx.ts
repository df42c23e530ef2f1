import type { CdxDocument } from "../../exchange/cyclonedx/document.ts";
import { cycloneDxDocument } from "../../exchange/cyclonedx/map.ts";
import { OURS, type Property } from "../../exchange/property.ts";
import { uuidOf } from "../../exchange/uuid.ts";
import { isWebAddress } from "../../exchange/web-address.ts";
import type { Cvss, Finding, Suppression } from "../../model/finding.ts";
import { matchIdentity } from "../../model/package.ts";
import type { Severity } from "../../model/severity.ts";
import { otherNames, type Row, rowsOf } from "../finding-words.ts";
import { maskMetadata } from "../inspect-json.ts";
import { pageOf } from "../links.ts";
import { maskText } from "../masking.ts";
import { printable } from "../printable.ts";
import type { ReportOptions, ReportWriter } from "../report-format.ts";
import type { ScanReport } from "../scan-report.ts";
import { toJson } from "../to-json.ts";
import { versOf } from "../vers-range.ts";

const VERSION = "1.6";

/**
 * The inventory with what is wrong with it. Packages for which a flaw means the same share one entry.
 *
 * Source: https://cyclonedx.org/docs/1.6/json/#vulnerabilities
 */
export const cyclonedx: ReportWriter = (report, options) => toJson(documentOf(report, options));

function documentOf(report: ScanReport, options: ReportOptions): CdxDocument & { readonly vulnerabilities: unknown } {
  const { sbom } = report;
  const document = cycloneDxDocument({ ...sbom, image: maskMetadata(sbom.image) }, VERSION, options);
  const groups = [...Map.groupBy(rowsOf(report), ({ finding }) => JSON.stringify(sharedFacts(finding))).values()];
  const vulnerabilities = groups.map(vulnerabilityOf);
  return {
    ...document,
    serialNumber: `urn:uuid:${uuidOf(document.serialNumber + JSON.stringify(vulnerabilities))}`,
    vulnerabilities,
  };
}

function vulnerabilityOf(rows: readonly Row[]) {
  const finding = rows[0]?.finding;
  if (finding === undefined) throw new Error("a vulnerability of no package");
  return {
    "bom-ref": `${OURS}vulnerability:${uuidOf(rows.map(({ pkg }) => matchIdentity(pkg)).join("\n") + finding.id)}`,
    ...sharedFacts(finding),
    affects: rows.map(affectOf),
  };
}

/** What is said of the flaw and not of one package. */
function sharedFacts(finding: Finding) {
  const { id, cwes, summary, details, references = [], published, suppressed } = finding;
  const time = timeOf(published);
  const pages = references.filter(isWebAddress);
  const names = otherNames(finding);
  const page = pageOf(finding);
  const numbers = cwes.flatMap((cwe) => (/^CWE-[1-9]\d{0,5}$/.test(cwe) ? [Number(cwe.slice(4))] : []));
  return {
    id,
    source: { name: finding.sources[0]?.source ?? "plimsoll", url: page },
    ...(names.length > 0 && {
      references: names.map((name) => ({ id: name, source: { name: feedOf(finding, name) } })),
    }),
    ratings: ratingsOf(finding),
    ...(numbers.length > 0 && { cwes: numbers }),
    ...(summary && { description: summary }),
    ...(details && { detail: details }),
    ...(pages.length > 0 && { advisories: pages.map((url) => ({ url })) }),
    ...(time && { published: time }),
    ...(suppressed && { analysis: analysisOf(suppressed) }),
    properties: propertiesOf(finding),
  };
}

const feedOf = ({ sources }: Finding, name: string) => sources.find(({ id }) => id === name)?.source ?? "alias";

function timeOf(text: string | undefined): string | undefined {
  const time = new Date(text ?? "");
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

const METHODS: Readonly<Record<string, string>> = {
  "2.0": "CVSSv2",
  "3.0": "CVSSv3",
  "3.1": "CVSSv31",
  "4.0": "CVSSv4",
};

const severityWord = (severity: Severity) => (severity === "unspecified" ? "unknown" : severity);

/** Who gave the severity first, and the score with it where it is theirs. */
function ratingsOf({ severity, severitySource, cvss }: Finding) {
  const score = ({ version, vector, score }: Cvss) => ({
    ...(score !== undefined && { score }),
    method: METHODS[version] ?? "other",
    vector,
  });
  const source = severitySource ? { source: { name: severitySource } } : {};
  if (!cvss) return [{ ...source, severity: severityWord(severity) }];
  if (cvss.source === severitySource) return [{ ...source, severity: severityWord(severity), ...score(cvss) }];
  return [
    { ...source, severity: severityWord(severity) },
    { source: { name: cvss.source }, ...score(cvss) },
  ];
}

const STATES: Readonly<Record<string, string>> = {
  not_affected: "not_affected",
  fixed: "resolved",
  under_investigation: "in_triage",
  affected: "exploitable",
};

/** Words of OpenVEX and CSAF. What a reader could not tell apart is left to the detail. */
const JUSTIFICATIONS: Readonly<Record<string, string>> = {
  component_not_present: "code_not_present",
  vulnerable_code_not_present: "code_not_present",
  vulnerable_code_not_in_execute_path: "code_not_reachable",
  inline_mitigations_already_exist: "protected_by_mitigating_control",
};

const OWN_JUSTIFICATIONS: ReadonlySet<string> = new Set([
  "code_not_present",
  "code_not_reachable",
  "requires_configuration",
  "requires_dependency",
  "requires_environment",
  "protected_by_compiler",
  "protected_at_runtime",
  "protected_at_perimeter",
  "protected_by_mitigating_control",
]);

/** Somebody who looks away says nothing of the flaw: it is there, and will not be acted on. */
function analysisOf({ by, status, justification = "", reason, author, source, expires }: Suppression) {
  const word = OWN_JUSTIFICATIONS.has(justification)
    ? justification
    : Object.hasOwn(JUSTIFICATIONS, justification)
      ? JUSTIFICATIONS[justification]
      : undefined;
  const detail = [
    ...(justification ? [justification] : []),
    ...(reason ? [reason] : []),
    `${author ? `${author}, ` : ""}${source}`,
    ...(expires ? [`until ${expires}`] : []),
  ].join("; ");
  return {
    state: by === "vex" && Object.hasOwn(STATES, status) ? STATES[status] : "exploitable",
    ...(word && { justification: word }),
    ...(by === "ignore-file" && { response: ["will_not_fix"] }),
    detail: printable(maskText(detail)),
  };
}

/** What the format has no field for. */
function propertiesOf({ state, severityLabel, epss, exploited, ssvc, disputed, reachability }: Finding): Property[] {
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ["state", state],
    ["severityLabel", severityLabel],
    ["epss:score", epss?.score],
    ["epss:percentile", epss?.percentile],
    ["exploited:added", exploited?.added],
    ["exploited:due", exploited?.due],
    ["exploited:ransomware", exploited && String(exploited.ransomware)],
    ["ssvc:exploitation", ssvc?.exploitation],
    ["ssvc:automatable", ssvc?.automatable],
    ["ssvc:technicalImpact", ssvc?.technicalImpact],
    ["disputed", disputed && "true"],
    ["reachability", reachability],
  ];
  return facts.flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `${OURS}vulnerability:${name}`, value: String(value) }],
  );
}

function affectOf({ pkg, finding }: Row) {
  const { fixedVersion, affectedRange, proof } = finding;
  const range = versOf(pkg.type, proof[0]?.scheme, affectedRange);
  return {
    ref: matchIdentity(pkg),
    versions: [
      { version: pkg.version, status: "affected" },
      ...(range ? [{ range, status: "affected" }] : []),
      ...(fixedVersion === undefined || fixedVersion === pkg.version
        ? []
        : [{ version: fixedVersion, status: "unaffected" }]),
    ],
  };
}
