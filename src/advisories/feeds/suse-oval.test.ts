import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Advisory } from "../../model/advisory.ts";
import type { Problem } from "../../model/errors.ts";
import { cutGzip, evr, joinParts, ovalFile, rpmTest } from "../fixtures/oval.ts";
import { readAll } from "../fixtures/read-all.ts";
import { suseOval } from "./suse-oval.ts";

const PARTS = joinParts(
  rpmTest(1, "openSUSE-release", '<version operation="equals">15.3</version>'),
  rpmTest(2, "sles-release", '<version operation="equals">15.1</version>'),
  rpmTest(3, "mailx", evr("less than", "0:12.5-1.87")),
  rpmTest(4, "mailx", '<signature_keyid operation="equals">b88b</signature_keyid>', "all"),
  rpmTest(
    5,
    "kernel-default",
    `<arch operation="pattern match">(aarch64|x86_64)</arch>${evr("less than", "0:4.12.14-197.89.2")}`,
    "all",
  ),
  rpmTest(6, "kernel-source", '<version operation="equals">0</version>'),
  rpmTest(7, "sle-module-live-patching-release", '<version operation="equals">15.1</version>'),
);

const definition = (
  cve: string,
  criteria: string,
  cves = `<cve impact="important" cvss3="5.9/CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N" href="https://www.suse.com/security/cve/${cve}/">${cve}</cve>`,
) =>
  `<definition id="oval:org.opensuse.security:def:${cve.replace(/\D/g, "")}" version="1" class="vulnerability"><metadata>
<title>${cve}</title><affected family="unix"><platform>openSUSE Leap 15.3</platform></affected>
<reference ref_id="Mitre ${cve}" ref_url="https://cve.mitre.org/cgi-bin/cvename.cgi?name=${cve}" source="CVE"/>
<reference ref_id="SUSE ${cve}" ref_url="https://www.suse.com/security/cve/${cve}" source="SUSE CVE"/>
<description> A flaw of words. </description>
<advisory from="security@suse.de"><issued date="2022-05-25"/><updated date="2023-02-03"/><severity>Important</severity>
${cves}<bugzilla href="https://bugzilla.suse.com/909208">SUSE bug 909208</bugzilla></advisory></metadata>${criteria}</definition>`;

const is = (id: number, comment: string) => `<criterion test_ref="t${id}" comment="${comment}"/>`;
const all = (...parts: string[]) => `<criteria operator="AND">${parts.join("")}</criteria>`;
const any = (...parts: string[]) => `<criteria operator="OR">${parts.join("")}</criteria>`;

const LEAP = is(1, "openSUSE Leap 15.3 is installed");
const SLES = is(2, "SUSE Linux Enterprise Server 15 SP1-LTSS is installed");
const MAILX = all(is(3, "mailx-12.5-1.87 is installed"), is(4, "mailx is signed with openSUSE key"));
const KERNEL = is(5, "kernel-default-4.12.14-197.89.2 is installed");

test("reads what SUSE says of a CVE", async () => {
  const { advisories, problems } = await readAll(suseOval, [
    gzipSync(ovalFile(definition("CVE-2004-2771", all(LEAP, MAILX)), PARTS)),
  ]);
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "suse-oval",
      id: "CVE-2004-2771 openSUSE leap-15.3",
      cves: ["CVE-2004-2771"],
      aliases: [],
      details: "A flaw of words.",
      severity: "high",
      severityLabel: "important",
      cvss: [{ version: "3.0", vector: "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N", score: 5.9 }],
      cwes: [],
      references: ["https://www.suse.com/security/cve/CVE-2004-2771", "https://bugzilla.suse.com/909208"],
      modified: "2023-02-03T00:00:00Z",
      affected: [
        {
          ecosystem: "openSUSE",
          release: "leap-15.3",
          name: "mailx",
          state: "affected",
          ranges: [{ fixed: "12.5-1.87" }],
          versions: [],
        },
      ],
    } satisfies Advisory,
  ]);
});

