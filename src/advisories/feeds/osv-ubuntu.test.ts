import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { osvZipOf, zipOf } from "../../../test/support/zip.ts";
import type { Advisory } from "../../model/advisory.ts";
import { readAll } from "../fixtures/read-all.ts";
import { osvUbuntu } from "./osv-ubuntu.ts";

const affected = (ecosystem: string, name: string, fixed?: string) => ({
  package: { ecosystem, name, purl: `pkg:deb/ubuntu/${name}?arch=source` },
  ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, ...(fixed === undefined ? [] : [{ fixed }])] }],
  versions: ["1:3.2.6.Final-2"],
  ecosystem_specific: { binaries: [{ binary_name: "libnetty-java", binary_version: "1:3.2.6.Final-2" }] },
});

/** As Canonical writes them. Source: https://osv.dev/vulnerability/UBUNTU-CVE-2022-24823 */
const NETTY = {
  schema_version: "1.7.0",
  id: "UBUNTU-CVE-2022-24823",
  details: "Netty is an open-source, asynchronous event-driven network application framework.",
  aliases: [],
  upstream: ["CVE-2022-24823"],
  related: ["USN-7284-1"],
  severity: [
    { type: "CVSS_V3", score: "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N" },
    { type: "CVSS_V3", score: "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N" },
    { type: "Ubuntu", score: "negligible" },
  ],
  published: "2022-05-06T12:15:00Z",
  modified: "2026-06-08T16:11:47Z",
  affected: [
    affected("Ubuntu:Pro:14.04:LTS", "netty"),
    affected("Ubuntu:Pro:16.04:LTS", "netty", "1:4.0.34-1ubuntu0.1~esm2"),
    affected("Ubuntu:Pro:FIPS-updates:20.04:LTS", "openssl", "1.1.1f-1ubuntu2.fips.12"),
    affected("Ubuntu:22.04:LTS", "netty", "1:4.1.48-4"),
    affected("Ubuntu:25.10", "netty"),
    affected("Debian:12", "netty"),
  ],
  references: [
    { type: "REPORT", url: "https://ubuntu.com/security/CVE-2022-24823" },
    { type: "ADVISORY", url: "https://ubuntu.com/security/notices/USN-7284-1" },
  ],
};

test("reads a record with its releases, its archives of Ubuntu Pro, its priority and its notices", async () => {
  const { advisories, problems } = await readAll(osvUbuntu, [osvZipOf([NETTY])]);
  expect(problems).toEqual([]);
  const netty = { ecosystem: "Ubuntu", name: "netty", state: "affected", versions: [] };
  const vendorAdvisories = ["USN-7284-1"];
  expect(advisories).toEqual([
    {
      source: "osv-ubuntu",
      id: "UBUNTU-CVE-2022-24823",
      cves: ["CVE-2022-24823"],
      aliases: [],
      details: NETTY.details,
      severity: "low",
      severityLabel: "negligible",
      cvss: [{ version: "3.1", vector: "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", score: 5.5 }],
      cwes: [],
      references: NETTY.references.map(({ url }) => url),
      published: NETTY.published,
      modified: NETTY.modified,
      affected: [
        { ...netty, release: "14.04", pocket: "esm", ranges: [{}] },
        {
          ...netty,
          release: "16.04",
          pocket: "esm",
          ranges: [{ fixed: "1:4.0.34-1ubuntu0.1~esm2" }],
          vendorAdvisories,
        },
        {
          ...netty,
          name: "openssl",
          release: "20.04",
          pocket: "fips-updates",
          ranges: [{ fixed: "1.1.1f-1ubuntu2.fips.12" }],
          vendorAdvisories,
        },
        { ...netty, release: "22.04", ranges: [{ fixed: "1:4.1.48-4" }], vendorAdvisories },
        { ...netty, release: "25.10", ranges: [{}] },
      ],
    },
  ]);
});

test("leaves out what was withdrawn, and the notices, which tell the same by the update", async () => {
  const { advisories, problems } = await readAll(osvUbuntu, [
    osvZipOf([
      { ...NETTY, id: "UBUNTU-CVE-2022-1", withdrawn: "2025-07-16T00:00:00Z" } as { id: string },
      { ...NETTY, id: "USN-7284-1" },
      NETTY,
    ]),
  ]);
  expect(advisories.map(({ id }) => id)).toEqual([NETTY.id]);
  expect(problems).toEqual([]);
});

test.each([
  ["no JSON", "{", 1],
  ["no OSV record", "[]", 1],
  ["a name that is no text", JSON.stringify({ id: "UBUNTU-CVE-1", affected: [{ package: { ecosystem: 1 } }] }), 1],
  ["a release that is none", JSON.stringify({ ...NETTY, affected: [affected("Ubuntu:next", "a")] }), 1],
  [
    "neither ranges nor versions",
    JSON.stringify({ ...NETTY, affected: [{ package: { ecosystem: "Ubuntu:22.04:LTS", name: "a" } }] }),
    1,
  ],
])("an entry with %s is told and left out, the others stand", async (_, content, count) => {
  const zip = zipOf([
    { name: "UBUNTU-CVE-0.json", content },
    { name: "UBUNTU-CVE-1.json", content: JSON.stringify(NETTY) },
  ]);
  const { advisories, problems } = await readAll(osvUbuntu, [zip]);
  expect(advisories.map(({ id }) => id)).toEqual([NETTY.id]);
  expect(problems).toHaveLength(count);
  expect(problems[0]).toMatchObject({ code: "FEED_MALFORMED", message: expect.stringMatching(/^osv-ubuntu: /) });
});

test("a version that is none is told and kept, so that nothing is called safe", async () => {
  const record = { ...NETTY, affected: [affected("Ubuntu:22.04:LTS", "a", "a b")] };
  const { advisories, problems } = await readAll(osvUbuntu, [osvZipOf([record])]);
  expect(advisories[0]?.affected[0]?.ranges).toEqual([{ fixed: "a b" }]);
  expect(problems).toHaveLength(1);
});

test("a file that is no zip is refused", async () => {
  await expect(readAll(osvUbuntu, ["<html>"])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const zip = join(process.env.PLIMSOLL_TEST_DATA ?? "/no-test-data", "data/feeds/converted/osv/Ubuntu/all.zip");

test.skipIf(!existsSync(zip))("reads all 26,740 records of the test data", async () => {
  const problems: unknown[] = [];
  const found = new Map<string, Advisory>();
  let count = 0;
  let ofPro = 0;
  for await (const advisory of osvUbuntu.parse([zip], (problem) => problems.push(problem))) {
    count++;
    ofPro += advisory.affected.filter(({ pocket }) => pocket === "esm").length;
    if (advisory.id === "UBUNTU-CVE-2022-37434") found.set(advisory.id, advisory);
  }
  expect(problems).toEqual([]);
  expect([count, ofPro]).toEqual([26_740, 86_608]);
  const zlib = found.get("UBUNTU-CVE-2022-37434")?.affected.filter(({ name }) => name === "zlib");
  expect(zlib?.map(({ release, pocket, ranges }) => [release, pocket, ranges[0]?.fixed])).toEqual(
    expect.arrayContaining([
      ["22.04", undefined, "1:1.2.11.dfsg-2ubuntu9.2"],
      ["16.04", "esm", "1:1.2.8.dfsg-2ubuntu4.3+esm2"],
    ]),
  );
});
