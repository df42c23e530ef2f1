import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { cisaKev } from "./cisa-kev.ts";

const ENTRY = {
  cveID: "CVE-2021-44228",
  vendorProject: "Apache",
  product: "Log4j2",
  vulnerabilityName: "Apache Log4j2 Remote Code Execution Vulnerability",
  dateAdded: "2021-12-10",
  shortDescription: "Log4j2 does not protect against JNDI lookups.",
  requiredAction: "Apply updates.",
  dueDate: "2021-12-24",
  knownRansomwareCampaignUse: "Known",
  notes: "see https://example.org/a ; https://example.org/b",
  cwes: ["CWE-20", "CWE-502"],
};

const catalogue = (...vulnerabilities: unknown[]) => [
  JSON.stringify({ title: "CISA Catalog", catalogVersion: "2026.08.21", count: 1, vulnerabilities }),
];

test("an entry gives dates, ransomware, action and weaknesses of a CVE, and speaks of no package", async () => {
  const { advisories, problems } = await readAll(cisaKev, catalogue(ENTRY));
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "cisa-kev",
      id: "CVE-2021-44228",
      cves: ["CVE-2021-44228"],
      aliases: [],
      summary: "Apache Log4j2 Remote Code Execution Vulnerability",
      details: "Log4j2 does not protect against JNDI lookups.",
      exploited: { added: "2021-12-10", due: "2021-12-24", ransomware: true, action: "Apply updates." },
      cvss: [],
      cwes: ["CWE-20", "CWE-502"],
      references: ["https://example.org/a", "https://example.org/b"],
      affected: [],
    },
  ]);
});

test.each([
  ["Unknown", false],
  ["Known", true],
  [undefined, false],
])("ransomware use %s is %s", async (word, expected) => {
  const { advisories } = await readAll(cisaKev, catalogue({ ...ENTRY, knownRansomwareCampaignUse: word }));
  expect(advisories[0]?.exploited?.ransomware).toBe(expected);
});

test("a broken entry is named and left out, the others stand", async () => {
  const { advisories, problems } = await readAll(
    cisaKev,
    catalogue({ ...ENTRY, cveID: 7 }, { ...ENTRY, cveID: "CVE-2020-0001", dateAdded: "10 Dec" }, "x", ENTRY),
  );
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2021-44228"]);
  expect(problems.map(({ code, message }) => `${code} ${message.split(":").slice(0, 3).join(":")}`)).toEqual([
    "FEED_MALFORMED cisa-kev: an entry without an id: cveID",
    'FEED_MALFORMED cisa-kev: "CVE-2020-0001": dateAdded',
    "FEED_MALFORMED cisa-kev: an entry without an id: Invalid input",
  ]);
});

test("a date that is none is left out", async () => {
  const { advisories } = await readAll(cisaKev, catalogue({ ...ENTRY, dueDate: "soon" }));
  expect(advisories[0]?.exploited).not.toHaveProperty("due");
});

test.each([["<html>"], ["[]"], ['{"vulnerabilities": 3}']])("%s is refused as a whole", async (content) => {
  await expect(readAll(cisaKev, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

const data = process.env.PLIMSOLL_TEST_DATA;

test.skipIf(data === undefined)("the real catalogue is read in full", async () => {
  const content = readFileSync(join(data ?? "", "data/feeds/kev/known_exploited_vulnerabilities.json"));
  const { advisories, problems } = await readAll(cisaKev, [content]);
  expect(problems).toEqual([]);
  expect(advisories).toHaveLength(1674);
  expect(advisories.filter(({ exploited }) => exploited?.ransomware)).toHaveLength(352);
  expect(advisories.find(({ id }) => id === "CVE-2021-44228")?.exploited).toMatchObject({
    added: "2021-12-10",
    due: "2021-12-24",
    ransomware: true,
  });
});
