import { describe, expect, test } from "vitest";
import type { AffectedPackage } from "../../model/advisory.ts";
import { readAll } from "../fixtures/read-all.ts";
import { readFiles, realFilesOf } from "../fixtures/test-data.ts";
import { alpine } from "./alpine.ts";

/** A database with these packages, as the source writes it. */
const secdb = (distroversion: string, packages: readonly unknown[] | null) =>
  JSON.stringify({
    distroversion,
    reponame: "main",
    archs: ["x86_64"],
    urlprefix: "https://dl-cdn.alpinelinux.org/alpine",
    apkurl: "{{urlprefix}}/{{distroversion}}/{{reponame}}/{{arch}}/{{pkg.name}}-{{pkg.ver}}.apk",
    packages,
  });
const pkg = (name: string, secfixes: unknown) => ({ pkg: { name, secfixes } });

const said = ({ release, name, state, ranges, vendorAdvisories = [] }: AffectedPackage) =>
  [release, name, state, ...ranges.map(({ fixed }) => fixed), ...vendorAdvisories].join(" ");

test("gathers what is fixed in all packages and releases, by CVE", async () => {
  const { advisories, problems } = await readAll(alpine, [
    secdb("v3.17", [pkg("curl", { "7.87.0-r1": ["CVE-2022-43551", "CVE-2022-43552"], "0": ["CVE-2021-22897"] })]),
    secdb("edge", [pkg("curl", { "7.87.0-r0": ["CVE-2022-43551"] }), pkg("mini-curl", { "1-r0": ["CVE-2022-43551"] })]),
    // As v3.3's community repository has it.
    secdb("v3.3", null),
  ]);
  expect(problems).toEqual([]);
  const common = { source: "alpine", aliases: [], cvss: [], cwes: [] };
  const entry = { ecosystem: "Alpine", versions: [], state: "affected" };
  expect(advisories).toEqual([
    {
      ...common,
      id: "CVE-2021-22897",
      cves: ["CVE-2021-22897"],
      references: ["https://security.alpinelinux.org/vuln/CVE-2021-22897"],
      affected: [{ ...entry, release: "3.17", name: "curl", state: "not-affected", ranges: [] }],
    },
    {
      ...common,
      id: "CVE-2022-43551",
      cves: ["CVE-2022-43551"],
      references: ["https://security.alpinelinux.org/vuln/CVE-2022-43551"],
      affected: [
        { ...entry, release: "3.17", name: "curl", ranges: [{ fixed: "7.87.0-r1" }] },
        { ...entry, release: "edge", name: "curl", ranges: [{ fixed: "7.87.0-r0" }] },
        { ...entry, release: "edge", name: "mini-curl", ranges: [{ fixed: "1-r0" }] },
      ],
    },
    expect.objectContaining({ id: "CVE-2022-43552" }),
  ]);
});

describe("of one flaw in one package", () => {
  test.each([
    {
      title: "the highest fix counts",
      secfixes: { "4.9-r0": ["CVE-2018-1000"], "4.10-r0": ["CVE-2018-1000"] },
      says: "4.10-r0",
    },
    { title: "a fix counts beside `0`", secfixes: { "0": ["CVE-2018-1000"], "1-r0": ["CVE-2018-1000"] }, says: "1-r0" },
    { title: "an entry may stand twice", secfixes: { "1-r0": ["CVE-2018-1000", "CVE-2018-1000"] }, says: "1-r0" },
    {
      title: "an empty list says nothing",
      secfixes: { "2-r0": [], "3-r0": null, "1-r0": ["CVE-2018-1000"] },
      says: "1-r0",
    },
  ])("$title", async ({ secfixes, says }) => {
    const { advisories, problems } = await readAll(alpine, [secdb("v3.9", [pkg("a", secfixes)])]);
    expect(advisories.flatMap(({ affected }) => affected.map(said))).toEqual([`3.9 a affected ${says}`]);
    expect(problems).toEqual([]);
  });
});

test("other ids are a flaw's name where they stand beside one CVE, and the vendor's advisory beside several", async () => {
  const { advisories } = await readAll(alpine, [
    secdb("v3.9", [
      pkg("xen", {
        "4.7.1-r4": ["CVE-2016-10013 XSA-204"],
        "4.7.2-r5": ["CVE-2017-10913 XSA-218", "CVE-2017-10914 XSA-218"],
        "4.7.2-r6": ["CVE-????-?????  XSA-284"],
      }),
    ]),
  ]);
  expect(advisories.map(({ id, cves, aliases, affected }) => [id, cves, aliases, affected.map(said)])).toEqual([
    ["CVE-2016-10013", ["CVE-2016-10013"], ["XSA-204"], ["3.9 xen affected 4.7.1-r4"]],
    ["CVE-2017-10913", ["CVE-2017-10913"], [], ["3.9 xen affected 4.7.2-r5 XSA-218"]],
    ["CVE-2017-10914", ["CVE-2017-10914"], [], ["3.9 xen affected 4.7.2-r5 XSA-218"]],
    ["XSA-284", [], [], ["3.9 xen affected 4.7.2-r6"]],
  ]);
});

