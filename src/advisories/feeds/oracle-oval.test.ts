import { expect, test } from "vitest";
import type { Advisory } from "../../model/advisory.ts";
import type { Problem } from "../../model/errors.ts";
import { cutGzip, evr, joinParts, ovalFile, rpmTest } from "../fixtures/oval.ts";
import { readAll } from "../fixtures/read-all.ts";
import { oracleOval } from "./oracle-oval.ts";

const PARTS = joinParts(
  rpmTest(1, "oraclelinux-release", '<version operation="pattern match">^8</version>'),
  rpmTest(2, "oraclelinux-release", '<arch operation="pattern match">aarch64</arch>'),
  rpmTest(3, "oraclelinux-release", '<arch operation="pattern match">x86_64</arch>'),
  rpmTest(4, "bind", evr("less than", "30:9.3.3-8.el5")),
  rpmTest(5, "bind", '<signature_keyid operation="equals">8256</signature_keyid>'),
  rpmTest(6, "openssl", evr("less than", "2:1.1.1g-15.ksplice1.el8_3")),
  rpmTest(7, "openssl", '<release operation="pattern match">ksplice</release>'),
  rpmTest(8, "gnutls", evr("less than", "10:3.6.16-4.0.1.el8_fips")),
);

const is = (id: number, comment: string) => `<criterion test_ref="t${id}" comment="${comment}"/>`;
const all = (...parts: string[]) => `<criteria operator="AND">${parts.join("")}</criteria>`;
const any = (...parts: string[]) => `<criteria operator="OR">${parts.join("")}</criteria>`;

const OL8 = is(1, "Oracle Linux 8 is installed");
const ARM = is(2, "Oracle Linux arch is aarch64");
const X86 = is(3, "Oracle Linux arch is x86_64");
const BIND = all(is(4, "bind is earlier than 30:9.3.3-8.el5"), is(5, "bind is signed with the Oracle Linux 8 key"));

const definition = (
  criteria: string,
  reference = '<reference source="elsa" ref_id="ELSA-2007-0057" ref_url="https://linux.oracle.com/errata/ELSA-2007-0057.html"/>',
) =>
  `<definition id="oval:com.oracle.elsa:def:20070057" version="501" class="patch"><metadata>
<title>
ELSA-2007-0057:  bind security update  (MODERATE)
</title>${reference}<description>Words.</description><advisory><severity>MODERATE</severity>
<issued date="2007-06-26"/><cve cvss3="8.1/CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H" public="20070101">CVE-2007-0493</cve>
</advisory></metadata>${criteria}</definition>`;

async function affectedOf(criteria: string) {
  const { advisories, problems } = await readAll(oracleOval, [ovalFile(definition(criteria), PARTS)]);
  expect(problems).toEqual([]);
  return advisories[0]?.affected.map(({ name, release, ranges, only }) => ({ name, release, ranges, only }));
}

test("reads an update", async () => {
  const { advisories, problems } = await readAll(oracleOval, [ovalFile(definition(all(OL8, any(BIND))), PARTS)]);
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "oracle-oval",
      id: "ELSA-2007-0057",
      cves: ["CVE-2007-0493"],
      aliases: [],
      summary: "ELSA-2007-0057:  bind security update  (MODERATE)",
      details: "Words.",
      severity: "medium",
      severityLabel: "moderate",
      cvss: [{ version: "3.0", vector: "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 8.1 }],
      cwes: [],
      references: ["https://linux.oracle.com/errata/ELSA-2007-0057.html"],
      published: "2007-06-26T00:00:00Z",
      affected: [
        {
          ecosystem: "Oracle Linux",
          release: "8",
          name: "bind",
          state: "affected",
          ranges: [{ fixed: "30:9.3.3-8.el5" }],
          versions: [],
          vendorAdvisories: ["ELSA-2007-0057"],
        },
      ],
    } satisfies Advisory,
  ]);
});

const OPENSSL = all(is(6, "openssl is earlier than 2:1.1.1g-15.ksplice1.el8_3"), is(7, "openssl is ksplice-based"));
const fixed = (version: string) => [{ fixed: version }];
test.each([
  [
    "built for Ksplice",
    all(OL8, any(all(ARM, OPENSSL), all(X86, OPENSSL))),
    {
      name: "openssl",
      ranges: fixed("2:1.1.1g-15.ksplice1.el8_3"),
      only: { versionText: "ksplice1", architectures: ["aarch64", "noarch", "x86_64"] },
    },
  ],
  [
    "validated for FIPS",
    all(OL8, is(8, "gnutls is earlier than 10:3.6.16-4.0.1.el8_fips")),
    { name: "gnutls", ranges: fixed("10:3.6.16-4.0.1.el8_fips"), only: { versionText: "_fips" } },
  ],
  [
    "of a module stream",
    all(OL8, is(99, "Module nodejs:18 is enabled"), BIND),
    { name: "bind", ranges: fixed("30:9.3.3-8.el5"), only: { module: "nodejs:18" } },
  ],
  [
    "of one architecture",
    all(OL8, all(ARM, BIND)),
    { name: "bind", ranges: fixed("30:9.3.3-8.el5"), only: { architectures: ["aarch64", "noarch"] } },
  ],
])("reads of a package %s for which it is", async (_, criteria, expected) => {
  expect(await affectedOf(criteria)).toEqual([{ release: "8", ...expected }]);
});

test.each([
  ["without a name", definition(all(OL8, BIND), ""), "oval:com.oracle.elsa:def:20070057: has no name"],
  ["without a release", definition(BIND), "ELSA-2007-0057: names no package of a release"],
])("a definition %s is reported and left out, the others stand", async (_, broken, message) => {
  const other = definition(all(OL8, BIND)).replaceAll("ELSA-2007-0057", "ELSA-2007-0058");
  const { advisories, problems } = await readAll(oracleOval, [ovalFile(broken + other, PARTS)]);
  expect(advisories.map(({ id }) => id)).toEqual(["ELSA-2007-0058"]);
  expect(problems).toEqual([{ code: "FEED_MALFORMED", message: `oracle-oval: ${message}` }] satisfies Problem[]);
});

const WHOLE = ovalFile(definition(all(OL8, BIND)), PARTS);
test.each<[string, string | Buffer]>([
  ["is no XML", "404"],
  ["breaks off", cutGzip(WHOLE)],
  ["defines nothing", ovalFile("")],
])("a file that %s is refused", async (_, content) => {
  await expect(readAll(oracleOval, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});
