import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { repositoryTar } from "../fixtures/tar-of.ts";
import { githubAdvisories } from "./github-advisories.ts";

const affects = (ecosystem: string, name: string, fixed: string) => ({
  package: { ecosystem, name },
  ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed }] }],
});

const RECORD = {
  schema_version: "1.4.0",
  id: "GHSA-29mw-wpgm-hmr9",
  modified: "2024-04-17T18:39:19Z",
  published: "2022-01-06T20:30:46Z",
  aliases: ["CVE-2020-28500"],
  summary: "Regular Expression Denial of Service in lodash",
  details: "All versions prior to 4.17.21 are vulnerable.",
  severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L" }],
  affected: [
    affects("npm", "lodash", "4.17.21"),
    affects("RubyGems", "lodash-rails", "4.17.21"),
    affects("Moon", "a", "1"),
  ],
  references: [{ type: "WEB", url: "https://github.com/lodash/lodash" }],
  database_specific: { cwe_ids: ["CWE-400"], severity: "MODERATE", github_reviewed: true },
};

const read = (files: Readonly<Record<string, unknown>>) =>
  readAll(githubAdvisories, [
    repositoryTar(
      "advisory-database-main",
      Object.fromEntries(
        Object.entries(files).map(([path, one]) => [
          `advisories/${path}`,
          typeof one === "string" ? one : JSON.stringify(one),
        ]),
      ),
    ),
  ]);

const pathOf = (id: string) => `github-reviewed/2022/01/${id}/${id}.json`;

test("a record of several ecosystems is one, with the packages of all that we know", async () => {
  const { advisories, problems } = await read({
    [pathOf(RECORD.id)]: RECORD,
    "unreviewed/2022/01/GHSA-1/GHSA-1.json": { ...RECORD, id: "GHSA-1" },
    "README.md": "no",
  });
  expect(problems).toEqual([]);
  expect(advisories).toMatchObject([
    {
      source: "github-advisories",
      id: "GHSA-29mw-wpgm-hmr9",
      cves: ["CVE-2020-28500"],
      severity: "medium",
      cwes: ["CWE-400"],
      affected: [
        { ecosystem: "npm", name: "lodash", ranges: [{ fixed: "4.17.21" }] },
        { ecosystem: "RubyGems", name: "lodash-rails", ranges: [{ fixed: "4.17.21" }] },
      ],
    },
  ]);
});

test("withdrawn ones are left out", async () => {
  const { advisories, problems } = await read({
    [pathOf(RECORD.id)]: { ...RECORD, withdrawn: "2024-01-01T00:00:00Z" },
  });
  expect([advisories, problems]).toEqual([[], []]);
});

test.each([
  ["no JSON", "<html>"],
  ["no id", { affected: [] }],
  ["packages that are no list", { ...RECORD, affected: {} }],
])("a record of %s is reported and left out, the others stand", async (_, damaged) => {
  const { advisories, problems } = await read({ [pathOf("GHSA-1")]: damaged, [pathOf(RECORD.id)]: RECORD });
  expect(advisories.map(({ id }) => id)).toEqual([RECORD.id]);
  expect(problems).toEqual([
    { code: "FEED_MALFORMED", message: expect.stringMatching(/^github-advisories: .*GHSA-1\.json: /) },
  ]);
});

test("a file that is no archive is told as a whole", async () => {
  await expect(readAll(githubAdvisories, ["<html>"])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const testData = process.env.PLIMSOLL_TEST_DATA;

describe.skipIf(testData === undefined)("of the real records that OSV's archive has", () => {
  test("every one of npm is read, with the packages of all ecosystems", async () => {
    const zip = `${testData}/data/feeds/osv/npm/all.zip`;
    const files = Object.fromEntries(
      execFileSync("unzip", ["-Z1", zip], { encoding: "utf8" })
        .split("\n")
        .filter((file) => file.startsWith("GHSA-"))
        .map((file) => [
          pathOf(file.replace(".json", "")),
          execFileSync("unzip", ["-p", zip, file], { encoding: "utf8" }),
        ]),
    );
    const { advisories, problems } = await read(files);
    expect(problems).toEqual([]);
    expect(advisories).toHaveLength(162);
    const ecosystems = new Set(advisories.flatMap(({ affected }) => affected.map(({ ecosystem }) => ecosystem)));
    expect([...ecosystems].sort()).toEqual(["Maven", "NuGet", "Packagist", "PyPI", "RubyGems", "npm"].sort());
  });
});
