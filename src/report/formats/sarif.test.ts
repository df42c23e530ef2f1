import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { HOSTILE, reportOfWords } from "../../../test/support/hostile-report.ts";
import { cleanReport, madeUpFinding, plainOptions, reportOf, richReport } from "../../../test/support/rich-report.ts";
import { richSbom } from "../../../test/support/rich-sbom.ts";
import type { Finding } from "../../model/finding.ts";
import type { ScanReport } from "../scan-report.ts";
import { sarif } from "./sarif.ts";

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly object[];
}

interface Rule {
  readonly id: string;
  readonly properties: { readonly "security-severity": string; readonly tags: readonly string[] };
  readonly helpUri: string;
  readonly help: { readonly markdown: string };
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
  readonly invocations: readonly { readonly toolExecutionNotifications: readonly object[] }[];
  readonly results: readonly Result[];
}

const documentOf = (report: ScanReport) => JSON.parse(sarif(report, plainOptions)) as { readonly runs: readonly Run[] };

function runOf(report: ScanReport): Run {
  const [run] = documentOf(report).runs;
  if (!run) throw new Error("no run");
  return run;
}

/** The first package of the made-up image with these findings, and some of its facts changed. */
function reportWith(findings: readonly Finding[], more: Partial<(typeof richSbom.packages)[0]> = {}): ScanReport {
  const packages = richSbom.packages.slice(0, 1).map((pkg) => ({ ...pkg, ...more }));
  return reportOf({ ...richSbom, packages, problems: [] }, () => findings);
}

test("each flaw is one rule, told by the worst of its findings, and results point to it", () => {
  const { tool, results } = runOf(richReport);
  const ids = tool.driver.rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeLessThan(results.length);
  for (const { ruleId, ruleIndex } of results) expect(ids[ruleIndex]).toBe(ruleId);
  const rule = tool.driver.rules.find(({ id }) => id === "CVE-2099-0001");
  expect(rule).toMatchObject({
    helpUri: "https://security-tracker.debian.org/tracker/CVE-2099-0001",
    properties: {
      "security-severity": "9.8",
      tags: ["security", "vulnerability", "critical", "cisa-kev", "external/cwe/cwe-787", "external/cwe/cwe-20"],
    },
  });
  expect(rule?.help.markdown).toContain("| <code>libc6</code> | <code>2.36-9</code> |");
});

test.each<[string, Partial<Finding>, string]>([
  ["a score in the band of its severity is told", { severity: "high", cvss: vector(7.4) }, "7.4"],
  ["a score that says otherwise than the vendor is not", { severity: "low", cvss: vector(9.8) }, "2.0"],
  ["without a score the band has a number", { severity: "medium" }, "5.5"],
  ["what nobody has weighed has none", { severity: "unspecified" }, "0.0"],
])("%s", (_what, facts, score) => {
  const [rule] = runOf(reportWith([madeUpFinding("CVE-2099-1", facts)])).tool.driver.rules;
  expect(rule?.properties["security-severity"]).toBe(score);
});

function vector(score: number) {
  return { version: "3.1", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score, source: "nvd" };
}

describe("a finding is known again", () => {
  const printsOf = (report: ScanReport) => runOf(report).results.map(({ partialFingerprints }) => partialFingerprints);
  const finding = madeUpFinding("CVE-2099-1");
  const first = printsOf(reportWith([finding]));

  test.each<[string, ScanReport]>([
    ["after an upgrade that does not help", reportWith([finding], { version: "2.36-9+deb12u1" })],
    ["in another layer", reportWith([finding], { layer: { ordinal: 1, diffId: "sha256:00" } })],
    ["when its severity has changed", reportWith([{ ...finding, severity: "low" }])],
    ["beside others", reportWith([finding, madeUpFinding("CVE-2099-2")])],
  ])("%s", (_what, report) => {
    expect(printsOf(report)[0]).toEqual(first[0]);
  });

  test.each<[string, ScanReport]>([
    ["another flaw", reportWith([madeUpFinding("CVE-2099-2")])],
    ["another package", reportWith([finding], { name: "libc-bin" })],
    ["another place", reportWith([finding], { locations: [{ path: "opt/x", layer: { ordinal: 0, diffId: "" } }] })],
  ])("and not taken for %s", (_what, report) => {
    expect(printsOf(report)).not.toContainEqual(first[0]);
  });

  test("and never twice in one run", () => {
    const prints = printsOf(richReport).map(({ primaryLocationLineHash }) => primaryLocationLineHash);
    expect(new Set(prints).size).toBe(prints.length);
    const twice = reportOf(
      { ...richSbom, packages: richSbom.packages.slice(0, 1).flatMap((pkg) => [pkg, { ...pkg, version: "2" }]) },
      () => [finding],
    );
    expect(printsOf(twice)).toEqual([
      first[0],
      expect.objectContaining({ primaryLocationLineHash: expect.stringMatching(/:2$/) }),
    ]);
  });
});

