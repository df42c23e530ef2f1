import type { ReportFormat } from "../report-format.ts";

/** All forms of a report of vulnerabilities; a test holds this list to its folder. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  {
    name: "packages",
    describes: "for people: packages with their vulnerabilities, worst first",
    load: async () => (await import("./packages.ts")).packages,
  },
  {
    name: "only-packages",
    describes: "for people: one line a package",
    load: async () => (await import("./only-packages.ts")).onlyPackages,
  },
  {
    name: "json",
    describes: "all that is known, for programs",
    load: async () => (await import("./json.ts")).json,
  },
  {
    name: "sarif",
    describes: "SARIF 2.1.0, for code scanning: GitHub, Azure DevOps",
    load: async () => (await import("./sarif.ts")).sarif,
  },
  {
    name: "gitlab",
    describes: "GitLab's report of container scanning",
    load: async () => (await import("./gitlab.ts")).gitlab,
  },
  {
    name: "cyclonedx",
    describes: "CycloneDX 1.6: packages and vulnerabilities",
    load: async () => (await import("./cyclonedx.ts")).cyclonedx,
  },
  {
    name: "spdx",
    describes: "SPDX 2.3: packages, with references to advisories",
    load: async () => (await import("./spdx.ts")).spdx,
  },
  {
    name: "sbom",
    describes: "the packages as `plimsoll sbom` has them, with vulnerabilities",
    load: async () => (await import("./sbom.ts")).sbom,
  },
  {
    name: "markdown",
    describes: "for a comment or a job's summary: folds, at most 65,536 signs",
    load: async () => (await import("./markdown.ts")).markdown,
  },
  {
    name: "html",
    describes: "one page that needs no network, to search, sort and print",
    load: async () => (await import("./html.ts")).html,
  },
  {
    name: "csv",
    describes: "a row for each vulnerability of each package",
    load: async () => (await import("./csv.ts")).csv,
  },
  {
    name: "junit",
    describes: "JUnit's XML: a suite for each package",
    load: async () => (await import("./junit.ts")).junit,
  },
];

/** The format of a name. */
export function findReportFormat(name: string): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => format.name === name);
}