test("reads what SUSE Linux Enterprise says of products, architectures and packages that are not affected", async () => {
  const livePatching = all(is(7, "SUSE Linux Enterprise Module for Live Patching 15 SP1 is installed"), KERNEL);
  const notAffected = all(SLES, is(6, "kernel-source is not affected"));
  const { advisories, problems } = await readAll(suseOval, [
    ovalFile(definition("CVE-2021-29154", any(all(SLES, any(KERNEL)), notAffected, livePatching)), PARTS),
  ]);
  expect(problems).toEqual([]);
  const inSles = { ecosystem: "SUSE", release: "15.1", versions: [] };
  expect(advisories.map(({ id, affected }) => ({ id, affected }))).toEqual([
    {
      id: "CVE-2021-29154 SUSE 15",
      affected: [
        {
          ...inSles,
          name: "kernel-default",
          state: "affected",
          ranges: [{ fixed: "4.12.14-197.89.2" }],
          only: { architectures: ["aarch64", "x86_64"] },
        },
        { ...inSles, name: "kernel-source", state: "not-affected", ranges: [] },
      ],
    },
  ]);
});

test("a CVE has one record for each file", async () => {
  const files = [LEAP, SLES].map((product) => ovalFile(definition("CVE-2004-2771", all(product, MAILX)), PARTS));
  const { advisories } = await readAll(suseOval, files);
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2004-2771 openSUSE leap-15.3", "CVE-2004-2771 SUSE 15"]);
});

test.each([
  ["of no CVE", definition("CVE-2004-2771", all(LEAP, MAILX), ""), "is not of one CVE, but of []"],
  [
    "whose CVE is none",
    definition("CVE-2004-2771", all(LEAP, MAILX), "<cve>x</cve>"),
    'is not of one CVE, but of ["x"]',
  ],
  [
    "that asks for what is not there",
    definition("CVE-2004-2771", all(LEAP, is(99, "x is installed"))),
    "refers to a test that is not there: x is installed",
  ],
])("a definition %s is reported and left out, the others stand", async (_, broken, message) => {
  const whole = definition("CVE-2005-4900", all(LEAP, MAILX));
  const { advisories, problems } = await readAll(suseOval, [ovalFile(broken + whole, PARTS)]);
  expect(advisories.map(({ cves }) => cves)).toEqual([["CVE-2005-4900"]]);
  expect(problems).toEqual([
    { code: "FEED_MALFORMED", message: `suse-oval: oval:org.opensuse.security:def:20042771: ${message}` },
  ] satisfies Problem[]);
});

test("a product that nobody knows is told of once", async () => {
  const product = is(1, "Red Star 3 is installed");
  const text = ["CVE-2004-2771", "CVE-2005-4900"].map((cve) => definition(cve, all(product, MAILX))).join("");
  const { advisories, problems } = await readAll(suseOval, [ovalFile(text, PARTS)]);
  expect(advisories).toEqual([]);
  expect(problems.map(({ message }) => message)).toEqual([
    'suse-oval: "Red Star 3" is no product that Plimsoll knows; its lines were left out',
  ]);
});

const WHOLE = ovalFile(definition("CVE-2004-2771", all(LEAP, MAILX)), PARTS);
test.each<[string, string | Buffer]>([
  ["is no XML", "{}"],
  ["is of another kind", "<html/>"],
  ["breaks off", WHOLE.slice(0, -30)],
  ["breaks off within its packing", cutGzip(WHOLE)],
  ["defines nothing", ovalFile("")],
])("a file that %s is refused", async (_, content) => {
  await expect(readAll(suseOval, [WHOLE, content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const data = process.env.PLIMSOLL_TEST_DATA;
describe.skipIf(!data)("the files of the test data", () => {
  const folder = join(data ?? "", "data/feeds/suse/projects/security/oval");

  test("openSUSE Leap 15.3 and Leap Micro 5.3 are read whole", { timeout: 60_000 }, async () => {
    const problems: Problem[] = [];
    const byId = new Map<string, Advisory>();
    const counts = new Map<string, number>();
    const paths = ["opensuse.leap.15.3", "opensuse.leap.micro.5.3"].map((file) => join(folder, `${file}.xml.gz`));
    for await (const advisory of suseOval.parse(paths, (problem) => problems.push(problem))) {
      byId.set(advisory.id, advisory);
      for (const { release } of advisory.affected) counts.set(release, (counts.get(release) ?? 0) + 1);
    }
    expect(problems).toEqual([]);
    // Three of the 9,196 definitions ask nothing; there are as many entries as criteria that name a version.
    expect(byId.size).toBe(9193);
    expect(Object.fromEntries(counts)).toEqual({ "leap-15.3": 93_099, "leap-micro-5.3": 115 });
    expect(byId.get("CVE-2004-2771 openSUSE leap-15.3")?.affected).toEqual([
      {
        ecosystem: "openSUSE",
        release: "leap-15.3",
        name: "mailx",
        state: "affected",
        ranges: [{ fixed: "12.5-1.87" }],
        versions: [],
      },
    ]);
  });
});