describe("damage", () => {
  const sound = pkg("b", { "1-r0": ["CVE-2018-1000"] });
  test.each([
    { title: "no package", broken: "a", message: "alpine: package 1: " },
    { title: "fixes that are a list", broken: pkg("a", ["CVE-2018-1000"]), message: "alpine: a: pkg.secfixes: " },
    { title: "a flaw that is a number", broken: pkg("a", { "1-r0": [7] }), message: "alpine: 3.9: a: 1-r0: 7 names" },
    { title: "a flaw that is a word", broken: pkg("a", { "1-r0": ["fix"] }), message: 'alpine: 3.9: a: 1-r0: "fix"' },
  ])("$title is reported and left out, the others stand", async ({ broken, message }) => {
    const { advisories, problems } = await readAll(alpine, [secdb("v3.9", [broken, sound])]);
    expect(advisories.map(({ id, affected }) => [id, ...affected.map(said)])).toEqual([
      ["CVE-2018-1000", "3.9 b affected 1-r0"],
    ]);
    expect(problems).toEqual([
      { code: "FEED_MALFORMED", message: expect.stringContaining(message.replace(" 3.9:", "")) },
    ]);
  });

  test("a version that is none is reported and kept, so that nothing is called safe", async () => {
    const { advisories, problems } = await readAll(alpine, [
      secdb("v3.8", [pkg("mariadb", { "10.2.26.r0": ["CVE-2019-2737"] })]),
    ]);
    expect(advisories.flatMap(({ affected }) => affected.map(said))).toEqual(["3.8 mariadb affected 10.2.26.r0"]);
    expect(problems).toEqual([
      { code: "FEED_MALFORMED", message: 'alpine: 3.8: mariadb: "10.2.26.r0" is no apk version' },
    ]);
  });

  test("takes __proto__ for a name like any other", async () => {
    const text = secdb("v3.9", []).replace(
      "[]",
      '[{"pkg": {"name": "__proto__", "secfixes": {"1-r0": ["CVE-2018-1000"], "__proto__": ["CVE-2018-1001"]}}}]',
    );
    const { advisories } = await readAll(alpine, [text.replace('"archs":["x86_64"],', "")]);
    expect(advisories.flatMap(({ affected }) => affected.map(said))).toContain("3.9 __proto__ affected 1-r0");
    expect({}).not.toHaveProperty("1-r0");
  });

  test.each([
    "",
    "<html>",
    "[]",
    "null",
    "{}",
    '{"packages": {}}',
    '{"packages": []}',
    secdb("v3", []),
    secdb("3.9", []),
  ])("a file that holds %j is refused", async (content) => {
    await expect(readAll(alpine, [secdb("v3.9", [sound]), content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
  });
});

const real = realFilesOf(alpine);

test.skipIf(real.length === 0)("reads what Alpine published for 3.3 to 3.11", async () => {
  const { advisories, problems } = await readFiles(alpine, real);
  expect(advisories).toHaveLength(2474);
  expect(advisories.reduce((sum, { affected }) => sum + affected.length, 0)).toBe(11_881);
  // All of them are versions that Alpine has written so.
  expect(problems.map(({ message }) => message.replace(/^.*is no/, "is no"))).toEqual(
    Array(24).fill("is no apk version"),
  );

  const byId = new Map(advisories.map((advisory) => [advisory.id, advisory]));
  // Checked by eye: v3.10's busybox lists it below 1.30.1-r2 and 1.29.3-r10, exim below 4.91-r0 and 4.90.1-r0.
  expect(byId.get("CVE-2019-5747")?.affected.map(said)).toContain("3.10 busybox affected 1.30.1-r2");
  expect(byId.get("CVE-2018-6789")?.affected.map(said)).toContain("3.10 exim affected 4.91-r0");
  expect(byId.get("CVE-2016-10013")?.aliases).toEqual(["XSA-204"]);
  expect(byId.get("XSA-284")?.affected.map(said)).toEqual(["3.8 xen affected 4.10.4-r0", "3.9 xen affected 4.11.2-r0"]);
});
