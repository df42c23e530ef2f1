import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Advisory } from "../../model/advisory.ts";
import type { Problem } from "../../model/errors.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { FeedSite } from "../fixtures/updates.ts";
import { type VexFixture, vexOf } from "../fixtures/vex.ts";
import { redhatVex } from "./redhat-vex.ts";

const STREAMS = {
  "BaseOS-9.2.0.Z.MAIN.EUS": "cpe:/o:redhat:enterprise_linux:9::baseos",
  "AppStream-9.0.0.Z.EUS": "cpe:/a:redhat:rhel_eus:9.0::appstream",
  red_hat_enterprise_linux_8: "cpe:/o:redhat:enterprise_linux:8",
  red_hat_enterprise_linux_7: "cpe:/o:redhat:enterprise_linux:7",
  jboss: "cpe:/a:redhat:jboss_core_services:1",
};

const PACKAGES = {
  "libcurl-0:7.76.1-23.el9_2.4.x86_64": "pkg:rpm/redhat/libcurl@7.76.1-23.el9_2.4?arch=x86_64",
  "libcurl-0:7.76.1-23.el9_2.4.s390x": "pkg:rpm/redhat/libcurl@7.76.1-23.el9_2.4?arch=s390x",
  "libcurl-0:7.76.1-14.el9_0.9.x86_64": "pkg:rpm/redhat/libcurl@7.76.1-14.el9_0.9?arch=x86_64",
  "curl-0:7.76.1-23.el9_2.4.src": "pkg:rpm/redhat/curl@7.76.1-23.el9_2.4?arch=src",
  libcurl: "pkg:rpm/redhat/libcurl",
  curl: "pkg:rpm/redhat/curl",
  "curl.src": "pkg:rpm/redhat/curl?arch=src",
  samba: null,
  "openshift4/ose-cli": "pkg:oci/ose-cli",
};

async function read(document: string | VexFixture) {
  using scratch = new Scratch();
  const path = scratch.write("cve-2024-1000.json", typeof document === "string" ? document : vexOf(document));
  const problems: Problem[] = [];
  const advisories: Advisory[] = [];
  for await (const one of redhatVex.parse([path], (problem) => problems.push(problem))) advisories.push(one);
  return { advisories, problems };
}

async function affectedOf(status: VexFixture["status"], remediations: VexFixture["remediations"] = []) {
  const { advisories, problems } = await read({ streams: STREAMS, packages: PACKAGES, status, remediations });
  expect(problems).toEqual([]);
  return advisories.flatMap(({ affected }) => affected);
}

const row = (release: string, name: string, more: object) => ({
  ecosystem: "Red Hat",
  release,
  name,
  versions: [],
  ...more,
});

