import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { parse, stringify } from "yaml";
import { parsePurl } from "../../src/model/purl.ts";
import { giveSnapshot, newPlace, type Outcome, type Place, plimsoll } from "./plimsoll.ts";
import { hasTestData } from "./world.ts";

// The labels of test/evaluation, held against what Plimsoll finds with the advisories of the test data.

const evaluation = join(import.meta.dirname, "../evaluation");
const labels = join(evaluation, "labels");
const sboms = join(evaluation, "sboms");
const expected = join(evaluation, "expected.yaml");

function evaluate(place: Place, ...args: string[]): Promise<Outcome> {
  const { repository } = inject("world");
  return plimsoll(place, args, {
    command: [process.execPath, join(repository, "test/evaluation/evaluate.ts")],
    env: { PLIMSOLL_DATA_DIR: place.dataDir },
  });
}

/** Labels with one verdict turned round. */
function turned(place: Place, list: string, at: number): string {
  const file = parse(readFileSync(join(labels, `${list}.yaml`), "utf8"));
  const row = file.labels[at];
  row.label = row.label === "TP" ? "FP" : "TP";
  const folder = join(place.folder, "labels");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${list}.yaml`), stringify(file));
  return folder;
}

describe.skipIf(!hasTestData())("with the snapshot of the test data", () => {
  test("no label is missed and none is found that should not be, but for those that are known", async () => {
    using place = newPlace();
    await giveSnapshot(place);
    const { code, stdout, stderr } = await evaluate(place, labels, sboms, "--expected", expected, "--min-f1", "0.99");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const [, all, traps] = stdout.split("\n");
    console.log(`${all}\n${traps}`);
    expect(Number(all?.split(/ +/)[1])).toBeGreaterThanOrEqual(550);
    expect(Number(traps?.split(/ +/)[1])).toBeGreaterThanOrEqual(450);
    expect(stdout).not.toContain("labels speak of packages that their list does not have");
    expect(stdout).not.toContain("labels are of other lists");
  });

  test("a label that fails and is not known stops it, and is told with both reasons", async () => {
    using place = newPlace();
    await giveSnapshot(place);
    const list = join(sboms, "debian-12.cdx.json");
    const { code, stdout, stderr } = await evaluate(place, turned(place, "debian-12", 0), list, "--min-f1", "0.1");
    expect(code).toBe(1);
    const id = "debian-12 pkg:deb/debian/curl@7.88.1-10%2Bdeb12u4?arch=amd64&distro=debian-12 CVE-2023-46218";
    expect(stderr).toBe(`new false finding: ${id}\n`);
    expect(stdout).toContain("tracker:  DSA-5587-1 curl - security update");
    expect(stdout).toContain("debian-lists DSA-5587-1: 7.88.1-10+deb12u4 is in <7.88.1-10+deb12u5");
  });

  test("labels of Yardstick are read by the names that Grype has", async () => {
    using place = newPlace();
    await giveSnapshot(place);
    const image = "example/app@sha256:0123456789abcdef";
    const folder = join(place.folder, "vulnerability-match-labels", "example+app@sha256:0123456789abcdef");
    mkdirSync(folder, { recursive: true });
    const entries = [
      ["TP", "CVE-2024-0727", "", "openssl-libs", "1:3.0.7-25.el9_3"],
      ["FP", "CVE-2023-38545", "", "libcurl", "7.76.1-26.el9_3.2"],
      ["TP", "GHSA-j8r2-6x86-q33q", "CVE-2023-32681", "requests", "2.30.0"],
      ["FP", "CVE-2024-24786", "", "not-there", "1.0"],
    ];
    for (const [i, [label, vulnerability_id, effective_cve, name, version]] of entries.entries()) {
      const entry = { ID: `id-${i}`, label, vulnerability_id, effective_cve, package: { name, version } };
      writeFileSync(join(folder, `id-${i}.json`), JSON.stringify({ ...entry, image: { exact: image } }));
    }
    const list = join(place.folder, "example+app@sha256:0123456789abcdef.json");
    const purls = [
      "pkg:rpm/redhat/openssl-libs@3.0.7-25.el9_3?arch=x86_64&epoch=1&distro=rhel-9.3",
      "pkg:rpm/redhat/libcurl@7.76.1-26.el9_3.2?arch=x86_64&distro=rhel-9.3",
      "pkg:pypi/requests@2.30.0",
    ];
    const components = purls.map((purl) => {
      const { name, version } = parsePurl(purl);
      return { type: "library", name, version, purl };
    });
    writeFileSync(list, JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components }));

    const { code, stdout, stderr } = await evaluate(place, join(folder, ".."), list, "--min-f1", "1");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^all +3 +2 +0 +0 +1 +0 +1\.000 +1\.000 +1\.000$/m);
    expect(stdout).toContain("1 labels speak of packages that their list does not have.");

    // Labels of later flaws than the year are left out; the judgements are also written down.
    const json = join(place.folder, "judgements.json");
    expect((await evaluate(place, join(folder, ".."), list, "--max-year", "2023", "--json", json)).code).toBe(0);
    const { judgements } = JSON.parse(readFileSync(json, "utf8"));
    expect(judgements.map(({ purl, outcome }: Record<string, string>) => [purl, outcome])).toEqual([
      ["pkg:rpm/redhat/libcurl@7.76.1-26.el9_3.2?arch=x86_64&distro=rhel-9.3", "true-negative"],
      ["pkg:pypi/requests@2.30.0", "true-positive"],
    ]);
  });
});

test.each([
  ["labels that are none", "labels: [", [], "labels.yaml: "],
  ["a flag that is no number", "", ["--min-f1", "much"], "--min-f1: 'much' is not a number"],
  ["no snapshot", "", [], "no advisory snapshot"],
])("%s end it with 2, and words", async (_, yaml, flags, words) => {
  using place = newPlace();
  const file = join(place.folder, "labels.yaml");
  writeFileSync(file, yaml === "" ? readFileSync(join(labels, "npm.yaml"), "utf8") : yaml);
  const { code, stderr } = await evaluate(place, file, join(sboms, "npm.cdx.json"), ...flags);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});