test("places are files of the image, relative to its root; those of the owner, or a name, where there is none", () => {
  const uris = (more: Parameters<typeof reportWith>[1]) =>
    runOf(reportWith([madeUpFinding("CVE-2099-1")], more)).results.map(({ locations }) =>
      locations.map(({ physicalLocation }) => physicalLocation.artifactLocation.uri),
    );
  const layer = { ordinal: 0, diffId: "" };
  expect(
    uris({
      locations: [
        { path: "a b/100%/c", layer },
        { path: "d", layer },
      ],
    }),
  ).toEqual([["a%20b/100%25/c", "d"]]);
  expect(uris({ locations: [] })).toEqual([["deb/libc6"]]);
  const [owner, , owned] = richSbom.packages;
  if (!owner || !owned) throw new Error("no packages");
  const report = reportOf(
    { ...richSbom, packages: [owner, { ...owned, owner: owner.purl, locations: [] }] },
    ({ type }) => (type === "npm" ? [madeUpFinding("CVE-2099-1")] : []),
  );
  expect(runOf(report).results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe("var/lib/dpkg/status");
  const many = Array.from({ length: 150 }, (_, i) => ({ path: `f${i}`, layer }));
  expect(uris({ locations: many })[0]).toHaveLength(100);
});

test("of more than GitHub shows the worst are told, and how many were left out", () => {
  const findings = Array.from({ length: 5_003 }, (_, i) =>
    madeUpFinding(`CVE-2099-${i}`, { severity: i === 5_002 ? "critical" : "low" }),
  );
  const { results, invocations, tool } = runOf(reportWith(findings));
  expect(results).toHaveLength(5_000);
  expect(tool.driver.rules).toHaveLength(5_000);
  expect(results[0]).toMatchObject({ ruleId: "CVE-2099-5002", level: "error" });
  expect(invocations[0]?.toolExecutionNotifications).toMatchObject([
    { descriptor: { id: "LIMIT_EXCEEDED" }, message: { text: expect.stringContaining("3 more findings left out") } },
  ]);
});

test("a name is no link", () => {
  const [result] = runOf(reportWith([madeUpFinding("CVE-2099-1")], { name: "[x](https://evil.example)" })).results;
  expect(result?.message.text).toContain("\\[x\\](https://evil.example) 2.36-9 has CVE-2099-1");
});

test("what is suppressed is there, with who says so", () => {
  const suppressed = runOf(richReport).results.filter(({ suppressions }) => suppressions);
  expect(suppressed).toMatchObject([
    { ruleId: "CVE-2099-0004", suppressions: [{ justification: expect.stringContaining("team@example.org") }] },
    { ruleId: "CVE-2099-0006", suppressions: [{ status: "accepted" }] },
  ]);
});

// The schema is not part of this repository; PLIMSOLL_TEST_DATA names the folder that has it.
const testData = process.env.PLIMSOLL_TEST_DATA;

describe.skipIf(testData === undefined)("it is valid by the published schema", () => {
  test.each<[string, ScanReport]>([
    ["nothing", cleanReport],
    ["every fact", richReport],
    ...HOSTILE.map(([what, words]) => [`a stranger's words: ${what}`, reportOfWords(words)] as [string, ScanReport]),
  ])("with %s", (_what, report) => {
    const path = join(testData ?? "", "data/vectors/schemas/sarif/sarif-schema-2.1.0.json");
    const {
      $schema: _language,
      id: _id,
      ...schema
    } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    const ajv = new Ajv({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    ajv.validate(schema, documentOf(report));
    expect(ajv.errors ?? []).toEqual([]);
  });
});
