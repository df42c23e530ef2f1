import { expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import { type FindingFilter, keepsFinding, keepsPackage } from "./filters.ts";

const finding: Finding = {
  id: "CVE-2024-1",
  aliases: ["GHSA-1"],
  severity: "high",
  cwes: [],
  references: [],
  affectedRange: "<2",
  fixedVersion: "2",
  state: "fixed",
  vendorAdvisories: [],
  sources: [{ source: "debian-lists", id: "DLA-1-1" }],
  proof: [],
};
const { fixedVersion: _, ...unfixed } = finding;
const scored: Finding = {
  ...finding,
  cvss: { version: "3.1", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8, source: "nvd" },
};
const malware: Finding = { ...unfixed, id: "MAL-2024-1", aliases: [] };
const likely: Finding = { ...finding, epss: { score: 0.5, percentile: 0.95 } };
const known: Finding = { ...finding, exploited: { added: "2024-01-01", ransomware: false } };

test.each<[string, Finding, FindingFilter, boolean]>([
  ["nothing asked", finding, {}, true],
  ["its severity", finding, { severities: ["critical", "high"] }, true],
  ["another severity", finding, { severities: ["low"] }, false],
  ["a function that is not in the program", { ...finding, reachability: "not-in-binary" }, { reachable: true }, false],
  ["a function that is in the program", { ...finding, reachability: "reachable" }, { reachable: true }, true],
  ["a function that nobody knows of", { ...finding, reachability: "unknown" }, { reachable: true }, true],
  ["no word on functions", finding, { reachable: true }, true],
  ["not asked for functions", { ...finding, reachability: "not-in-binary" }, {}, true],
  ["only fixed", finding, { fix: "fixed" }, true],
  ["only fixed, and it is not", unfixed, { fix: "fixed" }, false],
  ["only unfixed", unfixed, { fix: "unfixed" }, true],
  ["only unfixed, and it is fixed", finding, { fix: "unfixed" }, false],
  ["malware is never hidden by a filter on fixes", malware, { fix: "fixed" }, true],
  ["its CVE, in any case", finding, { ids: ["cve-2024-1"] }, true],
  ["its alias", finding, { ids: ["GHSA-1"] }, true],
  ["its advisory", finding, { ids: ["DLA-1-1"] }, true],
  ["a metric of its vector", scored, { metrics: ["AV:N"] }, true],
  ["one of several metrics", scored, { metrics: ["PR:H", "AV:N"] }, true],
  ["a metric with another value", scored, { metrics: ["AV:L"] }, false],
  ["a metric whose name ends as another's", scored, { metrics: ["V:N"] }, false],
  ["a metric, and it has no vector", finding, { metrics: ["AV:N"] }, false],
  ["another id", finding, { ids: ["CVE-2024-10"] }, false],
  ["all of several parts", finding, { severities: ["high"], ids: ["CVE-2024-1"], fix: "fixed" }, true],
  ["not all of several parts", finding, { severities: ["high"], ids: ["CVE-2024-1"], fix: "unfixed" }, false],
  ["likelier than asked for", likely, { epssScore: 0.4, epssPercentile: 0.9 }, true],
  ["just as likely as asked for", likely, { epssScore: 0.5, epssPercentile: 0.95 }, true],
  ["less likely", likely, { epssScore: 0.51 }, false],
  ["not so far up", likely, { epssScore: 0.1, epssPercentile: 0.96 }, false],
  ["without a score", finding, { epssScore: 0.001 }, false],
  ["without a score where none is asked for", finding, { epssScore: 0 }, true],
  ["malware, which nobody scores", malware, { epssScore: 0.9 }, true],
  ["known to be exploited", known, { exploited: true }, true],
  ["not known to be exploited", finding, { exploited: true }, false],
  ["malware, which is in no catalogue", malware, { exploited: true }, false],
  ["exploited, and not fixed as asked for", known, { exploited: true, fix: "unfixed" }, false],
])("%s", (_title, value, filter, kept) => {
  expect(keepsFinding(value, filter)).toBe(kept);
});

test("packages are kept by their type", () => {
  expect(keepsPackage({ type: "deb", name: "tar" }, {})).toBe(true);
  expect(keepsPackage({ type: "deb", name: "tar" }, { packageTypes: ["npm", "deb"] })).toBe(true);
  expect(keepsPackage({ type: "pypi", name: "tar" }, { packageTypes: ["npm", "deb"] })).toBe(false);
});

test.each([
  ["part of its name", /run/u, true],
  ["its name from end to end", /^runtime$/u, true],
  ["its name as people write it", /^@babel\//u, true],
  ["another name", /^babel/u, false],
])("packages are kept by %s", (_what, pattern, kept) => {
  expect(keepsPackage({ type: "npm", namespace: "@babel", name: "runtime" }, { packageNames: [pattern] })).toBe(kept);
});