test("a document's facts are those of its CVE", async () => {
  const { advisories } = await read({
    streams: STREAMS,
    packages: PACKAGES,
    status: { known_affected: ["red_hat_enterprise_linux_7:curl.src"] },
  });
  expect(advisories).toEqual([
    {
      source: "redhat-vex",
      id: "CVE-2024-1000",
      cves: ["CVE-2024-1000"],
      aliases: [],
      summary: "curl: heap based buffer overflow",
      details: "A heap-based buffer overflow flaw.",
      severity: "high",
      severityLabel: "important",
      cvss: [{ version: "3.1", vector: "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 8.1 }],
      cwes: ["CWE-119"],
      references: ["https://access.redhat.com/security/cve/CVE-2024-1000"],
      published: "2023-10-11T00:00:00+00:00",
      modified: "2025-11-21T14:31:32+00:00",
      affected: [row("7", "curl", { state: "affected", ranges: [{}], only: { source: true } })],
    },
  ]);
});

test("fixes are of binary packages, all architectures together, each stream apart, with their advisories", async () => {
  const main = ["x86_64", "s390x"].map((arch) => `BaseOS-9.2.0.Z.MAIN.EUS:libcurl-0:7.76.1-23.el9_2.4.${arch}`);
  const extended = "AppStream-9.0.0.Z.EUS:libcurl-0:7.76.1-14.el9_0.9.x86_64";
  const affected = await affectedOf(
    { fixed: [...main, extended, "BaseOS-9.2.0.Z.MAIN.EUS:curl-0:7.76.1-23.el9_2.4.src"] },
    [
      { category: "vendor_fix", url: "https://access.redhat.com/errata/RHSA-2023:5763", product_ids: main },
      { category: "vendor_fix", url: "https://access.redhat.com/errata/RHSA-2023:5700", product_ids: [extended] },
      { category: "workaround", details: "Do not use SOCKS5.", product_ids: main },
    ],
  );
  expect(affected).toEqual([
    row("9", "libcurl", {
      state: "affected",
      ranges: [{ fixed: "7.76.1-23.el9_2.4" }],
      vendorAdvisories: ["RHSA-2023:5763"],
    }),
    row("9.0+eus", "libcurl", {
      state: "affected",
      ranges: [{ fixed: "7.76.1-14.el9_0.9" }],
      vendorAdvisories: ["RHSA-2023:5700"],
    }),
  ]);
});

test("architectures that were fixed at different versions are told apart", async () => {
  const { advisories } = await read({
    streams: STREAMS,
    packages: {
      a1: "pkg:rpm/redhat/a@1-1.el9?arch=x86_64",
      a2: "pkg:rpm/redhat/a@1-2.el9?arch=s390x",
      a3: "pkg:rpm/redhat/a@1-1.el9?arch=aarch64",
    },
    status: { fixed: ["a1", "a2", "a3"].map((id) => `BaseOS-9.2.0.Z.MAIN.EUS:${id}`) },
  });
  expect(advisories[0]?.affected.map(({ ranges, only }) => [ranges, only])).toEqual([
    [[{ fixed: "1-1.el9" }], { architectures: ["x86_64", "aarch64"] }],
    [[{ fixed: "1-2.el9" }], { architectures: ["s390x"] }],
  ]);
});

test.each([
  ["no_fix_planned", "Will not fix", "wont-fix"],
  ["none_available", "Will not fix", "wont-fix"],
  ["no_fix_planned", "Out of support scope", "end-of-life"],
  ["none_available", "Fix deferred", "deferred"],
  ["none_available", "Affected", "affected"],
  ["none_available", "Under investigation", "under-investigation"],
  ["no_fix_planned", "In words of its own", "wont-fix"],
  ["workaround", "Will not fix", "affected"],
])("open, with %s: %s, is %s", async (category, details, state) => {
  const id = "red_hat_enterprise_linux_7:curl.src";
  const affected = await affectedOf({ known_affected: [id] }, [{ category, details, product_ids: [id] }]);
  expect(affected).toEqual([row("7", "curl", { state, ranges: [{}], only: { source: true } })]);
});

test.each([
  ["under_investigation", "under-investigation", [{}]],
  ["known_not_affected", "not-affected", []],
])("the status %s is kept as %s", async (status, state, ranges) => {
  const affected = await affectedOf({ [status]: ["red_hat_enterprise_linux_7:curl.src"] });
  expect(affected).toEqual([row("7", "curl", { state, ranges, only: { source: true } })]);
});

test("plain names beside a source package are binary ones; without any, they may be either", async () => {
  const status = {
    known_affected: [
      "red_hat_enterprise_linux_8:curl",
      "red_hat_enterprise_linux_8:libcurl",
      "red_hat_enterprise_linux_8:curl.src",
      "red_hat_enterprise_linux_7:samba",
    ],
  };
  expect((await affectedOf(status)).map(({ release, name, only }) => [release, name, only?.source ?? false])).toEqual([
    ["8", "curl", false],
    ["8", "libcurl", false],
    ["8", "curl", true],
    ["7", "samba", false],
    ["7", "samba", true],
  ]);
});

test("a fix goes before what else is said of the package", async () => {
  const fixed = ["BaseOS-9.2.0.Z.MAIN.EUS:libcurl-0:7.76.1-23.el9_2.4.x86_64"];
  const affected = await affectedOf({ fixed, known_not_affected: ["BaseOS-9.2.0.Z.MAIN.EUS:libcurl"] });
  expect(affected.filter(({ only }) => only?.source !== true)).toMatchObject([{ state: "affected" }]);
});

test("other products than Red Hat Enterprise Linux, and what is no rpm, are left out", async () => {
  const status = { fixed: ["jboss:libcurl"], known_affected: ["red_hat_enterprise_linux_8:openshift4/ose-cli"] };
  expect((await read({ streams: STREAMS, packages: PACKAGES, status })).advisories).toEqual([]);
});

describe("a document that is broken is reported and left out:", () => {
  const sound = {
    streams: STREAMS,
    packages: PACKAGES,
    status: { known_affected: ["red_hat_enterprise_linux_7:curl"] },
  };
  const deep = `{"document":{"tracking":{}},"product_tree":{"branches":[${'{"branches":['.repeat(50_000)}`;
  test.each([
    ["half of it", vexOf(sound).slice(0, 900)],
    ["a page", "<html>"],
    ["no vulnerability", JSON.stringify({ document: { tracking: {} }, product_tree: {}, vulnerabilities: [] })],
    ["a name that is no text", vexOf(sound).replace('"product_id":"curl"', '"product_id":7')],
    ["no CVE", vexOf({ ...sound, cve: "RHSA-2024:1" })],
    ["a tree without end", deep],
    ["a status of another form", vexOf(sound).replace('"known_affected":[', '"known_affected":[7,')],
  ])("%s", async (_, text) => {
    const { advisories, problems } = await read(text);
    expect(advisories).toEqual([]);
    expect(problems).toEqual([
      { code: "FEED_MALFORMED", message: expect.stringMatching(/^redhat-vex: cve-2024-1000\.json: /) },
    ]);
  });

  test("a package URL that is none is left out alone", async () => {
    const packages = { ...PACKAGES, curl: "pkg:rpm/%%" };
    const status = { known_affected: ["red_hat_enterprise_linux_7:curl", "red_hat_enterprise_linux_7:samba"] };
    const { advisories, problems } = await read({ streams: STREAMS, packages, status });
    expect(advisories[0]?.affected.map(({ name }) => name)).toEqual(["samba", "samba"]);
    expect(problems).toMatchObject([{ code: "FEED_MALFORMED", message: expect.stringContaining("curl") }]);
  });

  test("names of JavaScript's own are names", async () => {
    const packages = { __proto__x: "pkg:rpm/redhat/constructor?arch=src" };
    const status = { known_affected: ["red_hat_enterprise_linux_7:__proto__x"] };
    expect((await read({ streams: STREAMS, packages, status })).advisories[0]?.affected).toMatchObject([
      { name: "constructor" },
    ]);
  });
});

const document = (cve: string, name: string) =>
  vexOf({
    cve,
    streams: STREAMS,
    packages: { [name]: `pkg:rpm/redhat/${name}?arch=src` },
    status: { known_affected: [`red_hat_enterprise_linux_8:${name}`] },
  });

test("a mirror of single documents is read by its folders, and again only when one of them has changed", async () => {
  const folder = "redhat/csaf/v2/vex";
  using site = new FeedSite(redhatVex, {
    [`${folder}/2024/cve-2024-1000.json`]: document("CVE-2024-1000", "a"),
    [`${folder}/2025/cve-2025-1000.json`]: document("CVE-2025-1000", "b"),
    [`${folder}/2025/README.json`]: "no document",
  });
  expect(await site.update()).toMatchObject({ state: "fresh 2", reason: undefined, problems: [] });
  expect(await site.update()).toMatchObject({ changed: false, state: "fresh 2" });
  expect(site.reads).toBe(1);
  site.write(`${folder}/2025/cve-2025-1000.json`, document("CVE-2025-1000", "c"));
  expect(await site.update()).toMatchObject({ changed: true, state: "fresh 2" });
  expect(site.find("Red Hat", "8", "c")).toEqual(["CVE-2025-1000 affected"]);

  site.write(`${folder}/2025/cve-2025-1000.json`, "<html>");
  site.remove(`${folder}/2024/cve-2024-1000.json`);
  await expect(site.update()).rejects.toMatchObject({ code: "FEED_MALFORMED" });
  expect(site.find("Red Hat", "8", "c")).toEqual(["CVE-2025-1000 affected"]);
});

/*
 * Real documents, which are not part of this repository; PLIMSOLL_TEST_DATA names the folder that has them.
 */
const testData = process.env.PLIMSOLL_TEST_DATA ?? "";

describe.skipIf(testData === "")("real documents", () => {
  const records = new Map<string, Advisory>();
  test("all are read, without a problem", async () => {
    const paths = globSync(join(testData, "data/feeds/redhat/csaf/v2/vex/*/*.json")).sort();
    const problems: Problem[] = [];
    for await (const one of redhatVex.parse(paths, (problem) => problems.push(problem))) records.set(one.id, one);
    expect(problems).toEqual([]);
    // The one that is missing speaks of OpenShift alone.
    expect([paths.length, records.size]).toEqual([15, 14]);
    expect([...records.values()].reduce((sum, { affected }) => sum + affected.length, 0)).toBeGreaterThan(800);
  });

  test.each([
    [
      "CVE-2023-38545",
      "9",
      "libcurl",
      "affected",
      "7.76.1-23.el9_2.4 7.76.1-26.el9_3.2",
      "RHSA-2023:5763 RHSA-2023:6745",
    ],
    ["CVE-2023-38545", "8", "libcurl", "not-affected", "", ""],
    ["CVE-2023-38545", "9.0+eus", "libcurl", "affected", "7.76.1-14.el9_0.9", "RHSA-2023:5700"],
    ["CVE-2024-0727", "9", "openssl-libs", "affected", "1:3.0.7-27.el9", "RHSA-2024:2447"],
    ["CVE-2024-0727", "8", "openssl-libs", "deferred", "", ""],
    ["CVE-2024-0727", "7", "openssl-libs", "end-of-life", "", ""],
    ["CVE-2024-0727", "8", "edk2-ovmf", "wont-fix", "", ""],
    ["CVE-2025-40907", "7", "perl-FCGI", "affected", "1:0.74-8.el7_9.1", "RHSA-2025:8625"],
    ["CVE-2025-40907", "10", "perl-FCGI", "affected", "1:0.82-13.1.el10_0", "RHSA-2025:8636"],
    ["CVE-2025-6176", "10.0+eus", "brotli", "affected", "1.1.0-6.el10_0.1", "RHSA-2026:0008"],
  ])("%s in %s of %s: %s", (id, release, name, state, fixes, advisories) => {
    const found = records
      .get(id)
      ?.affected.filter((one) => one.release === release && one.name === name && one.only?.source !== true);
    expect(
      found?.map((one) => [
        one.state,
        one.ranges.flatMap(({ fixed }) => fixed ?? []).join(" "),
        (one.vendorAdvisories ?? []).join(" "),
      ]),
    ).toEqual([[state, fixes, advisories]]);
  });
});
