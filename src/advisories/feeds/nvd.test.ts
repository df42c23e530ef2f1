import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { nvd } from "./nvd.ts";

const V31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H";
const V40 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
const V2 = "AV:N/AC:L/Au:N/C:P/I:P/A:P";

const CVE = {
  id: "CVE-2023-27314",
  sourceIdentifier: "security-alert@netapp.com",
  published: "2023-10-12T19:15:11.747",
  lastModified: "2023-10-18T18:00:24.900",
  vulnStatus: "Analyzed",
  cveTags: [{ sourceIdentifier: "cve@mitre.org", tags: ["disputed"] }],
  descriptions: [
    { lang: "es", value: "Una vulnerabilidad" },
    { lang: "en", value: "A vulnerability." },
  ],
  metrics: {
    cvssMetricV40: [{ source: "nvd@nist.gov", type: "Primary", cvssData: { vectorString: V40 } }],
    cvssMetricV31: [
      { source: "nvd@nist.gov", type: "Primary", cvssData: { vectorString: V31, baseScore: 7.5 } },
      {
        source: "134c704f-9b21-4f2e-91b3-4a467353bcc0",
        type: "Secondary",
        cvssData: { vectorString: V31, baseScore: 7.5 },
      },
      { source: "psirt@example.com", type: "Secondary", cvssData: { vectorString: V31, baseScore: 7.5 } },
      { source: "psirt@example.com", type: "Secondary" },
    ],
    cvssMetricV2: [{ source: "nvd@nist.gov", type: "Primary", cvssData: { vectorString: V2 } }],
  },
  weaknesses: [{ source: "nvd@nist.gov", description: [{ lang: "en", value: "NVD-CWE-noinfo" }] }, cwe("CWE-400")],
  configurations: [{ nodes: [{ operator: "OR", cpeMatch: [{ criteria: "cpe:2.3:o:netapp:ontap:9:*:*" }] }] }],
  references: [{ url: "https://example.org/" }],
};

function cwe(value: string) {
  return { source: "security-alert@netapp.com", description: [{ lang: "en", value }] };
}

const feed = (...cves: unknown[]) =>
  gzipSync(JSON.stringify({ format: "NVD_CVE", version: "2.0", vulnerabilities: cves.map((cve) => ({ cve })) }));

test("a record gives text, its own and others' scores, and weaknesses; never packages", async () => {
  const { advisories, problems } = await readAll(nvd, [feed(CVE)]);
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "nvd",
      id: "CVE-2023-27314",
      cves: ["CVE-2023-27314"],
      aliases: [],
      details: "A vulnerability.",
      disputed: true,
      cvss: [
        { version: "4.0", vector: V40, score: 9.3 },
        { version: "3.1", vector: V31, score: 7.5 },
        { version: "3.1", vector: V31, score: 7.5, by: "CISA-ADP" },
        { version: "3.1", vector: V31, score: 7.5, by: "psirt@example.com" },
        { version: "2.0", vector: V2, score: 7.5 },
      ],
      cwes: ["CWE-400"],
      references: [],
      published: "2023-10-12T19:15:11Z",
      modified: "2023-10-18T18:00:24Z",
      affected: [],
    },
  ]);
});

test("an old record says in its text that it is disputed", async () => {
  const { cveTags: _, ...old } = CVE;
  const text = { ...old, descriptions: [{ lang: "en", value: "** DISPUTED ** A flaw." }] };
  const { advisories } = await readAll(nvd, [feed(text), feed({ ...old, id: "CVE-2000-0001" })]);
  expect(advisories.map(({ disputed }) => disputed)).toEqual([true, undefined]);
});

test("what changed stands against the year, also that it was rejected", async () => {
  const modified = feed(
    { ...CVE, descriptions: [{ lang: "en", value: "new" }] },
    { ...CVE, id: "CVE-2023-0002", vulnStatus: "Rejected" },
  );
  const year = feed(CVE, { ...CVE, id: "CVE-2023-0002" }, { ...CVE, id: "CVE-2023-0003" });
  const { advisories } = await readAll(nvd, [modified, year]);
  expect(advisories.map(({ id, details }) => `${id} ${details}`)).toEqual([
    "CVE-2023-27314 new",
    "CVE-2023-0003 A vulnerability.",
  ]);
});

test("a broken record is named and left out, the others stand", async () => {
  const broken = [{ ...CVE, id: "CVE-2023-0004", descriptions: "none" }, { ...CVE, id: 4 }, "text"];
  const { advisories, problems } = await readAll(nvd, [feed(...broken, CVE)]);
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2023-27314"]);
  expect(problems.map(({ message }) => message.split(":").slice(0, 3).join(":"))).toEqual([
    'nvd: "CVE-2023-0004": descriptions',
    "nvd: a record without an id: id",
    "nvd: a record without an id: Invalid input",
  ]);
});

test.each([
  ["no gzip", Buffer.from("<html>")],
  ["no JSON", gzipSync("<html>")],
  ["no list of flaws", gzipSync('{"format":"NVD_CVE"}')],
  ["breaks off", feed(CVE).subarray(0, 200)],
  ["a list that is none", gzipSync('{"vulnerabilities":3}')],
])("%s is refused as a whole", async (_, content) => {
  await expect(readAll(nvd, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

test("the files are of what changed and of every year since 2002, each at its own place", () => {
  const paths = nvd.files.map(({ mirrorPath }) => mirrorPath);
  expect(paths[0]).toBe("nvd/feeds/json/cve/2.0/nvdcve-2.0-modified.json.gz");
  expect(paths).toContain("nvd/feeds/json/cve/2.0/nvdcve-2.0-2002.json.gz");
  expect(paths).toContain("nvd/feeds/json/cve/2.0/nvdcve-2.0-2026.json.gz");
});

const data = process.env.PLIMSOLL_TEST_DATA;

test.skipIf(data === undefined)("the real samples are read in full", async () => {
  const folder = join(data ?? "", "data/feeds/nvd");
  const page = gzipSync(readFileSync(join(folder, "rest-json-cves-2.0-page.json")));
  const year = readFileSync(join(folder, "feeds/json/cve/2.0/nvdcve-2.0-2022.sample.json.gz"));
  const { advisories, problems } = await readAll(nvd, [page, year]);
  expect(problems).toEqual([]);
  expect(advisories).toHaveLength(41);
  expect(advisories.find(({ id }) => id === "CVE-2022-0004")?.cvss.map(({ score, by }) => [score, by])).toEqual([
    [7, undefined],
    [6.8, undefined],
    [6.8, "CISA-ADP"],
    [7.2, undefined],
  ]);
});
