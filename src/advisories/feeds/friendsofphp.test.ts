import { describe, expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { repositoryTar } from "../fixtures/tar-of.ts";
import { readReal } from "../fixtures/test-data.ts";
import { friendsofphp } from "./friendsofphp.ts";

const ESI = `title:     Esi Code Injection
link:      https://symfony.com/cve-2015-2308
cve:       CVE-2015-2308
branches:
    2.0.x:
        time:     2015-04-01 18:55:26
        versions: ['>=2.0.0', '<2.1.0']
    2.1.x:
        time:     ~
        versions: ['>=2.1.0', '<2.1.27']
    2.4.x:
        time:     2015-04-02 18:55:26
        versions: ['>2.4.0', '<=2.4.9']
reference: composer://Symfony/http-kernel
`;

const read = (files: Readonly<Record<string, string>>) =>
  readAll(friendsofphp, [repositoryTar("security-advisories-master", files)]);

test("reads the constraints of all branches, and puts together what touches", async () => {
  const { advisories, problems } = await read({ "symfony/http-kernel/CVE-2015-2308.yaml": ESI, "README.md": "no" });
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "friendsofphp",
      id: "CVE-2015-2308",
      cves: ["CVE-2015-2308"],
      aliases: [],
      summary: "Esi Code Injection",
      cvss: [],
      cwes: [],
      references: ["https://symfony.com/cve-2015-2308"],
      published: "2015-04-01T00:00:00Z",
      affected: [
        {
          ecosystem: "Packagist",
          release: "",
          name: "symfony/http-kernel",
          state: "affected",
          ranges: [
            { introduced: "2.0.0-dev", fixed: "2.1.27-dev" },
            { after: "2.4.0", lastAffected: "2.4.9" },
          ],
          versions: [],
        },
      ],
    },
  ]);
});

test("a flaw without a CVE goes by its file, since days are names within a package alone", async () => {
  const dated = ESI.replace("cve:       CVE-2015-2308", "cve: ~");
  const { advisories } = await read({ "a/b/2017-05-15.yaml": dated, "a/c/2017-05-15.yaml": dated });
  expect(advisories.map(({ id, cves }) => [id, cves])).toEqual([["symfony/http-kernel/2017-05-15", []]]);
  expect(advisories[0]?.affected).toHaveLength(2);
});

test("a flaw in two packages is one record with both", async () => {
  const { advisories } = await read({
    "symfony/http-kernel/CVE-2015-2308.yaml": ESI,
    "symfony/symfony/CVE-2015-2308.yaml": ESI.replace("Symfony/http-kernel", "symfony/symfony"),
  });
  expect(advisories.map(({ affected }) => affected.map(({ name }) => name))).toEqual([
    ["symfony/http-kernel", "symfony/symfony"],
  ]);
});

test.each([
  ["no YAML", "title: {", "is not YAML"],
  ["another reference", ESI.replace("composer://", "npm://"), "is no package of Composer"],
  ["no branches", ESI.replace(/branches:.*reference/s, "reference"), "branches"],
  ["no versions", ESI.replace("['>=2.0.0', '<2.1.0']", "[]"), "versions"],
  ["a constraint that is none", ESI.replace("'>=2.0.0'", "'=>2.0.0'"), "is not a range"],
  ["a version that is none", ESI.replace("<2.1.0", "<$VERSION"), "is not a version"],
])("a record of %s is reported and left out, the others stand", async (_, damaged, message) => {
  const { advisories, problems } = await read({ "a/b/CVE-2024-1.yaml": damaged, "a/c/CVE-2015-2308.yaml": ESI });
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2015-2308"]);
  expect(problems).toEqual([
    { code: "FEED_MALFORMED", message: expect.stringMatching(/^friendsofphp: .*a\/b\/CVE-2024-1\.yaml: /) },
  ]);
  expect(problems[0]?.message).toContain(message);
});

test("a file that is no archive is told as a whole", async () => {
  await expect(readAll(friendsofphp, ["<html>"])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

describe.skipIf(process.env.PLIMSOLL_TEST_DATA === undefined)("of the real database", async () => {
  const { byId, problems } = (await readReal(friendsofphp)) ?? { byId: new Map(), problems: [] };

  test("every record is read", () => {
    expect(problems).toEqual([]);
    expect([...byId.values()].reduce((sum, { affected }) => sum + affected.length, 0)).toBe(1592);
    expect(byId.size).toBe(1200);
  });

  test("CVE-2015-2308 of symfony/http-kernel is affected where its branches say", () => {
    const affected: { name: string }[] = byId.get("CVE-2015-2308").affected;
    expect(affected.find(({ name }) => name === "symfony/http-kernel")).toMatchObject({
      // 2.0 to 2.3 follow each other, as do 2.4 and 2.5; each line is fixed once.
      ranges: [
        { introduced: "2.0.0-dev", fixed: "2.3.27-dev" },
        { introduced: "2.4.0-dev", fixed: "2.5.11-dev" },
        { introduced: "2.6.0-dev", fixed: "2.6.6-dev" },
      ],
    });
  });
});
