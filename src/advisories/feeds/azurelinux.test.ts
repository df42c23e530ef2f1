import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Advisory } from "../../model/advisory.ts";
import type { Problem } from "../../model/errors.ts";
import { cutGzip, evr, joinParts, ovalFile, rpmTest } from "../fixtures/oval.ts";
import { allOf, readAll } from "../fixtures/read-all.ts";
import { azurelinux } from "./azurelinux.ts";

const definition = (tests: readonly number[], { id = "50124", patchable = "true", cve = "CVE-2024-47191" } = {}) =>
  `<definition class="vulnerability" id="oval:com.microsoft.azurelinux:def:${id}" version="1"><metadata>
<title>${cve} affecting package oath-toolkit for versions less than 2.6.7-3</title>
<affected family="unix"><platform>Azure Linux</platform></affected>
<reference ref_id="${cve}" ref_url="https://nvd.nist.gov/vuln/detail/${cve}" source="CVE"/>
<patchable>${patchable}</patchable><advisory_date>2024-07-23T22:05:39Z</advisory_date><advisory_id>50124-1</advisory_id>
<severity>High</severity><description>A patched version of the package is available.</description></metadata>
<criteria operator="AND">${tests.map((test) => `<criterion comment="c" test_ref="t${test}"/>`).join("")}</criteria></definition>`;

const tested = (id: number, operation: string, version: string) => rpmTest(id, "oath-toolkit", evr(operation, version));
const PARTS = joinParts(
  tested(1, "less than", "0:2.6.7-3.azl3"),
  tested(2, "greater than", "0:2.0.0.azl3"),
  tested(3, "less than or equal", "0:9.1.0-7.cm1"),
  tested(4, "less than", "0:0.9.0.cm2"),
  tested(5, "less than", "0: 1.57.0-1.cm2"),
  tested(6, "less than", "0:null.cm2"),
  tested(7, "less than", "0:1-1"),
);

test("reads a flaw", async () => {
  const { advisories, problems } = await readAll(azurelinux, [ovalFile(definition([1]), PARTS)]);
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "azurelinux",
      id: "CVE-2024-47191 oval:com.microsoft.azurelinux:def:50124",
      cves: ["CVE-2024-47191"],
      aliases: [],
      details: "A patched version of the package is available.",
      severity: "high",
      cvss: [],
      cwes: [],
      references: ["https://nvd.nist.gov/vuln/detail/CVE-2024-47191"],
      modified: "2024-07-23T00:00:00Z",
      affected: [
        {
          ecosystem: "Azure Linux",
          release: "3.0",
          name: "oath-toolkit",
          state: "affected",
          ranges: [{ fixed: "2.6.7-3.azl3" }],
          versions: [],
        },
      ],
    } satisfies Advisory,
  ]);
});

test.each([
  ["between two versions", [1, 2], "true", "3.0", "affected", [{ fixed: "2.6.7-3.azl3", after: "2.0.0.azl3" }]],
  ["up to a version, without a fix", [3], "false", "1.0", "affected", [{ lastAffected: "9.1.0-7.cm1" }]],
  ["that is none there", [1], "Not Applicable", "3.0", "not-affected", []],
  ["whose fix has no release", [4], "true", "2.0", "affected", [{ fixed: "0.9.0" }]],
  ["whose fix has a space", [5], "true", "2.0", "affected", [{ fixed: "1.57.0-1.cm2" }]],
])("a flaw %s", async (_, tests, patchable, release, state, ranges) => {
  const { advisories, problems } = await readAll(azurelinux, [ovalFile(definition(tests, { patchable }), PARTS)]);
  expect(problems).toEqual([]);
  expect(advisories[0]?.affected).toMatchObject([{ release, state, ranges }]);
});

test.each([
  ["without a version", definition([6]), '{"fixed":"null.cm2"} has no version of a package'],
  ["of no release", definition([7]), 'of which release is "1-1"?'],
  ["without a CVE", definition([1], { cve: "x" }), "names no CVE"],
])("a definition %s is reported and left out, the others stand", async (_, broken, message) => {
  const text = ovalFile(broken + definition([1], { id: "2" }), PARTS);
  const { advisories, problems } = await readAll(azurelinux, [text]);
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2024-47191 oval:com.microsoft.azurelinux:def:2"]);
  expect(problems).toEqual([
    { code: "FEED_MALFORMED", message: `azurelinux: oval:com.microsoft.azurelinux:def:50124: ${message}` },
  ] satisfies Problem[]);
});

const WHOLE = ovalFile(definition([1]), PARTS);
test.each<[string, string | Buffer]>([
  ["is no XML", "404: Not Found"],
  ["breaks off", cutGzip(WHOLE)],
  ["defines nothing", ovalFile("")],
])("a file that %s is refused", async (_, content) => {
  await expect(readAll(azurelinux, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const data = process.env.PLIMSOLL_TEST_DATA;
describe.skipIf(!data)("the files of the test data", () => {
  test("all releases are read whole but for two that name no version", async () => {
    const files = ["azurelinux-3.0", "cbl-mariner-1.0", "cbl-mariner-2.0"];
    const paths = files.map((file) => join(data ?? "", `data/feeds/azurelinux/${file}-oval.xml.gz`));
    const problems: Problem[] = [];
    const all = await allOf(azurelinux.parse(paths, (problem) => problems.push(problem)));
    expect(problems.map(({ message }) => message)).toEqual([
      'azurelinux: oval:com.microsoft.cbl-mariner:def:32280: {"fixed":"null.cm2"} has no version of a package',
      'azurelinux: oval:com.microsoft.cbl-mariner:def:32259: {"fixed":"null.cm2"} has no version of a package',
    ]);
    expect(all).toHaveLength(1222 + 2252 + 2436 - 2);
    const states = all.flatMap(({ affected }) => affected.map(({ release, state }) => `${release} ${state}`));
    expect(
      Object.fromEntries(
        Map.groupBy(states, (one) => one)
          .entries()
          .map(([one, { length }]) => [one, length]),
      ),
    ).toEqual({
      "1.0 affected": 2174,
      "1.0 not-affected": 78,
      "2.0 affected": 2302,
      "2.0 not-affected": 132,
      "3.0 affected": 1221,
      "3.0 not-affected": 1,
    });
  });
});
