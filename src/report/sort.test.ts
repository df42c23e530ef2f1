import { describe, expect, test } from "vitest";
import type { Finding, PackageFindings } from "../model/finding.ts";
import { SORTS, type Sort, sortFindings, sortPackages } from "./sort.ts";

const finding = (id: string, given: Partial<Finding>): Finding => ({
  id,
  aliases: [],
  severity: "medium",
  cwes: [],
  references: [],
  affectedRange: "",
  state: "unfixed",
  vendorAdvisories: [],
  sources: [],
  proof: [],
  ...given,
});

const score = (value: number) => ({ epss: { score: value, percentile: value } });

const CRITICAL = finding("CVE-1", { severity: "critical", ...score(0.001) });
const HIGH = finding("CVE-2", { severity: "high", ...score(0.9) });
const KNOWN = finding("CVE-3", { severity: "low", exploited: { added: "2024-01-01", ransomware: false } });
const NOBODYS = finding("CVE-4", { severity: "unspecified", ...score(0.5) });

const pkg = (name: string, ...findings: Finding[]): PackageFindings => ({
  purl: `pkg:npm/${name}@1`,
  type: "npm",
  name,
  version: "1",
  layer: { ordinal: 0, diffId: "" },
  locations: [],
  findings,
});

describe("the findings of a package", () => {
  test.each<[Sort, string[]]>([
    ["severity", ["CVE-1", "CVE-2", "CVE-3", "CVE-4"]],
    ["risk", ["CVE-3", "CVE-2", "CVE-1", "CVE-4"]],
    ["epss", ["CVE-2", "CVE-4", "CVE-1", "CVE-3"]],
    ["package", ["CVE-1", "CVE-2", "CVE-3", "CVE-4"]],
  ])("by %s", (sort, expected) => {
    expect(sortFindings([CRITICAL, HIGH, KNOWN, NOBODYS], sort).map(({ id }) => id)).toEqual(expected);
  });
});

describe("packages", () => {
  const packages = [pkg("z"), pkg("d", NOBODYS), pkg("c", KNOWN), pkg("b", HIGH), pkg("a", CRITICAL, NOBODYS)];
  test.each<[Sort, string]>([
    ["severity", "abcdz"],
    ["risk", "cbadz"],
    ["epss", "bdacz"],
    ["package", "abcdz"],
  ])("by %s", (sort, expected) => {
    expect(
      sortPackages(packages, sort)
        .map(({ name }) => name)
        .join(""),
    ).toBe(expected);
  });
});

test("what an order does not tell apart stays as it was", () => {
  for (const sort of SORTS) {
    const same = [finding("CVE-9", {}), finding("CVE-8", {})];
    expect(sortFindings(same, sort)).toEqual(same);
  }
});
