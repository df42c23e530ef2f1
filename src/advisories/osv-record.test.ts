import { expect, test } from "vitest";
import { ecosystemOfAdvisories } from "../model/ecosystems.ts";
import { getVersionOrder } from "../versions/index.ts";
import { advisoryOfOsv, OsvRecord } from "./osv-record.ts";

function read(record: object, ecosystem: "npm" | "PyPI" = "npm") {
  const problems: string[] = [];
  const reading = {
    source: "osv-test",
    ecosystem,
    order: getVersionOrder(ecosystem === "npm" ? "semver" : "pep440"),
    normalizeName: ecosystemOfAdvisories(ecosystem)?.normalizeName ?? ((name: string) => name),
  };
  const advisory = advisoryOfOsv(OsvRecord.parse(record), reading, (what) => problems.push(what));
  return { advisory, problems };
}

/** An `affected` of npm's lodash with one SEMVER range. */
const lodash = {
  package: { ecosystem: "npm", name: "lodash" },
  ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "4.17.21" }] }],
};

test("reads a record of the GitHub advisory database", () => {
  const { advisory, problems } = read({
    schema_version: "1.6.0",
    id: "GHSA-35jh-r3h4-6jhm",
    aliases: ["SNYK-JS-LODASH-1040724", "CVE-2021-23337"],
    related: ["CVE-2020-8203"],
    summary: "Command Injection in lodash",
    details: "`lodash` before 4.17.21 is vulnerable.",
    published: "2021-05-06T16:05:51Z",
    modified: "2024-04-17T18:38:01Z",
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H" }],
    references: [{ type: "WEB", url: "https://github.com/lodash/lodash" }, { url: "https://github.com/lodash/lodash" }],
    database_specific: { severity: "HIGH", cwe_ids: ["CWE-77", "CWE-94"], github_reviewed: true },
    affected: [lodash, { ...lodash, package: { ecosystem: "RubyGems", name: "lodash-rails" } }],
  });

  expect(problems).toEqual([]);
  expect(advisory).toEqual({
    source: "osv-test",
    id: "GHSA-35jh-r3h4-6jhm",
    cves: ["CVE-2021-23337"],
    aliases: ["SNYK-JS-LODASH-1040724"],
    summary: "Command Injection in lodash",
    details: "`lodash` before 4.17.21 is vulnerable.",
    severity: "high",
    cvss: [{ version: "3.1", vector: "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", score: 7.2 }],
    cwes: ["CWE-77", "CWE-94"],
    references: ["https://github.com/lodash/lodash"],
    published: "2021-05-06T16:05:51Z",
    modified: "2024-04-17T18:38:01Z",
    affected: [
      {
        ecosystem: "npm",
        release: "",
        name: "lodash",
        state: "affected",
        ranges: [{ fixed: "4.17.21" }],
        versions: [],
      },
    ],
  });
});

test.each([
  { title: "its own id", record: { id: "CVE-2024-1111" }, cves: ["CVE-2024-1111"], aliases: [] },
  {
    title: "several aliases",
    record: { id: "GHSA-x", aliases: ["CVE-2024-2222", "PYSEC-2024-1", "CVE-2024-1111"] },
    cves: ["CVE-2024-1111", "CVE-2024-2222"],
    aliases: ["PYSEC-2024-1"],
  },
  {
    title: "upstream",
    record: { id: "GHSA-x", upstream: ["CVE-2023-4863", "GHSA-j7hp"] },
    cves: ["CVE-2023-4863"],
    aliases: [],
  },
  { title: "nowhere", record: { id: "GHSA-x", related: ["CVE-2023-4863"] }, cves: [], aliases: [] },
  {
    title: "nothing that looks like one",
    record: { id: "GHSA-x", aliases: ["CVE-2024"] },
    cves: [],
    aliases: ["CVE-2024"],
  },
])("takes CVEs from $title", ({ record, cves, aliases }) => {
  const { advisory } = read({ ...record, affected: [lodash] });
  expect(advisory).toMatchObject({ cves, aliases });
});

test.each([
  { word: "LOW", severity: "low" },
  { word: "MODERATE", severity: "medium" },
  { word: "HIGH", severity: "high" },
  { word: "CRITICAL", severity: "critical" },
  { word: "UNKNOWN", severity: undefined },
  { word: 7, severity: undefined },
])("severity $word is $severity", ({ word, severity }) => {
  expect(read({ id: "GHSA-x", database_specific: { severity: word }, affected: [lodash] }).advisory?.severity).toBe(
    severity,
  );
});

test("malware is critical", () => {
  expect(read({ id: "MAL-2024-1", affected: [lodash] }).advisory?.severity).toBe("critical");
});

