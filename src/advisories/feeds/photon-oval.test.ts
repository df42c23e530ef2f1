import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Advisory } from "../../model/advisory.ts";
import type { Problem } from "../../model/errors.ts";
import { cutGzip, evr, joinParts, ovalFile, rpmTest } from "../fixtures/oval.ts";
import { allOf, readAll } from "../fixtures/read-all.ts";
import { photonOval } from "./photon-oval.ts";

const PARTS = joinParts(
  rpmTest(1, "photon-release", '<version operation="pattern match">^3</version>'),
  rpmTest(2, "sqlite", evr("less than", "0:3.27.2-5.ph3")),
  rpmTest(3, "sqlite", '<signature_keyid operation="equals">c0b5</signature_keyid>'),
  rpmTest(4, "sqlite-libs", evr("less than", "0:3.27.2-5.ph3")),
);

const definition = (number: string, package2 = "t4") =>
  `<definition class="patch" id="oval:com.vmware.phsa:def:${number}" version="1"><metadata>
<title>PHSA-2020:00001 sqlite Security Update. (Important)</title>
<reference ref_id="PHSA:00001:3.0:0036" ref_url="https://github.com/vmware/photon/wiki/Security-Updates-3.0-0036" source="PHSA"/>
<reference ref_id="CVE:00001:CVE-2019-16168" ref_url="https://nvd.nist.gov/vuln/detail?vulnId=CVE-2019-16168" source="CVE"/>
<description>This update upgrade sqlite to 3.27.2-5.ph3</description>
<advisory from="photon_security@vmware.com"><severity>Important</severity><issued date="2019-10-23"/><updated date="2019-10-24"/>
<cve>CVE-2019-16168</cve><cve>CVE-2019-16167</cve></advisory></metadata>
<criteria operator="AND"><criterion comment="Photon OS 3 is installed" test_ref="t1"/><criteria operator="OR">
<criteria operator="AND"><criterion comment="sqlite is earlier than 0:3.27.2-5.ph3" test_ref="t2"/>
<criterion comment="sqlite is signed with VMware key" test_ref="t3"/></criteria>
<criterion comment="sqlite-libs is earlier than 0:3.27.2-5.ph3" test_ref="${package2}"/></criteria></criteria></definition>`;

test("reads an update", async () => {
  const { advisories, problems } = await readAll(photonOval, [ovalFile(definition("2020300001"), PARTS)]);
  expect(problems).toEqual([]);
  const affected = {
    ecosystem: "Photon OS",
    release: "3.0",
    state: "affected",
    ranges: [{ fixed: "3.27.2-5.ph3" }],
    versions: [],
    vendorAdvisories: ["PHSA-2019-3.0-0036"],
  } as const;
  expect(advisories).toEqual([
    {
      source: "photon-oval",
      id: "oval:com.vmware.phsa:def:2020300001",
      cves: ["CVE-2019-16167", "CVE-2019-16168"],
      aliases: [],
      summary: "PHSA-2020:00001 sqlite Security Update. (Important)",
      details: "This update upgrade sqlite to 3.27.2-5.ph3",
      severity: "high",
      severityLabel: "important",
      cvss: [],
      cwes: [],
      references: [
        "https://github.com/vmware/photon/wiki/Security-Updates-3.0-0036",
        "https://nvd.nist.gov/vuln/detail?vulnId=CVE-2019-16168",
      ],
      published: "2019-10-23T00:00:00Z",
      modified: "2019-10-24T00:00:00Z",
      affected: [
        { ...affected, name: "sqlite" },
        { ...affected, name: "sqlite-libs" },
      ],
    } satisfies Advisory,
  ]);
});

test("a criterion without its test is reported, what else is said stands", async () => {
  const text = ovalFile(definition("1", "t99") + definition("2"), PARTS);
  const { advisories, problems } = await readAll(photonOval, [text]);
  expect(advisories.map(({ affected }) => affected.map(({ name }) => name))).toEqual([
    ["sqlite"],
    ["sqlite", "sqlite-libs"],
  ]);
  expect(problems).toEqual([
    {
      code: "FEED_MALFORMED",
      message:
        "photon-oval: oval:com.vmware.phsa:def:1: refers to a test that is not there: sqlite-libs is earlier than 0:3.27.2-5.ph3",
    },
  ] satisfies Problem[]);
});

test("a definition that names nothing is reported and left out", async () => {
  const { advisories, problems } = await readAll(photonOval, [ovalFile('<definition class="patch" id="d"/>')]);
  expect(advisories).toEqual([]);
  expect(problems.map(({ message }) => message)).toEqual(["photon-oval: d: names no package of a release"]);
});

const WHOLE = ovalFile(definition("1"), PARTS);
test.each<[string, string | Buffer]>([
  ["is no XML", "{}"],
  ["breaks off", cutGzip(WHOLE)],
  ["defines nothing", ovalFile("")],
])("a file that %s is refused", async (_, content) => {
  await expect(readAll(photonOval, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const data = process.env.PLIMSOLL_TEST_DATA;
describe.skipIf(!data)("the file of the test data", () => {
  test("Photon 3 is read whole", async () => {
    const path = join(data ?? "", "data/feeds/photon/photon_oval_definitions/com.vmware.phsa-photon3.xml.gz");
    const problems: Problem[] = [];
    const all = await allOf(photonOval.parse([path], (problem) => problems.push(problem)));
    expect(problems).toEqual([]);
    expect(all).toHaveLength(222);
    expect(all.flatMap(({ affected }) => affected)).toHaveLength(778);
    expect(all.flatMap(({ cves }) => cves)).toHaveLength(660);
  });
});
