import { existsSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { writeTar } from "../../formats/tar-writer.ts";
import type { Advisory } from "../../model/advisory.ts";
import { readAll } from "../fixtures/read-all.ts";
import { ubuntuTracker } from "./ubuntu-tracker.ts";

const tarOf = (files: Readonly<Record<string, string>>) =>
  Buffer.from(
    zstdCompressSync(
      writeTar(Object.entries(files).map(([path, text]) => ({ path, content: new TextEncoder().encode(text) }))),
    ),
  );

/** In the tracker's notation. Source: https://ubuntu.com/security/CVE-2022-0778 */
const OPENSSL = `Candidate: CVE-2022-0778
PublicDate: 2022-03-15 17:00:00 UTC
References:
 https://www.openssl.org/news/secadv/20220315.txt
 https://ubuntu.com/security/notices/USN-5328-1
 https://ubuntu.com/security/notices/USN-5328-2
Description:
 The BN_mod_sqrt() function contains
 a bug.
Ubuntu-Description:
Notes:
 mdeslaur> a note: with a colon
Priority: high
 Denial of service by a certificate
Discovered-by: Tavis Ormandy
CVSS:
 nvd: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H [7.5 HIGH]

Patches_openssl:
 upstream: https://git.openssl.org/
Tags_openssl: not-ue
Priority_openssl: medium
upstream_openssl: released (1.1.1n)
trusty_openssl: ignored (end of standard support, was needed)
trusty/esm_openssl: released (1.0.1f-1ubuntu2.27+esm5)
esm-infra/xenial_openssl: released (1.0.2g-1ubuntu4.20+esm2)
fips/bionic_openssl: needed
fips-updates/bionic_openssl: released (1.1.1-1ubuntu2.fips.2.1~18.04.15)
bionic_openssl: released (1.1.1-1ubuntu2.1~18.04.15)
focal_openssl: pending (1.1.1f-1ubuntu2.12)
jammy_openssl: not-affected (3.0.2-0ubuntu1)
mantic_openssl: needs-triage
devel_openssl: needed
focal_nodejs: deferred (2022-04-01)
focal_edk2: ignored (changes too intrusive)
bionic_edk2: DNE
bionic_linux-hwe: ignored (superseded by linux-hwe-5.4, was needed)
xenial_edk2: ignored (end of standard support, was not-affected [code not present])
vivid/ubuntu-core_openssl: DNE
`;

const read = (text: string, cve = "CVE-2022-0778") => readAll(ubuntuTracker, [tarOf({ [`u/active/${cve}`]: text })]);

test("reads a file with every status, and the archives of Ubuntu Pro", async () => {
  const { advisories, problems } = await read(OPENSSL);
  expect(problems).toEqual([]);
  const [advisory] = advisories;
  expect(advisory).toMatchObject({
    source: "ubuntu-tracker",
    id: "UBUNTU-CVE-2022-0778",
    cves: ["CVE-2022-0778"],
    aliases: [],
    details: "The BN_mod_sqrt() function contains a bug.",
    severity: "high",
    cvss: [{ version: "3.1", score: 7.5 }],
    published: "2022-03-15T17:00:00Z",
  });
  expect(advisory).not.toHaveProperty("severityLabel");
  expect(advisory?.references[0]).toBe("https://ubuntu.com/security/CVE-2022-0778");
  expect(
    advisory?.affected.map(({ release, pocket = "", name, state, ranges }) => [
      `${release}${pocket && ` ${pocket}`}`,
      name,
      state,
      ranges[0]?.fixed,
    ]),
  ).toEqual([
    ["14.04", "openssl", "end-of-life", undefined],
    ["14.04 esm", "openssl", "affected", "1.0.1f-1ubuntu2.27+esm5"],
    ["16.04 esm", "openssl", "affected", "1.0.2g-1ubuntu4.20+esm2"],
    ["18.04 fips", "openssl", "affected", undefined],
    ["18.04 fips-updates", "openssl", "affected", "1.1.1-1ubuntu2.fips.2.1~18.04.15"],
    ["18.04", "openssl", "affected", "1.1.1-1ubuntu2.1~18.04.15"],
    ["20.04", "openssl", "affected", undefined],
    ["22.04", "openssl", "not-affected", undefined],
    ["23.10", "openssl", "under-investigation", undefined],
    ["20.04", "nodejs", "deferred", undefined],
    ["20.04", "edk2", "wont-fix", undefined],
    ["18.04", "linux-hwe", "end-of-life", undefined],
    ["16.04", "edk2", "not-affected", undefined],
  ]);
  expect(advisory?.affected.filter(({ vendorAdvisories }) => vendorAdvisories)).toHaveLength(4);
  expect(advisory?.affected[1]?.vendorAdvisories).toEqual(["USN-5328-1", "USN-5328-2"]);
});

test.each([
  ["critical", "critical", undefined],
  ["negligible", "low", "negligible"],
  ["untriaged", undefined, "untriaged"],
  ["__proto__", undefined, undefined],
])("priority %s is %s", async (word, severity, label) => {
  const { advisories } = await read(`Priority: ${word}\nfocal_a: needed\n`);
  expect([advisories[0]?.severity, advisories[0]?.severityLabel]).toEqual([severity, label]);
});

test("a CVE that was taken back is left out, one that is disputed says so", async () => {
  const taken = await read("Description:\n ** REJECT ** DO NOT USE\nfocal_a: needed\n");
  expect(taken).toEqual({ advisories: [], problems: [] });
  const disputed = await read("Description:\n ** DISPUTED ** A flaw\nfocal_a: needed\n");
  expect(disputed.advisories[0]?.disputed).toBe(true);
});

test("what has no number yet goes by its own id", async () => {
  const { advisories } = await read("focal_a: needed\n", "CVE-2006-NNN0");
  expect(advisories[0]).toMatchObject({ id: "UBUNTU-CVE-2006-NNN0", cves: [] });
});

test("only CVEs of the two folders are read", async () => {
  const tar = tarOf({
    "u/active/CVE-2024-0001": "focal_a: needed\n",
    "u/retired/CVE-2024-0002": "focal_a: needed\n",
    "u/ignored/CVE-2024-0003": "focal_a: needed\n",
    "u/active/00boilerplate.linux": "focal_a: needed\n",
    "u/active/not-for-us.txt": "rubbish\n",
  });
  const { advisories } = await readAll(ubuntuTracker, [tar]);
  expect(advisories.map(({ id }) => id)).toEqual(["UBUNTU-CVE-2024-0001", "UBUNTU-CVE-2024-0002"]);
});

test.each([
  ["an unknown status", "focal_b: maybe", 0],
  ["an unknown kind of line", "rubbish", 0],
  ["released without a version, which leaves every version affected", "focal_b: released", 1],
  ["released in no version", "focal_b: released (1.0 in proposed)", 1],
  ["a release that is none", "warted_b: needed", 0],
  ["another product", "nothing/focal_b: needed", 0],
])("%s is told, the rest stands", async (_, line, kept) => {
  const { advisories, problems } = await read(`${line}\nfocal_a: needed\n`);
  expect(advisories[0]?.affected.filter(({ name }) => name === "a")).toHaveLength(1);
  expect(advisories[0]?.affected.filter(({ name }) => name === "b")).toHaveLength(kept);
  expect(problems).toEqual([
    { code: "FEED_MALFORMED", message: expect.stringMatching(/^ubuntu-tracker: CVE-2022-0778: /) },
  ]);
});

test("an unknown release is told once", async () => {
  const tar = tarOf({ "active/CVE-2024-1111": "x_a: needed\n", "active/CVE-2024-2222": "x_a: needed\n" });
  expect((await readAll(ubuntuTracker, [tar])).problems).toHaveLength(1);
});

test.each([
  ["no tar", "<html>"],
  ["no CVEs in it", tarOf({ "README.md": "x" })],
])("a file with %s is refused", async (_, content) => {
  await expect(readAll(ubuntuTracker, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const archive = join(process.env.PLIMSOLL_TEST_DATA ?? "/no-test-data", "data/feeds/ubuntu/ubuntu-cve-tracker.tar.zst");

test.skipIf(!existsSync(archive))("reads all 46,773 files of the test data", { timeout: 60_000 }, async () => {
  const problems: string[] = [];
  const curl: Advisory[] = [];
  let count = 0;
  for await (const advisory of ubuntuTracker.parse([archive], ({ message }) => problems.push(message))) {
    count++;
    if (advisory.id === "UBUNTU-CVE-2023-38545") curl.push(advisory);
  }
  // 46,773 less those that were taken back and those that concern no release of Ubuntu.
  expect(count).toBe(46_278);
  // Each is a line that a person mistyped, or a fix without its version.
  expect(problems.length).toBe(106);
  const statuses = curl[0]?.affected.filter(({ name }) => name === "curl") ?? [];
  expect(statuses.map(({ release, pocket, state, ranges }) => [release, pocket, state, ranges[0]?.fixed])).toEqual(
    expect.arrayContaining([
      ["18.04", undefined, "end-of-life", undefined],
      ["18.04", "esm", "not-affected", undefined],
      ["22.04", undefined, "affected", "7.81.0-1ubuntu1.14"],
    ]),
  );
});
