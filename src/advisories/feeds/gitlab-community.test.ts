import { expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { repositoryTar } from "../fixtures/tar-of.ts";
import { gitlabCommunity } from "./gitlab-community.ts";

const recordOf = (slug: string, range: string, fixes: readonly string[] = []) => `---
identifier: "CVE-2019-5477"
identifiers:
- "CVE-2019-5477"
- "GHSA-cr5j-953j-xw5p"
package_slug: "${slug}"
title: "OS Command Injection"
description: "A command may be run."
date: "2021-04-01"
pubdate: "2019-08-16"
affected_range: "${range}"
fixed_versions: ${JSON.stringify(fixes)}
affected_versions: "All versions before 1.10.4"
not_impacted: "All versions starting from 1.10.4"
solution: "Upgrade to version 1.10.4 or above."
urls:
- "https://nvd.nist.gov/vuln/detail/CVE-2019-5477"
cvss_v2: "AV:N/AC:L/Au:N/C:P/I:P/A:P"
cvss_v3: "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
cwe_ids:
- "CWE-1035"
- "CWE-78"
- "CWE-937"
uuid: "52a5a0a4-0b0e-4b8c-8a3c-5f0b0f0a0a0a"
`;

const read = (files: Readonly<Record<string, string>>) =>
  readAll(gitlabCommunity, [repositoryTar("advisories-community-main", files)]);

test("reads a record with all that it says", async () => {
  const { advisories, problems } = await read({
    "gem/nokogiri/CVE-2019-5477.yml": recordOf("gem/nokogiri", "<1.10.4"),
    "README.md": "no",
    "LICENSE.yml": "no",
  });
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "gitlab-community",
      id: "CVE-2019-5477",
      cves: ["CVE-2019-5477"],
      aliases: ["GHSA-cr5j-953j-xw5p"],
      summary: "OS Command Injection",
      details: "A command may be run.",
      cvss: [
        { version: "3.0", vector: "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 },
        { version: "2.0", vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", score: 7.5 },
      ],
      cwes: ["CWE-78"],
      references: ["https://nvd.nist.gov/vuln/detail/CVE-2019-5477"],
      published: "2019-08-16T00:00:00Z",
      modified: "2021-04-01T00:00:00Z",
      affected: [
        {
          ecosystem: "RubyGems",
          release: "",
          name: "nokogiri",
          state: "affected",
          ranges: [{ fixed: "1.10.4" }],
          versions: [],
        },
      ],
    },
  ]);
});

test.each([
  ["gem/rack", "<2.1.4||>=2.2.0 <2.2.3", "rack", [{ fixed: "2.1.4" }, { introduced: "2.2.0", fixed: "2.2.3" }]],
  [
    "npm/@scope/a",
    ">=1.0.0 <1.2.0||=1.3.0",
    "@scope/a",
    [
      { introduced: "1.0.0", fixed: "1.2.0" },
      { introduced: "1.3.0", lastAffected: "1.3.0" },
    ],
  ],
  [
    "pypi/Zope.Interface",
    ">=1.0,<1.2||==2.0",
    "zope-interface",
    [
      { introduced: "1.0", fixed: "1.2" },
      { introduced: "2.0", lastAffected: "2.0" },
    ],
  ],
  [
    "maven/org.a/b",
    "[1.0,1.2),[2.0,2.1]",
    "org.a/b",
    [
      { introduced: "1.0", fixed: "1.2" },
      { introduced: "2.0", lastAffected: "2.1" },
    ],
  ],
  ["maven/org.a/b", "(,1.2)||[2.0,2.1)", "org.a/b", [{ fixed: "1.2" }, { introduced: "2.0", fixed: "2.1" }]],
  [
    "maven/org.a/b",
    ">=1.0 <1.2||=1.4",
    "org.a/b",
    [
      { introduced: "1.0", fixed: "1.2" },
      { introduced: "1.4", lastAffected: "1.4" },
    ],
  ],
  ["nuget/Newtonsoft.Json", "(,13.0.1)", "newtonsoft.json", [{ fixed: "13.0.1" }]],
  [
    "packagist/Symfony/symfony",
    ">=2.0,<2.1||>=3.0,<3.1",
    "symfony/symfony",
    [
      { introduced: "2.0-dev", fixed: "2.1-dev" },
      { introduced: "3.0-dev", fixed: "3.1-dev" },
    ],
  ],
  ["go/github.com/A/b/v2", ">=2.0.0 <2.1.0", "github.com/a/b/v2", [{ introduced: "2.0.0", fixed: "2.1.0" }]],
  ["cargo/tokio", ">=1.0.0, <1.8.4", "tokio", [{ introduced: "1.0.0", fixed: "1.8.4" }]],
])("%s %s", async (slug, range, name, ranges) => {
  const { advisories, problems } = await read({ [`${slug}/CVE-2019-5477.yml`]: recordOf(slug, range) });
  expect(problems).toEqual([]);
  expect(advisories[0]?.affected).toMatchObject([{ name, ranges }]);
});

test("behind a last affected version the first fix of its line is the fix", async () => {
  const text = recordOf("npm/a", "<=1.2.0||>=2.0.0 <=2.3.0", ["2.3.1", "1.2.1", "3.0.0"]);
  const { advisories } = await read({ "npm/a/CVE-2019-5477.yml": text });
  expect(advisories[0]?.affected[0]?.ranges).toEqual([
    { lastAffected: "1.2.0", fixed: "1.2.1" },
    { introduced: "2.0.0", lastAffected: "2.3.0", fixed: "2.3.1" },
  ]);
});

test("a range that holds no version is how they take a record back", async () => {
  const { advisories, problems } = await read({ "npm/a/CVE-2019-5477.yml": recordOf("npm/a", "<0.0.0") });
  expect([advisories, problems]).toEqual([[], []]);
});

test.each([
  ["no YAML", "identifier: ["],
  ["no id", recordOf("npm/a", "<1").replace(/identifier: .*\n/, "")],
  ["an ecosystem that is none", recordOf("cobol/a", "<1")],
  ["a range that is none", recordOf("gem/a", "=>1")],
  ["a version that is none", recordOf("maven/a/b", "[,")],
])("a record of %s is reported and left out, the others stand", async (_, damaged) => {
  const { advisories, problems } = await read({
    "npm/a/CVE-2024-1.yml": damaged,
    "npm/b/CVE-2019-5477.yml": recordOf("npm/b", "<1.0.0"),
  });
  expect(advisories.map(({ affected }) => affected[0]?.name)).toEqual(["b"]);
  expect(problems).toEqual([
    { code: "FEED_MALFORMED", message: expect.stringMatching(/^gitlab-community: .*npm\/a\/CVE-2024-1\.yml: /) },
  ]);
});

test("a file that is no archive is told as a whole", async () => {
  await expect(readAll(gitlabCommunity, ["<html>"])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});
