import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Problem } from "../../model/errors.ts";
import { cutGzip, evr, joinParts, ovalFile, rpmTest } from "../fixtures/oval.ts";
import { allOf, readAll } from "../fixtures/read-all.ts";
import { redhatOval } from "./redhat-oval.ts";

const PARTS = joinParts(
  rpmTest(1, "redhat-release", '<version operation="pattern match">^7[^\\d]</version>'),
  rpmTest(2, "redhat-release", '<version operation="pattern match">^7</version>', "none satisfy"),
  rpmTest(3, "kernel", evr("less than", "0:3.10.0-1160.el7")),
  rpmTest(4, "kernel", '<signature_keyid operation="equals">199e2f91fd431d51</signature_keyid>'),
  rpmTest(5, "softhsm", evr("less than", "0:2.4.0-2.module+el8.1.0+4098+f286395e")),
);

const is = (id: number, comment: string) => `<criterion test_ref="t${id}" comment="${comment}"/>`;
const all = (...parts: string[]) => `<criteria operator="AND">${parts.join("")}</criteria>`;
const any = (...parts: string[]) => `<criteria operator="OR">${parts.join("")}</criteria>`;

const RHEL7 = is(1, "Red Hat Enterprise Linux 7 is installed");
const KERNEL = all(is(3, "kernel is earlier than 0:3.10.0-1160.el7"), is(4, "kernel is signed with Red Hat key"));
const RUNNING = any(
  is(98, "kernel earlier than 0:3.10.0-1160.el7 is currently running"),
  is(99, "kernel earlier than 0:3.10.0-1160.el7 is set to boot up on next boot"),
);
const CVE =
  '<cve cvss3="5.7/CVSS:3.0/AV:N/AC:L/PR:L/UI:R/S:U/C:H/I:N/A:N" cwe="(CWE-190|CWE-122)">CVE-2019-10195</cve>';

const definition = (criteria: string, name = "RHSA-2019:4268", cves = CVE) =>
  `<definition class="patch" id="oval:com.redhat.rhsa:def:20194268"><metadata><title>${name}: update (Important)</title>
<reference source="RHSA" ref_id="${name}" ref_url="https://access.redhat.com/errata/${name}"/>
<reference source="CVE" ref_id="CVE-2019-10195" ref_url="https://access.redhat.com/security/cve/CVE-2019-10195"/>
<description>Words.</description><advisory><severity>Important</severity><issued date="2019-12-17"/>${cves}</advisory>
</metadata>${criteria}</definition>`;

const WHOLE = definition(any(is(2, "Red Hat Enterprise Linux must be installed"), all(RHEL7, RUNNING, any(KERNEL))));

test("reads an update", async () => {
  const { advisories, problems } = await readAll(redhatOval, [ovalFile(WHOLE, PARTS)]);
  expect(problems).toEqual([]);
  expect(advisories).toMatchObject([
    {
      source: "redhat-oval",
      id: "RHSA-2019:4268",
      cves: ["CVE-2019-10195"],
      aliases: [],
      severity: "high",
      severityLabel: "important",
      cvss: [{ version: "3.0", score: 5.7 }],
      cwes: ["CWE-122", "CWE-190"],
      published: "2019-12-17T00:00:00Z",
      references: [
        "https://access.redhat.com/errata/RHSA-2019:4268",
        "https://access.redhat.com/security/cve/CVE-2019-10195",
      ],
      affected: [
        { ecosystem: "Red Hat", release: "7", name: "kernel", ranges: [{ fixed: "3.10.0-1160.el7" }], versions: [] },
      ],
    },
  ]);
});

test.each([
  ["of an edition", all(is(1, "Red Hat Enterprise Linux 7 Server is installed"), KERNEL), { name: "kernel" }],
  [
    "of a module stream",
    all(RHEL7, is(97, "Module idm:DL1 is enabled"), is(5, "softhsm is earlier than 0:2.4.0-2")),
    { name: "softhsm", only: { module: "idm:DL1" } },
  ],
])("reads of a package %s for which it is", async (_, criteria, expected) => {
  const { advisories, problems } = await readAll(redhatOval, [ovalFile(definition(criteria), PARTS)]);
  expect(problems).toEqual([]);
  expect(advisories[0]?.affected).toMatchObject([{ release: "7", ...expected }]);
});

test.each([
  ["an update that mends no flaw", "RHBA-2019:1", "", []],
  ["one that mends a flaw beside other things", "RHBA-2019:1", CVE, ["RHBA-2019:1"]],
  ["one of security whose flaws have no number", "RHSA-2019:1", "", ["RHSA-2019:1"]],
])("of %s it makes %j", async (_, name, cves, expected) => {
  const { advisories } = await readAll(redhatOval, [ovalFile(definition(all(RHEL7, KERNEL), name, cves), PARTS)]);
  expect(advisories.map(({ id }) => id)).toEqual(expected);
});

test.each([
  ["without a name", definition(all(RHEL7, KERNEL), "X-1"), "oval:com.redhat.rhsa:def:20194268: has no name"],
  ["without a release", definition(KERNEL), "RHSA-2019:4268: names no package of a release"],
])("a definition %s is reported and left out, the others stand", async (_, broken, message) => {
  const other = definition(all(RHEL7, KERNEL), "RHSA-2019:4269");
  const { advisories, problems } = await readAll(redhatOval, [ovalFile(broken + other, PARTS)]);
  expect(advisories.map(({ id }) => id)).toEqual(["RHSA-2019:4269"]);
  expect(problems).toEqual([{ code: "FEED_MALFORMED", message: `redhat-oval: ${message}` }] satisfies Problem[]);
});

test.each<[string, string | Buffer]>([
  ["is no XML", "404"],
  ["breaks off", cutGzip(ovalFile(WHOLE, PARTS))],
  ["defines nothing", ovalFile("")],
])("a file that %s is refused", async (_, content) => {
  await expect(readAll(redhatOval, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

// Red Hat writes the file of release 8 in the same form, and it is the one that the test data has.
const REAL = join(process.env.PLIMSOLL_TEST_DATA ?? "", "data/feeds/redhat/oval/v2/RHEL8/rhel-8.oval.xml.bz2");
test.skipIf(!existsSync(REAL))("reads every definition of a real file", async () => {
  const problems: Problem[] = [];
  const advisories = await allOf(redhatOval.parse([REAL], (problem) => problems.push(problem)));
  expect(problems).toEqual([]);
  expect(advisories).toHaveLength(181);
  const rows = advisories.flatMap(({ affected }) => affected);
  expect(rows.every(({ release, ecosystem }) => release === "8" && ecosystem === "Red Hat")).toBe(true);
  expect(new Set(rows.flatMap(({ only }) => only?.module ?? [])).size).toBeGreaterThan(10);
});
