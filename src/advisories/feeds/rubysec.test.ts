import { describe, expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { repositoryTar } from "../fixtures/tar-of.ts";
import { readReal } from "../fixtures/test-data.ts";
import { rubysec } from "./rubysec.ts";

const RACK = `---
gem: rack
cve: 2011-5036
osvdb: 78121
ghsa: v6j3-7jrw-hq2p
url: https://nvd.nist.gov/vuln/detail/CVE-2011-5036
title: "rack: hash table collisions"
date: 2011-12-28
description: |
  Rack computes hash values without restriction.
cvss_v2: 5.0
patched_versions:
  - "~> 1.1.3"
  - "~> 1.2.5"
  - ">= 1.4.0"
unaffected_versions:
  - "< 1.0"
`;

const read = (files: Readonly<Record<string, string>>) =>
  readAll(rubysec, [repositoryTar("ruby-advisory-db-master", files)]);

test("reads which versions are affected from which are well", async () => {
  const { advisories, problems } = await read({ "gems/rack/CVE-2011-5036.yml": RACK, "README.md": "no" });
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "rubysec",
      id: "CVE-2011-5036",
      cves: ["CVE-2011-5036"],
      aliases: ["GHSA-v6j3-7jrw-hq2p", "OSVDB-78121"],
      summary: "rack: hash table collisions",
      details: "Rack computes hash values without restriction.",
      severity: "medium",
      cvss: [],
      cwes: [],
      references: ["https://nvd.nist.gov/vuln/detail/CVE-2011-5036"],
      published: "2011-12-28T00:00:00Z",
      affected: [
        {
          ecosystem: "RubyGems",
          release: "",
          name: "rack",
          state: "affected",
          ranges: [
            { introduced: "1.0", fixed: "1.1.3" },
            { introduced: "1.2.a", fixed: "1.2.5" },
            { introduced: "1.3.a", fixed: "1.4.0" },
          ],
          versions: [],
        },
      ],
    },
  ]);
});

test("a flaw in two gems is one record with both", async () => {
  const { advisories } = await read({
    "gems/rack/CVE-2011-5036.yml": RACK,
    "gems/rack-core/CVE-2011-5036.yml": RACK.replace("gem: rack", "gem: rack-core"),
  });
  expect(advisories.map(({ id, affected }) => [id, affected.map(({ name }) => name)])).toEqual([
    ["CVE-2011-5036", ["rack", "rack-core"]],
  ]);
});

test("interpreters are an ecosystem of their own", async () => {
  const { advisories } = await read({
    "rubies/ruby/CVE-2013-4164.yml":
      "engine: ruby\ncve: 2013-4164\npatched_versions:\n  - ~> 1.9.3.484\n  - '>= 2.0.0.353'",
  });
  expect(advisories).toMatchObject([
    {
      affected: [
        {
          ecosystem: "Ruby",
          name: "ruby",
          ranges: [{ fixed: "1.9.3.484" }, { introduced: "1.9.4.a", fixed: "2.0.0.353" }],
        },
      ],
    },
  ]);
});

test("without versions that are well all are affected", async () => {
  const { advisories } = await read({ "gems/a/OSVDB-1.yml": "gem: a\nosvdb: 1\ncve: ~" });
  expect(advisories).toMatchObject([{ id: "OSVDB-1", cves: [], aliases: [], affected: [{ ranges: [{}] }] }]);
});

test.each([
  ["no YAML", "gem: [", "is not YAML"],
  ["no fields", "- a", "Invalid input"],
  ["no package", "cve: 2024-1", "neither a gem nor an interpreter"],
  ["a broken requirement", "gem: a\npatched_versions: ['~~ 1']", "is not a range"],
  ["a version that is none", "gem: a\npatched_versions: ['>= ?']", "is not a version"],
  ["a list that is a text", "gem: a\npatched_versions: '1'", "Invalid input"],
  ["everything well", "gem: a\npatched_versions: ['>= 1']\nunaffected_versions: ['< 1']", "every version"],
])("a record of %s is reported and left out, the others stand", async (_, damaged, message) => {
  const { advisories, problems } = await read({
    "gems/a/CVE-2024-1.yml": damaged,
    "gems/rack/CVE-2011-5036.yml": RACK,
  });
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2011-5036"]);
  expect(problems).toEqual([
    { code: "FEED_MALFORMED", message: expect.stringMatching(/^rubysec: .*gems\/a\/CVE-2024-1\.yml: /) },
  ]);
  expect(problems[0]?.message).toContain(message);
});

test("a file that is no archive is told as a whole", async () => {
  await expect(readAll(rubysec, ["<html>"])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

describe.skipIf(process.env.PLIMSOLL_TEST_DATA === undefined)("of the real database", async () => {
  const { byId, problems } = (await readReal(rubysec)) ?? { byId: new Map(), problems: [] };

  test("every record is read but two that say that no version is affected", () => {
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/ckeditor\/CVE-2021-32808.yml: every version/),
      expect.stringMatching(/cron_parser\/CVE-2019-15224.yml: every version/),
    ]);
    expect([...byId.values()].reduce((sum, { affected }) => sum + affected.length, 0)).toBe(1379);
    expect(byId.size).toBe(1305);
  });

  test.each([
    // patched: ~> 1.1.5, ~> 1.2.7, ~> 1.3.9, >= 1.4.4
    ["CVE-2013-0184", "<1.1.5 1.2.a-1.2.7 1.3.a-1.3.9 1.4.a-1.4.4"],
    // patched: >= 1.4.1
    ["CVE-2010-1330", "<1.4.1"],
  ])("%s is affected where it says", (id, expected) => {
    const ranges: { introduced?: string; fixed: string }[] = byId.get(id).affected[0].ranges;
    expect(ranges.map((run) => `${run.introduced ? `${run.introduced}-` : "<"}${run.fixed}`).join(" ")).toBe(expected);
  });
});
