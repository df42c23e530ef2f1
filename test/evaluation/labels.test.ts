import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatPurl, parsePurl } from "../../src/model/purl.ts";
import { isTrap, KINDS } from "./kinds.ts";
import { readLists } from "./lists.ts";
import { parseOwnRows } from "./own-labels.ts";
import { misquotes } from "./quotes.ts";
import { readLabels } from "./read-labels.ts";

const here = (name: string) => join(import.meta.dirname, name);
const files = readdirSync(here("labels")).map((name) => ({
  name,
  ...parseOwnRows(readFileSync(here(`labels/${name}`), "utf8")),
}));
const rows = files.flatMap((file) => file.rows);

test("there are as many labels as there should be, and most are hard ones", () => {
  expect(readLabels(here("labels")).troubles).toEqual([]);
  expect(rows.length).toBeGreaterThanOrEqual(550);
  expect(rows.filter(({ kind }) => isTrap(kind)).length).toBeGreaterThanOrEqual(450);
  expect(rows.filter(({ label }) => label === "TP").length).toBeGreaterThan(250);
  expect(rows.filter(({ label }) => label === "FP").length).toBeGreaterThan(250);
});

test("each kind has labels", () => {
  const used = new Set<string>(rows.map(({ kind }) => kind));
  expect(Object.keys(KINDS).filter((kind) => !used.has(kind))).toEqual([]);
});

test("every ecosystem that has advisories to test with has labels", () => {
  const types = new Set(rows.map(({ package: purl }) => parsePurl(purl).type));
  expect([...types].sort()).toEqual([
    ...["apk", "bitnami", "cargo", "composer", "deb", "gem", "generic", "golang", "hackage", "hex", "maven", "npm"],
    ...["nuget", "pypi", "rpm"],
  ]);
  const distributions = new Set(
    rows
      .map(({ package: purl }) => parsePurl(purl))
      .flatMap(({ qualifiers, namespace }) => qualifiers.distro && namespace),
  );
  expect([...distributions].filter(Boolean).sort()).toEqual([
    ...[
      "alma",
      "almalinux",
      "alpine",
      "azurelinux",
      "centos",
      "debian",
      "mariner",
      "opensuse",
      "photon",
      "redhat",
      "ubuntu",
    ],
    "wolfi",
  ]);
});

test.each(files)("$name names its list, and the list has all of its packages", async ({ name, sbom, rows }) => {
  expect(name).toBe(`${sbom}.yaml`);
  const { lists, troubles } = await readLists(here(`sboms/${sbom}.cdx.json`));
  expect(troubles).toEqual([]);
  const bare = (purl: string) => {
    const { qualifiers, ...parts } = parsePurl(purl);
    return formatPurl({ ...parts, qualifiers: { ...qualifiers, upstream: "" } });
  };
  const packages = new Set(lists[0]?.packages.map(({ purl }) => bare(purl)));
  expect(rows.filter(({ package: purl }) => !packages.has(bare(purl))).map(({ package: purl }) => purl)).toEqual([]);
});

test("what is owned has an owner in its list", async () => {
  const { lists } = await readLists(here("sboms"));
  for (const { sbom, rows } of files) {
    const owned = new Set(rows.filter(({ kind }) => kind === "owned").map(({ package: purl }) => purl));
    const list = lists.find(({ name }) => name === sbom);
    for (const purl of owned)
      expect(list?.packages.find((pkg) => pkg.purl === formatPurl(parsePurl(purl)))?.owner).toBeDefined();
  }
});

test("a quote has to stand in its file, line behind line", async () => {
  const row = {
    package: "pkg:npm/a@1",
    flaw: "CVE-2024-1",
    label: "TP" as const,
    kind: "plain" as const,
    url: "https://example.com/",
    file: "files.test-data.txt",
  };
  const quoted = (line: string) => misquotes([{ ...row, line }], here("fixtures"));
  expect(await quoted('"fixed": [\n"a-1"')).toEqual([]);
  expect(await quoted('"a-1"\n"fixed": [')).toEqual([
    'files.test-data.txt: pkg:npm/a@1 CVE-2024-1: does not say: "fixed": [',
  ]);
  expect(await quoted("a-2")).toHaveLength(1);
});

const data = process.env.PLIMSOLL_TEST_DATA;
if (!data) console.warn("quotes of labels are not held against trackers' files: PLIMSOLL_TEST_DATA is not set");

describe.skipIf(!data)("with the files of the trackers", () => {
  test("every label quotes what its tracker says", { timeout: 180_000 }, async () => {
    expect(await misquotes(rows, join(data ?? "", "data/feeds"))).toEqual([]);
  });
});
