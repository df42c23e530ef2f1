import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { osvZipOf, zipOf } from "../../test/support/zip.ts";
import type { Advisory } from "../model/advisory.ts";
import type { Problem } from "../model/errors.ts";
import { osvAlmalinux } from "./feeds/osv-almalinux.ts";
import { rocky } from "./feeds/rocky.ts";
import { readAll } from "./fixtures/read-all.ts";
import { FeedSite } from "./fixtures/updates.ts";

const affects = (ecosystem: string, name: string, ...fixes: readonly string[]) =>
  fixes.map((fixed) => ({
    package: { ecosystem, name },
    ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed }] }],
  }));

/** As AlmaLinux publishes it. */
const ALSA = {
  id: "ALSA-2024:2447",
  summary: "Low: openssl and openssl-fips-provider security update",
  details: "OpenSSL is a toolkit.",
  affected: [
    ...affects("AlmaLinux:9", "openssl", "1:3.0.7-27.el9"),
    ...affects("AlmaLinux:9", "openssl-libs", "1:3.0.7-27.el9"),
  ],
  related: ["CVE-2024-0727", "CVE-2023-6237"],
  published: "2024-04-30T00:00:00Z",
  modified: "2024-05-06T09:43:35Z",
  references: [{ type: "ADVISORY", url: "https://errata.almalinux.org/9/ALSA-2024-2447.html" }],
};

test("a collective advisory speaks of its CVEs, by binary packages", async () => {
  const { advisories, problems } = await readAll(osvAlmalinux, [osvZipOf([ALSA])]);
  const rest = { release: "9", state: "affected", versions: [], vendorAdvisories: ["ALSA-2024:2447"] };
  const ranges = [{ fixed: "1:3.0.7-27.el9" }];
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "osv-almalinux",
      id: "ALSA-2024:2447",
      cves: ["CVE-2023-6237", "CVE-2024-0727"],
      aliases: [],
      summary: ALSA.summary,
      details: ALSA.details,
      severity: "low",
      cvss: [],
      cwes: [],
      references: ["https://errata.almalinux.org/9/ALSA-2024-2447.html"],
      published: ALSA.published,
      modified: ALSA.modified,
      affected: [
        { ecosystem: "AlmaLinux", name: "openssl", ranges, ...rest },
        { ecosystem: "AlmaLinux", name: "openssl-libs", ranges, ...rest },
      ],
    },
  ]);
});

test.each<[id: string, related: readonly string[], kept: boolean]>([
  ["ALBA-2021:4378", [], false],
  ["ALEA-2021:4378", [], false],
  ["RLBA-2021:4378", [], false],
  ["ALBA-2021:4379", ["CVE-2021-1000"], true],
  ["ALSA-2021:4380", [], true],
  ["ALSA-2021:4381", ["ALSA-2021:4380"], true],
])("%s, related to %j, is kept: %s", async (id, related, kept) => {
  const record = { ...ALSA, id, related };
  const { advisories } = await readAll(osvAlmalinux, [osvZipOf([record])]);
  expect(advisories.map((one) => one.id)).toEqual(kept ? [id] : []);
});

const BUILD = "3-1.module_el8.6.0+2867+72759d2f";

test.each<[summary: string, fixes: readonly string[], modules: readonly (string | undefined)[]]>([
  ["Moderate: mariadb:10.3 security, bug fix, and enhancement update", [BUILD], ["mariadb:10.3"]],
  ["Moderate: python38:3.8 and python38-devel:3.8 security update", [BUILD], ["python38:3.8", "python38-devel:3.8"]],
  ["Important: container-tools:rhel8 security update", [BUILD], ["container-tools:rhel8"]],
  ["Moderate: perl-FCGI:0.78 security update", ["1-1.module+el8.10.0+23147+95b68fad"], ["perl-FCGI:0.78"]],
  ["Moderate: ruby security update", [BUILD], ["*"]],
  ["Important: nodejs:18 security update", ["18-1.el9"], [undefined]],
])("%s: modules %j", async (summary, fixes, modules) => {
  const record = { ...ALSA, summary, affected: affects("AlmaLinux:8", "a", ...fixes) };
  const { advisories } = await readAll(osvAlmalinux, [osvZipOf([record])]);
  expect(advisories[0]?.affected.map(({ only }) => only?.module)).toEqual(modules);
});

test("several builds of one package are one row, each minor release with its own", async () => {
  const builds = ["2-3.module_el8.6.0+2880+7d9e3703", "2-3.module_el8.5.0+2608+72063365", "2-3.module_el8.6.0+2881+aa"];
  const record = { ...ALSA, summary: "Low: virt:rhel update", affected: affects("AlmaLinux:8", "a", ...builds) };
  const { advisories } = await readAll(osvAlmalinux, [osvZipOf([record])]);
  expect(advisories[0]?.affected.map(({ ranges }) => ranges)).toEqual([
    [
      { fixed: "2-3.module_el8.5.0+2608+72063365" },
      { introduced: "2-3.module_el8.6.0", fixed: "2-3.module_el8.6.0+2880+7d9e3703" },
    ],
  ]);
});