test.each([
  { title: "it is withdrawn", record: { withdrawn: "2022-01-01T00:00:00Z", affected: [lodash] } },
  {
    title: "it speaks of other ecosystems",
    record: { affected: [{ ...lodash, package: { ecosystem: "PyPI", name: "x" } }] },
  },
  {
    title: "it speaks of commits alone",
    record: { affected: [{ ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] }] },
  },
  { title: "it names no package", record: {} },
])("a record is dropped when $title", ({ record }) => {
  const { advisory, problems } = read({ id: "GHSA-x", ...record });
  expect(advisory).toBeUndefined();
  expect(problems).toEqual([]);
});

test("a package with neither ranges nor versions is reported", () => {
  const { advisory, problems } = read({
    id: "PYSEC-2012-42",
    affected: [
      { package: { ecosystem: "npm", name: "nova" }, ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] },
    ],
  });
  expect(advisory).toBeUndefined();
  expect(problems).toEqual([expect.stringContaining("nova")]);
});

const affectedOf = (affected: object[], ecosystem: "npm" | "PyPI" = "PyPI") =>
  read(
    { id: "PYSEC-x", affected: affected.map((one) => ({ package: { ecosystem, name: "Django_x" }, ...one })) },
    ecosystem,
  );

const range = (...events: object[]) => ({ type: "ECOSYSTEM", events });

test.each([
  {
    title: "drops listed versions that a range holds and keeps the others",
    affected: [
      {
        ranges: [range({ introduced: "1.0" }, { fixed: "1.2" })],
        versions: ["1.0", "1.1.post1", "1.2rc1", "1.2", "0.9"],
      },
    ],
    expected: { ranges: [{ introduced: "1.0", fixed: "1.2" }], versions: ["1.2", "0.9"] },
  },
  {
    title: "keeps a listed version that does not parse",
    affected: [{ ranges: [range({ introduced: "0" }, { fixed: "1.2" })], versions: ["0.1-bulbasaur", "1.1"] }],
    expected: { ranges: [{ fixed: "1.2" }], versions: ["0.1-bulbasaur"] },
  },
  {
    title: "needs no list where every version is affected",
    affected: [{ ranges: [range({ introduced: "0" })], versions: ["0.1-bulbasaur", "1.1"] }],
    expected: { ranges: [{}], versions: [] },
  },
  {
    title: "keeps a list alone",
    affected: [{ versions: ["1.0", "1.0", "1.1"] }],
    expected: { ranges: [], versions: ["1.0", "1.1"] },
  },
  {
    title: "gathers what is said of one package in several places",
    affected: [
      { ranges: [range({ introduced: "1.0" }, { fixed: "1.2" })] },
      { ranges: [range({ introduced: "2.0" })], versions: ["0.5"] },
    ],
    expected: { ranges: [{ introduced: "1.0", fixed: "1.2" }, { introduced: "2.0" }], versions: ["0.5"] },
  },
  {
    title: "says one range once",
    affected: [
      { ranges: [range({ introduced: "1.0" }, { fixed: "1.2" })] },
      { ranges: [range({ introduced: "1.0" }, { fixed: "1.2" })] },
    ],
    expected: { ranges: [{ introduced: "1.0", fixed: "1.2" }], versions: [] },
  },
])("$title", ({ affected, expected }) => {
  const { advisory } = affectedOf(affected);
  expect(advisory?.affected).toEqual([
    { ecosystem: "PyPI", release: "", name: "django-x", state: "affected", ...expected },
  ]);
});

test("a range with a version that does not parse stays as written, with all listed versions, and is reported", () => {
  const { advisory, problems } = affectedOf([
    { ranges: [range({ introduced: "0" }, { last_affected: "2.6.0-cu124" })], versions: ["2.5", "2.6"] },
  ]);
  expect(advisory?.affected[0]).toMatchObject({ ranges: [{ lastAffected: "2.6.0-cu124" }], versions: ["2.5", "2.6"] });
  expect(problems).toEqual([expect.stringContaining("2.6.0-cu124")]);
});

test("a package may be called __proto__", () => {
  const { advisory } = read({
    id: "GHSA-x",
    affected: [{ ...lodash, package: { ecosystem: "npm", name: "__proto__" } }],
  });
  expect(advisory?.affected[0]?.name).toBe("__proto__");
});

test("a date that stands for none is none", () => {
  const { advisory } = read({ id: "GO-2023-1703", published: "0001-01-01T00:00:00Z", affected: [lodash] });
  expect(advisory).not.toHaveProperty("published");
});
