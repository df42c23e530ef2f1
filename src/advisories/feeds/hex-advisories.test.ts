import { describe, expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { repositoryTar } from "../fixtures/tar-of.ts";
import { readReal } from "../fixtures/test-data.ts";
import { hexAdvisories } from "./hex-advisories.ts";

const PHOENIX = `---
id: 32a198e1-8efc-40e7-9277-c6a632024767
package: phoenix
disclosure_date: 2017-03-14
cve: 2017-1000163
link: https://elixirforum.com/t/security-releases-for-phoenix/4143
title: |
  Arbitrary URL Redirect

description: |
  Somebody may be led elsewhere.

patched_versions:
  - ">= 1.3.0-rc.1"
  - ~> 1.2.3
  - ~> 1.1.7
`;

const read = (files: Readonly<Record<string, string>>) =>
  readAll(hexAdvisories, [repositoryTar("elixir-security-advisories-master", files)]);

test("reads which versions are affected from which are well", async () => {
  const { advisories, problems } = await read({ "packages/phoenix/2017-03-14.yml": PHOENIX, "README.md": "no" });
  expect(problems).toEqual([]);
  expect(advisories).toMatchObject([
    {
      id: "32a198e1-8efc-40e7-9277-c6a632024767",
      cves: ["CVE-2017-1000163"],
      summary: "Arbitrary URL Redirect",
      published: "2017-03-14T00:00:00Z",
      affected: [
        {
          ecosystem: "Hex",
          name: "phoenix",
          ranges: [
            { fixed: "1.1.7" },
            { introduced: "1.2.0-0", fixed: "1.2.3" },
            { introduced: "1.3.0-0", fixed: "1.3.0-rc.1" },
          ],
        },
      ],
    },
  ]);
});

test("what GitHub calls it is known by the link alone", async () => {
  const linked = PHOENIX.replace(/link: .*/, "link: https://github.com/a/b/security/advisories/GHSA-w98m-2xqg-9cvj");
  const { advisories } = await read({ "packages/a/1.yml": linked });
  expect(advisories[0]?.aliases).toEqual(["GHSA-w98m-2xqg-9cvj"]);
});

test.each([
  ["no YAML", "id: ["],
  ["no id", PHOENIX.replace(/id: .*\n/, "")],
  ["no package", PHOENIX.replace(/package: .*\n/, "")],
  ["a broken requirement", PHOENIX.replace("~> 1.2.3", "~~ 1.2.3")],
])("a record of %s is reported and left out, the others stand", async (_, damaged) => {
  const whole = PHOENIX.replace(/id: .*/, "id: whole");
  const { advisories, problems } = await read({ "packages/a/1.yml": damaged, "packages/b/1.yml": whole });
  expect(advisories.map(({ id }) => id)).toEqual(["whole"]);
  expect(problems).toMatchObject([{ code: "FEED_MALFORMED" }]);
});

test("a file that is no archive is told as a whole", async () => {
  await expect(readAll(hexAdvisories, ["<html>"])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

describe.skipIf(process.env.PLIMSOLL_TEST_DATA === undefined)("of the real list", async () => {
  const { byId, problems } = (await readReal(hexAdvisories)) ?? { byId: new Map(), problems: [] };

  test("every record is read", () => {
    expect(problems).toEqual([]);
    expect(byId.size).toBe(12);
  });

  test("ecto's is of one version, since those before and behind are well", () => {
    expect(byId.get("46aad699-50a3-48d8-a7ac-f248ab96b374").affected[0].ranges).toEqual([
      { introduced: "2.2.0", lastAffected: "2.2.0" },
    ]);
  });
});