test("Rocky Linux names source packages, with a space in the name of the ecosystem", async () => {
  const record = {
    id: "RLSA-2021:3891",
    related: ["CVE-2021-35550"],
    summary: "Important: java-11-openjdk security update",
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:H/I:N/A:N" }],
    affected: [
      {
        package: {
          ecosystem: "Rocky Linux:8",
          name: "java-11-openjdk",
          purl: "pkg:rpm/rocky-linux/java-11-openjdk?distro=rocky-linux-8-4-legacy&epoch=1",
        },
        ranges: [
          {
            type: "ECOSYSTEM",
            events: [{ introduced: "0" }, { fixed: "1:11.0.13.0.8-1.el8_4" }],
            database_specific: { yum_repository: "AppStream" },
          },
        ],
      },
    ],
  };
  const { advisories } = await readAll(rocky, [osvZipOf([record])]);
  expect(advisories).toMatchObject([
    {
      source: "rocky",
      severity: "high",
      severityLabel: "important",
      cvss: [{ version: "3.1" }],
      affected: [
        {
          ecosystem: "Rocky Linux",
          release: "8",
          name: "java-11-openjdk",
          ranges: [{ fixed: "1:11.0.13.0.8-1.el8_4" }],
        },
      ],
    },
  ]);
});

describe("what is broken", () => {
  test.each([
    ["no JSON", "<html>"],
    ["no record", '{"id": 7}'],
    ["half a record", JSON.stringify(ALSA).slice(0, 200)],
  ])("is left out and reported by its name: %s", async (_, content) => {
    const zip = zipOf([
      { name: "bad.json", content },
      { name: "good.json", content: JSON.stringify(ALSA) },
    ]);
    const { advisories, problems } = await readAll(osvAlmalinux, [zip]);
    expect(advisories).toMatchObject([{ id: "ALSA-2024:2447" }]);
    expect(problems).toEqual([
      { code: "FEED_MALFORMED", message: expect.stringMatching(/^osv-almalinux: bad\.json: /) },
    ]);
  });

  test.each([
    ["no release", { ...ALSA, affected: affects("AlmaLinux", "a", "1-1") }],
    ["no range", { ...ALSA, affected: [{ package: { ecosystem: "AlmaLinux:9", name: "a" } }] }],
  ])("%s is told, and the record without anything else left out", async (_, record) => {
    const { advisories, problems } = await readAll(osvAlmalinux, [osvZipOf([record])]);
    expect([advisories, problems]).toEqual([
      [],
      [{ code: "FEED_MALFORMED", message: expect.stringMatching(/^osv-almalinux: ALSA-2024:2447: a: (?:of )?no /) }],
    ]);
  });

  test("a version that is none stands in its range, so that comparing with it fails", async () => {
    const record = { ...ALSA, affected: affects("AlmaLinux:9", "a", "not a version") };
    const { advisories, problems } = await readAll(osvAlmalinux, [osvZipOf([record])]);
    expect(advisories[0]?.affected[0]?.ranges).toEqual([{ fixed: "not a version" }]);
    expect(problems).toHaveLength(1);
  });

  test("withdrawn records, and what is of other distributions, are left out", async () => {
    const records = [
      { ...ALSA, withdrawn: "2024-05-06T09:43:35Z" },
      { ...ALSA, id: "ALSA-2024:1", affected: affects("Rocky Linux:9", "a", "1-1") },
    ];
    expect(await readAll(osvAlmalinux, [osvZipOf(records)])).toEqual({ advisories: [], problems: [] });
  });

  test.each([
    ["osv/AlmaLinux/all.zip", osvAlmalinux],
    ["osv/Rocky Linux/all.zip", rocky],
  ])("as a whole, leaves the older records of %s; what is unchanged is not read again", async (path, feed) => {
    const ecosystem = path.split("/")[1] ?? "";
    const record = { ...ALSA, affected: affects(`${ecosystem}:9`, "openssl", "1:3.0.7-27.el9") };
    using site = new FeedSite(feed, { [path]: osvZipOf([record]) });
    expect(await site.update()).toMatchObject({ state: "fresh 1", problems: [] });
    expect(await site.update()).toMatchObject({ changed: false });
    expect(site.reads).toBe(1);
    site.write(path, "<html>");
    await expect(site.update()).rejects.toMatchObject({ code: "FEED_MALFORMED" });
    expect(site.find(ecosystem, "9", "openssl")).toEqual(["ALSA-2024:2447 affected"]);
  });
});

/*
 * Real records, which are not part of this repository; PLIMSOLL_TEST_DATA names the folder that has them.
 */
const real = join(process.env.PLIMSOLL_TEST_DATA ?? "", "data/feeds/osv/AlmaLinux/all.zip");

test.skipIf(!existsSync(real))("all of AlmaLinux' records are read", async () => {
  const advisories = new Map<string, Advisory>();
  const problems: Problem[] = [];
  for await (const one of osvAlmalinux.parse([real], (problem) => problems.push(problem))) advisories.set(one.id, one);
  expect(problems).toEqual([]);
  // 5,637 records, of which 1,197 mend bugs alone.
  expect(advisories.size).toBe(4440);
  const rows = [...advisories.values()].flatMap(({ affected }) => affected);
  expect(rows.length).toBeGreaterThan(59_000);
  expect(new Set(rows.map(({ release }) => release))).toEqual(new Set(["8", "9", "10"]));
  expect(advisories.get("ALSA-2023:5259")?.affected.find(({ name }) => name === "mariadb")).toMatchObject({
    release: "8",
    ranges: [{ fixed: "3:10.3.39-1.module_el8.8.0+3609+204d4ab0" }],
    only: { module: "mariadb:10.3" },
  });
});
