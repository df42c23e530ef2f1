import { describe, expect, test } from "vitest";
import type { VulnerabilityFacts } from "../advisories/snapshot-reader.ts";
import type { CvssVector } from "../model/advisory.ts";
import { verdictOf } from "./severity.ts";

const cvss = (version: string, score: number | undefined, by?: string): CvssVector => ({
  version,
  vector: `CVSS:${version}/${score}`,
  ...(score !== undefined && { score }),
  ...(by !== undefined && { by }),
});

const facts = (source: string, given: Partial<VulnerabilityFacts> = {}): VulnerabilityFacts => ({
  source,
  cvss: [],
  cwes: [],
  ...given,
});

const verdict = (own: string, ...said: VulnerabilityFacts[]) => {
  const { severity, severitySource, severityLabel, cvss } = verdictOf(said, new Set([own]), false);
  return [severity, severitySource, severityLabel, cvss && `${cvss.version} ${cvss.score} ${cvss.source}`];
};

describe("whose word counts", () => {
  const rows: { title: string; own: string; said: VulnerabilityFacts[]; expected: unknown[] }[] = [
    {
      title: "nobody's",
      own: "debian-tracker",
      said: [],
      expected: ["unspecified", undefined, undefined, undefined],
    },
    {
      title: "the vendor's before all, and its word beside another's score",
      own: "debian-tracker",
      said: [
        facts("debian-tracker", { severity: "low", severityLabel: "unimportant" }),
        facts("nvd", { cvss: [cvss("3.1", 9.8)] }),
        facts("osv-npm", { severity: "high" }),
      ],
      expected: ["low", "debian-tracker", "unimportant", "3.1 9.8 nvd"],
    },
    {
      title: "a database's where the vendor says nothing",
      own: "debian-lists",
      said: [facts("nvd", { cvss: [cvss("3.1", 9.8)] }), facts("osv-npm", { severity: "high" })],
      expected: ["high", "osv-npm", undefined, "3.1 9.8 nvd"],
    },
    {
      title: "the database's own score before the NVD's",
      own: "osv-crates",
      said: [facts("nvd", { cvss: [cvss("3.1", 9.8)] }), facts("osv-crates", { cvss: [cvss("3.1", 5.5)] })],
      expected: ["medium", "osv-crates", undefined, "3.1 5.5 osv-crates"],
    },
    {
      title: "the NVD's before CISA's",
      own: "debian-lists",
      said: [facts("cisa-vulnrichment", { cvss: [cvss("3.1", 5)] }), facts("nvd", { cvss: [cvss("3.1", 7.5)] })],
      expected: ["high", "nvd", undefined, "3.1 7.5 nvd"],
    },
    {
      title: "CISA's before the author's, which both pass on",
      own: "debian-lists",
      said: [
        facts("cisa-vulnrichment", { cvss: [cvss("3.1", 9.9, "acme"), cvss("3.1", 5)] }),
        facts("nvd", { cvss: [cvss("3.1", 9.9, "acme")] }),
      ],
      expected: ["medium", "cisa-vulnrichment", undefined, "3.1 5 cisa-vulnrichment"],
    },
    {
      title: "the author's before what another distribution says of its own package",
      own: "debian-lists",
      said: [facts("alpine", { severity: "low" }), facts("nvd", { cvss: [cvss("3.1", 9.9, "acme")] })],
      expected: ["critical", "nvd", undefined, "3.1 9.9 nvd"],
    },
    {
      title: "another distribution's where nobody else speaks",
      own: "debian-lists",
      said: [facts("redhat-vex", { severity: "high", severityLabel: "important" })],
      expected: ["high", "redhat-vex", "important", undefined],
    },
    {
      title: "a word before a score, of two sources that are equally near",
      own: "osv-pypi",
      said: [facts("github-advisories", { severity: "low" }), facts("osv-npm", { cvss: [cvss("3.1", 9.8)] })],
      expected: ["low", "github-advisories", undefined, "3.1 9.8 osv-npm"],
    },
    {
      title: "a score of 0 is no word",
      own: "osv-pypi",
      said: [facts("osv-pypi", { cvss: [cvss("3.1", 0)] }), facts("nvd", { cvss: [cvss("3.1", 4)] })],
      expected: ["medium", "nvd", undefined, "3.1 4 nvd"],
    },
  ];

  test.each(rows)("$title", ({ own, said, expected }) => {
    expect(verdict(own, ...said)).toEqual(expected);
  });
});

test.each([
  [["2.0", "3.0", "3.1", "4.0"], "4.0"],
  [["2.0", "3.1", "3.0"], "3.1"],
  [["2.0", "3.0"], "3.0"],
  [["2.0"], "2.0"],
])("of one source's %s the score of %s counts", (versions, expected) => {
  const vectors = versions.map((version, index) => cvss(version, 5 + index / 10));
  expect(verdictOf([facts("nvd", { cvss: vectors })], new Set(), false).cvss?.version).toBe(expected);
});

test("a newer version of another source does not take the place of the preferred one's", () => {
  const said = [facts("nvd", { cvss: [cvss("4.0", 9.3)] }), facts("osv-npm", { cvss: [cvss("3.1", 7.5)] })];
  expect(verdict("osv-npm", ...said)).toEqual(["high", "osv-npm", undefined, "3.1 7.5 osv-npm"]);
});

test("a vector without a score is shown only where there is no other", () => {
  const incomplete = facts("osv-npm", { cvss: [cvss("3.1", undefined)] });
  expect(verdictOf([incomplete], new Set(["osv-npm"]), false).cvss).toMatchObject({ source: "osv-npm" });
  const both = verdictOf([incomplete, facts("nvd", { cvss: [cvss("2.0", 5)] })], new Set(["osv-npm"]), false);
  expect(both).toMatchObject({ severity: "medium", cvss: { source: "nvd" } });
});

test("malware is critical, whatever a source says", () => {
  expect(verdictOf([facts("osv-npm", { severity: "low" })], new Set(["osv-npm"]), true)).toEqual({
    severity: "critical",
  });
});
