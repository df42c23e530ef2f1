import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, test } from "vitest";
import { HOSTILE, reportOfWords } from "../../../test/support/hostile-report.ts";
import { cleanReport, madeUpFinding, plainOptions, reportOf, richReport } from "../../../test/support/rich-report.ts";
import { richSbom } from "../../../test/support/rich-sbom.ts";
import { parseSbom } from "../../exchange/read-sbom.ts";
import type { Finding } from "../../model/finding.ts";
import type { Sbom } from "../../model/sbom.ts";
import type { ScanReport } from "../scan-report.ts";
import { cyclonedx } from "./cyclonedx.ts";
import { spdx } from "./spdx.ts";

interface Vulnerability {
  readonly id: string;
  readonly ratings: readonly object[];
  readonly analysis?: object;
  readonly affects: readonly { readonly ref: string; readonly versions: readonly object[] }[];
}

const vulnerabilitiesOf = (report: ScanReport) =>
  (JSON.parse(cyclonedx(report, plainOptions)) as { vulnerabilities: Vulnerability[] }).vulnerabilities;

function vulnerabilityOf(more: Partial<Finding>): Vulnerability | undefined {
  const report = reportOf({ ...richSbom, packages: richSbom.packages.slice(0, 1) }, () => [
    madeUpFinding("CVE-2099-1", more),
  ]);
  return vulnerabilitiesOf(report)[0];
}

test("a flaw that means the same for several packages is told once", () => {
  const report = reportOf(richSbom, ({ type }) =>
    type === "deb"
      ? [madeUpFinding("CVE-2099-1")]
      : type === "npm"
        ? [madeUpFinding("CVE-2099-1", { severity: "low" })]
        : [],
  );
  expect(vulnerabilitiesOf(report).map(({ id, affects }) => [id, affects.length])).toEqual([
    ["CVE-2099-1", 2],
    ["CVE-2099-1", 2],
  ]);
});

test("a severity and a score of two sources are two ratings", () => {
  const cvss = { version: "3.1", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8, source: "nvd" };
  expect(vulnerabilityOf({ severitySource: "debian", cvss })?.ratings).toEqual([
    { source: { name: "debian" }, severity: "high" },
    { source: { name: "nvd" }, score: 9.8, method: "CVSSv31", vector: cvss.vector },
  ]);
  expect(vulnerabilityOf({ severitySource: "nvd", cvss })?.ratings).toHaveLength(1);
  expect(vulnerabilityOf({ severity: "unspecified" })?.ratings).toEqual([{ severity: "unknown" }]);
});

test("affected versions are told as they are installed, as ranges, and by what mends them", () => {
  expect(vulnerabilityOf({ affectedRange: ">=1.0,<1.2 || >=2.0,<=2.36-9", fixedVersion: "2.36-10" })?.affects).toEqual([
    {
      ref: richSbom.packages[0]?.purl,
      versions: [
        { version: "2.36-9", status: "affected" },
        { range: "vers:deb/>=1.0|<1.2|>=2.0|<=2.36-9", status: "affected" },
        { version: "2.36-10", status: "unaffected" },
      ],
    },
  ]);
});

test.each<[string, NonNullable<Finding["suppressed"]>, object]>([
  [
    "that it is not affected, and why",
    { by: "vex", status: "not_affected", justification: "vulnerable_code_not_present", source: "v.json" },
    { state: "not_affected", justification: "code_not_present", detail: "vulnerable_code_not_present; v.json" },
  ],
  [
    "a reason that the format has no word for",
    {
      by: "vex",
      status: "not_affected",
      justification: "vulnerable_code_cannot_be_controlled_by_adversary",
      source: "v.json",
    },
    { state: "not_affected", detail: "vulnerable_code_cannot_be_controlled_by_adversary; v.json" },
  ],
  ["that it is fixed", { by: "vex", status: "fixed", source: "v" }, { state: "resolved", detail: "v" }],
  [
    "that somebody looks away, which is no word on the flaw",
    { by: "ignore-file", status: "ignored", reason: "later", source: "f", expires: "2099-01-01" },
    { state: "exploitable", response: ["will_not_fix"], detail: "later; f; until 2099-01-01" },
  ],
  ["no status of ours", { by: "vex", status: "constructor", source: "v" }, { state: "exploitable", detail: "v" }],
])("the analysis says %s", (_what, suppressed, analysis) => {
  expect(vulnerabilityOf({ suppressed })?.analysis).toEqual(analysis);
});

test.each([
  ["CycloneDX", cyclonedx],
  ["SPDX", spdx],
])("the packages of %s are read again, and another finding is another document", (_name, write) => {
  const text = write(richReport, plainOptions);
  const purls = ({ packages }: Pick<Sbom, "packages">) => packages.map(({ purl }) => purl).sort();
  expect(purls(parseSbom(text, "sbom://x"))).toEqual(purls(richSbom));
  const other = reportOf(richSbom, () => [madeUpFinding("CVE-2099-1")]);
  const nameOf = (document: string) => /urn:uuid:[^"]+|spdxdocs\/[^"]+/.exec(document)?.[0];
  expect(nameOf(write(other, plainOptions))).not.toBe(nameOf(text));
});

// The schemas are not part of this repository; PLIMSOLL_TEST_DATA names the folder that has them.
const testData = process.env.PLIMSOLL_TEST_DATA;
const schemaOf = (path: string) =>
  JSON.parse(readFileSync(join(testData ?? "", "data/vectors/schemas", path), "utf8")) as Record<string, unknown>;

describe.skipIf(testData === undefined)("it is valid by the published schema:", () => {
  const ajv = new Ajv({ strict: false, allErrors: true });

  beforeAll(() => {
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    ajv.addFormat("iri-reference", (text: string) => !/[\s<>"{}|\\^`]/.test(text));
    ajv.addFormat("idn-email", /^\S+@\S+$/);
    for (const name of readdirSync(join(testData ?? "", "data/vectors/schemas/cyclonedx"))) {
      const { $schema: _language, ...schema } = schemaOf(`cyclonedx/${name}`);
      if (!/1\.[23]/.test(name)) ajv.addSchema(schema, name);
    }
    ajv.addSchema(schemaOf("spdx/spdx-2.3.schema.json"), "spdx-2.3.schema.json");
  });

  test.each([
    ["CycloneDX", cyclonedx, "bom-1.6.schema.json"],
    ["SPDX", spdx, "spdx-2.3.schema.json"],
  ])("%s", (_name, write, schema) => {
    for (const report of [richReport, cleanReport, ...HOSTILE.map(([, words]) => reportOfWords(words))]) {
      ajv.validate(schema, JSON.parse(write(report, plainOptions)));
      expect(ajv.errors ?? []).toEqual([]);
    }
  });
});
