import { describe, expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { repositoryTar } from "../fixtures/tar-of.ts";
import { readReal } from "../fixtures/test-data.ts";
import { nodejsCore } from "./nodejs-core.ts";

const LLHTTP = {
  cve: ["CVE-2022-35256"],
  vulnerable: "14.x || 16.x || 18.x",
  patched: "^14.20.1 || ^18.9.1",
  ref: "https://nodejs.org/en/blog/vulnerability/september-2022-security-releases/",
  overview: "Header fields that end otherwise are not handled.",
  affectedEnvironments: ["all"],
  severity: "medium",
};

const read = (files: Readonly<Record<string, unknown>>) =>
  readAll(nodejsCore, [
    repositoryTar(
      "security-wg-main",
      Object.fromEntries(
        Object.entries(files).map(([path, one]) => [path, typeof one === "string" ? one : JSON.stringify(one)]),
      ),
    ),
  ]);

test("affected is what is vulnerable and not patched; a line without a fix has none", async () => {
  const { advisories, problems } = await read({
    "vuln/core/100.json": LLHTTP,
    "vuln/core/index.json": { "100": LLHTTP },
    "vuln/npm/1.json": LLHTTP,
  });
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "nodejs-core",
      id: "NSWG-COR-100",
      cves: ["CVE-2022-35256"],
      aliases: [],
      details: LLHTTP.overview,
      severity: "medium",
      cvss: [],
      cwes: [],
      references: [LLHTTP.ref],
      affected: [
        {
          ecosystem: "Node.js",
          release: "",
          name: "node",
          state: "affected",
          ranges: [
            { introduced: "14.0.0", fixed: "14.20.1" },
            { introduced: "16.0.0", lastAffected: "17.0.0-0" },
            { introduced: "18.0.0", fixed: "18.9.1" },
          ],
          versions: [],
        },
      ],
    },
  ]);
});

test.each([
  // Written so of CVE-2020-8277; 15.3.0 has the fix of 15.2.1.
  ["15.x", "15.2.1", [{ introduced: "15.0.0", fixed: "15.2.1" }]],
  ["8.5.0", "^8.6.0", [{ introduced: "8.5.0", lastAffected: "8.5.0" }]],
  ["<= 10", ">= 10.9.0", [{ fixed: "10.9.0" }]],
  ["^4.8.2", "", [{ introduced: "4.8.2", lastAffected: "5.0.0-0" }]],
])("vulnerable %j, patched %j", async (vulnerable, patched, ranges) => {
  const { advisories } = await read({ "vuln/core/1.json": { ...LLHTTP, vulnerable, patched } });
  expect(advisories[0]?.affected[0]?.ranges).toEqual(ranges);
});

test("what is of Windows alone is left out", async () => {
  const { advisories, problems } = await read({
    "vuln/core/1.json": { ...LLHTTP, affectedEnvironments: ["win32"] },
    "vuln/core/2.json": { ...LLHTTP, affectedEnvironments: ["win32", "linux"] },
  });
  expect(advisories.map(({ id }) => id)).toEqual(["NSWG-COR-2"]);
  expect(problems).toEqual([]);
});

test.each([
  ["no JSON", "<html>"],
  ["no versions", { ...LLHTTP, vulnerable: undefined }],
  ["versions that are none", { ...LLHTTP, vulnerable: "soon" }],
  ["CVEs that are no list", { ...LLHTTP, cve: "CVE-2022-35256" }],
  ["all patched", { ...LLHTTP, patched: "*" }],
])("a record of %s is reported and left out, the others stand", async (_, damaged) => {
  const { advisories, problems } = await read({ "vuln/core/1.json": damaged, "vuln/core/2.json": LLHTTP });
  expect(advisories.map(({ id }) => id)).toEqual(["NSWG-COR-2"]);
  expect(problems).toEqual([
    { code: "FEED_MALFORMED", message: expect.stringMatching(/^nodejs-core: .*vuln\/core\/1\.json: /) },
  ]);
});

test("a file that is no archive is told as a whole", async () => {
  await expect(readAll(nodejsCore, ["<html>"])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

describe.skipIf(process.env.PLIMSOLL_TEST_DATA === undefined)("of the real data", async () => {
  const { byId, problems } = (await readReal(nodejsCore)) ?? { byId: new Map(), problems: [] };

  test("every record is read but nine of Windows", () => {
    expect(problems).toEqual([]);
    expect(byId.size).toBe(162);
  });

  test("NSWG-COR-103 is affected where it says", () => {
    expect(byId.get("NSWG-COR-103").affected[0].ranges).toEqual([
      { introduced: "14.0.0", fixed: "14.21.3" },
      { introduced: "16.0.0", fixed: "16.19.1" },
      { introduced: "18.0.0", fixed: "18.14.1" },
      { introduced: "19.0.0", fixed: "19.6.1" },
    ]);
  });
});
