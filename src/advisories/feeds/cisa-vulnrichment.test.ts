import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { tarOf } from "../fixtures/tar-of.ts";
import { cisaVulnrichment } from "./cisa-vulnrichment.ts";

const V31 = { vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", baseScore: 9.8 };
const V40 = { vectorString: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", baseScore: 9.3 };

const SSVC = {
  type: "ssvc",
  content: {
    id: "CVE-2024-0001",
    options: [{ Exploitation: "active" }, { Automatable: "Yes" }, { "Technical Impact": "total" }],
    timestamp: "2024-08-01T18:51:01.909711Z",
  },
};

const RECORD = {
  dataType: "CVE_RECORD",
  dataVersion: "5.1",
  cveMetadata: {
    cveId: "CVE-2024-0001",
    state: "PUBLISHED",
    datePublished: "2024-07-31T00:00:00",
    dateUpdated: "2024-08-01T18:53:30.423Z",
  },
  containers: {
    cna: {
      title: "Overflow in a parser",
      tags: ["disputed"],
      descriptions: [
        { lang: "es", value: "Desbordamiento" },
        { lang: "en", value: "An overflow." },
      ],
      metrics: [{ format: "CVSS", cvssV4_0: V40 }],
      problemTypes: [{ descriptions: [{ lang: "en", type: "CWE", cweId: "CWE-787", description: "…" }] }],
      providerMetadata: { orgId: "1", shortName: "acme" },
    },
    adp: [
      { title: "CVE Program Container", metrics: [{ cvssV3_1: V31 }], providerMetadata: { shortName: "CVE" } },
      {
        title: "CISA ADP Vulnrichment",
        metrics: [{ cvssV3_1: V31 }, { other: SSVC }],
        problemTypes: [{ descriptions: [{ type: "CWE", cweId: "CWE-120" }, { type: "text" }] }],
        providerMetadata: { orgId: "2", shortName: "CISA-ADP" },
      },
    ],
  },
};

const file = (id: string) => `vulnrichment-develop/2024/0xxx/${id}.json`;
const archive = (files: Readonly<Record<string, string>>) => [tarOf(files)];

test("a record gives SSVC, CISA's own CVSS and CWE, and its author's as another's word", async () => {
  const { advisories, problems } = await readAll(
    cisaVulnrichment,
    archive({ "vulnrichment-develop/LICENSE": "CC0", [file("CVE-2024-0001")]: JSON.stringify(RECORD) }),
  );
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "cisa-vulnrichment",
      id: "CVE-2024-0001",
      cves: ["CVE-2024-0001"],
      aliases: [],
      summary: "Overflow in a parser",
      details: "An overflow.",
      disputed: true,
      ssvc: { exploitation: "active", automatable: "yes", technicalImpact: "total", decided: "2024-08-01T18:51:01Z" },
      cvss: [
        { version: "3.1", vector: V31.vectorString, score: 9.8 },
        { version: "4.0", vector: V40.vectorString, score: 9.3, by: "acme" },
      ],
      cwes: ["CWE-120", "CWE-787"],
      references: [],
      published: "2024-07-31T00:00:00Z",
      modified: "2024-08-01T18:53:30Z",
      affected: [],
    },
  ]);
});

test("a rejected id is left out without a word", async () => {
  const rejected = {
    cveMetadata: { cveId: "CVE-2024-0002", state: "REJECTED" },
    containers: { cna: { rejectedReasons: [{ lang: "en", value: "not used" }] } },
  };
  const { advisories, problems } = await readAll(
    cisaVulnrichment,
    archive({ [file("CVE-2024-0002")]: JSON.stringify(rejected), [file("CVE-2024-0001")]: JSON.stringify(RECORD) }),
  );
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2024-0001"]);
  expect(problems).toEqual([]);
});

test("a record that is broken is named and left out, the others stand", async () => {
  const { advisories, problems } = await readAll(
    cisaVulnrichment,
    archive({
      [file("CVE-2024-0003")]: "{",
      [file("CVE-2024-0004")]: JSON.stringify({ ...RECORD, containers: {} }),
      [file("CVE-2024-0001")]: JSON.stringify(RECORD),
    }),
  );
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2024-0001"]);
  expect(problems.map(({ code, message }) => `${code} ${message.split(":").slice(0, 3).join(":")}`)).toEqual([
    `FEED_MALFORMED cisa-vulnrichment: ${file("CVE-2024-0003")}: not JSON`,
    `FEED_MALFORMED cisa-vulnrichment: ${file("CVE-2024-0004")}: no CVE record`,
  ]);
});

test("what breaks off is refused as a whole", async () => {
  const whole = tarOf({ [file("CVE-2024-0001")]: JSON.stringify(RECORD) });
  await expect(readAll(cisaVulnrichment, [whole.subarray(0, 700)])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const data = process.env.PLIMSOLL_TEST_DATA;

test.skipIf(data === undefined)("the real archive is read in full", { timeout: 60_000 }, async () => {
  const content = readFileSync(join(data ?? "", "data/feeds/vulnrichment/vulnrichment-develop.tar.gz"));
  const { advisories, problems } = await readAll(cisaVulnrichment, [content]);
  expect(problems).toEqual([]);
  // Of 44,130 records 104 are rejected.
  expect(advisories).toHaveLength(44_026);
  expect(advisories.filter(({ disputed }) => disputed)).toHaveLength(341);
  expect(advisories.flatMap(({ cvss }) => cvss.filter(({ by }) => by === undefined))).toHaveLength(6064);
  expect(advisories.find(({ id }) => id === "CVE-1999-0006")).toMatchObject({
    ssvc: { exploitation: "none", automatable: "yes", technicalImpact: "total" },
    cvss: [{ version: "3.1", score: 9.8 }],
    cwes: ["CWE-121"],
  });
});
