import type { Finding, PackageFindings } from "../../src/model/finding.ts";
import { matchIdentity, type Package } from "../../src/model/package.ts";
import type { Sbom } from "../../src/model/sbom.ts";
import { createPaint } from "../../src/report/paint.ts";
import type { ReportOptions } from "../../src/report/report-format.ts";
import { buildReport, type ScanReport } from "../../src/report/scan-report.ts";
import { richSbom } from "./rich-sbom.ts";

const SHA = "ab".repeat(32);

/** A finding in a distribution, or in a language's package where it has another rule. */
export function madeUpFinding(id: string, more: Partial<Finding> = {}): Finding {
  return {
    id,
    aliases: [],
    severity: "high",
    cwes: [],
    references: [],
    affectedRange: "<2.36-10",
    state: more.fixedVersion === undefined ? "unfixed" : "fixed",
    vendorAdvisories: [],
    sources: [{ source: "made-up", id }],
    proof: [
      {
        rule: "distribution",
        scheme: "deb",
        key: { ecosystem: "Debian", release: "12", name: "glibc" },
        installed: "2.36-9",
        range: "<2.36-10",
        advisory: { source: "made-up", id, sha256: SHA },
      },
    ],
    ...more,
  };
}

const language = (order: string, name: string, installed: string): Pick<Finding, "proof"> => ({
  proof: [
    {
      rule: "language",
      scheme: order,
      key: { ecosystem: order === "semver" ? "npm" : "PyPI", release: "", name },
      installed,
      range: "<8.0.0",
      advisory: { source: "osv-npm", id: "GHSA-aaaa-bbbb-cccc", sha256: SHA },
    },
  ],
});

/** One finding for each fact that one may carry; ids of a year that no list has. */
const FINDINGS: readonly (readonly [(pkg: Package) => boolean, readonly Finding[]])[] = [
  [
    ({ name }) => name === "libc6",
    [
      madeUpFinding("CVE-2099-0001", {
        severity: "critical",
        severitySource: "debian",
        severityLabel: "urgent",
        cvss: { version: "3.1", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8, source: "nvd" },
        cwes: ["CWE-787", "CWE-20"],
        summary: "Out-of-bounds write in the resolver",
        details: "A long answer is written behind its end.\n\nWhoever answers may run code.",
        published: "2099-01-02T03:04:05Z",
        references: ["https://example.org/advisories/1", "not an address"],
        fixedVersion: "2.36-10",
        vendorAdvisories: ["DSA-9999-1"],
        epss: { score: 0.9213, percentile: 0.9871 },
        exploited: { added: "2099-01-05", due: "2099-01-26", ransomware: true, action: "Apply the update." },
        ssvc: { exploitation: "active", automatable: "yes", technicalImpact: "total" },
        sources: [
          { source: "debian", id: "CVE-2099-0001" },
          { source: "debian-lists", id: "DSA-9999-1" },
        ],
      }),
      madeUpFinding("CVE-2099-0002", {
        severity: "high",
        state: "wont-fix",
        affectedRange: "every version",
        summary: "Slow on purpose",
      }),
      madeUpFinding("CVE-2099-0003", { severity: "low", state: "deferred", disputed: true }),
    ],
  ],
  [
    ({ name }) => name === "python3-yaml",
    [
      madeUpFinding("CVE-2099-0004", {
        severity: "medium",
        fixedVersion: "6.0-4",
        cvss: { version: "2.0", vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", score: 7.5, source: "debian" },
        severitySource: "debian",
        suppressed: {
          by: "vex",
          status: "not_affected",
          justification: "vulnerable_code_not_in_execute_path",
          reason: "the loader is never called",
          author: "team@example.org",
          source: "app.vex.json",
        },
      }),
    ],
  ],
  [
    ({ name }) => name === "runtime",
    [
      madeUpFinding("GHSA-aaaa-bbbb-cccc", {
        severity: "high",
        affectedRange: ">=6.0.0,<6.26.1 || >=7.0.0,<7.23.2",
        fixedVersion: "7.23.2",
        aliases: ["SNYK-1"],
        cvss: {
          version: "4.0",
          vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
          score: 9.3,
          source: "osv-npm",
        },
        severitySource: "osv-npm",
        reachability: "unknown",
        ...language("semver", "@babel/runtime", "7.22.5"),
      }),
      madeUpFinding("CVE-2099-0001", {
        severity: "high",
        affectedRange: "<8.0.0",
        ...language("semver", "@babel/runtime", "7.22.5"),
      }),
    ],
  ],
  [
    ({ name }) => name === "weird",
    [
      madeUpFinding("MAL-2099-1", {
        severity: "critical",
        affectedRange: "=1.0.0-é",
        summary: 'Malware: <img src=x onerror=alert(1)> | `rm -rf` [click](javascript:alert(1)) "quoted", =1+1',
        details: "line one\r\nline two \u001b[31mred\u202e\n@everyone see #1",
        ...language("semver", "weird", "1.0.0-é"),
      }),
    ],
  ],
  [
    ({ name, owner }) => name === "PyYAML" && owner === undefined,
    [
      madeUpFinding("CVE-2099-0006", {
        severity: "unspecified",
        state: "under-investigation",
        affectedRange: "<=6.0",
        suppressed: {
          by: "ignore-file",
          status: "ignored",
          reason: "waits for the next release",
          source: ".plimsollignore.yaml",
          expires: "2099-06-01",
        },
        ...language("pep440", "pyyaml", "6.0"),
      }),
      madeUpFinding("CVE-2099-0007", {
        severity: "low",
        state: "end-of-life",
        affectedRange: ">5,<=6.0",
        ...language("pep440", "pyyaml", "6.0"),
      }),
    ],
  ],
];

export const madeUpSnapshot = {
  id: SHA,
  builtAt: "2099-02-01T00:00:00.000Z",
  checkedAt: "2099-02-02T10:11:12.345Z",
  sources: [
    { name: "debian", state: "fresh", records: 10, fetchedAt: "2099-02-02T10:11:12.345Z" },
    { name: "osv-npm", state: "stale", records: 5, fetchedAt: "2099-01-30T00:00:00.000Z" },
  ],
} as const;

/** A report on an inventory, with findings for packages. */
export function reportOf(sbom: Sbom, findingsOf: (pkg: Package) => readonly Finding[]): ScanReport {
  const findings = new Map(sbom.packages.map((pkg) => [matchIdentity(pkg), findingsOf(pkg)]));
  return buildReport(sbom, { findings, problems: [] }, madeUpSnapshot, {});
}

/** With a finding for each fact that one may carry. */
export const richReport: ScanReport = reportOf(richSbom, (pkg) => FINDINGS.find(([holds]) => holds(pkg))?.[1] ?? []);

/** The same image without a finding. */
export const cleanReport: ScanReport = reportOf({ ...richSbom, problems: [] }, () => []);

export const plainOptions: ReportOptions = {
  toolVersion: "1.2.3",
  paint: createPaint(false),
  details: false,
  locations: false,
  onlyVulnerablePackages: false,
  raw: {},
};

/** All that must be equal in every form: each package and each of its findings. */
export function pairsOf({ packages }: { readonly packages: readonly PackageFindings[] }): string[] {
  return packages.flatMap(({ purl, findings }) => findings.map(({ id }) => `${purl} ${id}`)).sort();
}
