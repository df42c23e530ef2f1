import { expect, test } from "vitest";
import { readAnchoreLabels } from "./anchore-labels.ts";

// As a file of anchore/vulnerability-match-labels is written: labels/IMAGE/ID.json.
const ENTRY = {
  ID: "0f1d3c5e-0000-4000-8000-000000000001",
  effective_cve: "CVE-2022-25883",
  image: { exact: "docker.io/example/app@sha256:0123" },
  label: "FP",
  note: "of a module\n that has the fix",
  package: { name: "nodejs", version: "1:18.18.2-2.module+el9.2.0" },
  timestamp: "2024-01-25T13:34:51.439194+00:00",
  tool: "grype@v0.74.2",
  user: "somebody",
  vulnerability_id: "GHSA-c2qf-rxjj-qqgw",
};

const read = (value: unknown) => readAnchoreLabels(JSON.stringify(value), "a.json");

test("an entry is a label by the names of its flaw, its package and its image", () => {
  expect(read(ENTRY)).toEqual({
    labels: [
      {
        id: ENTRY.ID,
        verdict: "FP",
        flaws: ["GHSA-c2qf-rxjj-qqgw", "CVE-2022-25883"],
        package: { name: "nodejs", version: "1:18.18.2-2.module+el9.2.0" },
        list: { exact: "docker.io/example/app@sha256:0123" },
        reason: "of a module that has the fix",
      },
    ],
    troubles: [],
  });
});

test("a file may be a list of entries, and one that is broken does not hide the others", () => {
  const { labels, troubles } = read([ENTRY, { ...ENTRY, ID: undefined }, { ...ENTRY, ID: "2", label: "TP" }]);
  expect(labels.map(({ id, verdict }) => [id, verdict])).toEqual([
    [ENTRY.ID, "FP"],
    ["2", "TP"],
  ]);
  expect(troubles).toHaveLength(1);
});

test.each([
  ["TP", "TP"],
  ["true-positive", "TP"],
  ["FP", "FP"],
  ["FalsePositive", "FP"],
  ["?", "?"],
  ["??", "?"],
  ["unclear", "?"],
])("the label '%s' is %s", (label, verdict) => {
  expect(read({ ...ENTRY, label }).labels[0]?.verdict).toBe(verdict);
});

test.each([
  [{}, {}],
  [{ exact: "a" }, { exact: "a" }],
  [{ prefix: "docker.io/", suffix: null }, { prefix: "docker.io/" }],
  [undefined, {}],
])("of the image %j the list has to be %j", (image, list) => {
  expect(read({ ...ENTRY, image }).labels[0]?.list).toEqual(list);
});

test.each([
  ["a word that is no label", { label: "dunno what" }, "'dunno what' is no label"],
  ["fields of Grype's own match", { fullentry_fields: ["x"] }, "fullentry_fields are not read"],
  ["a pattern that somebody else wrote", { image: { regex: "(a+)+$" } }, "image.regex is not read"],
  ["no package", { package: null }, "names no package"],
])("an entry with %s is told, and left out", (_, change, words) => {
  const { labels, troubles } = read({ ...ENTRY, ...change });
  expect(labels).toEqual([]);
  expect(troubles).toEqual([`a.json: ${ENTRY.ID}: ${words}`]);
});

test("what is no JSON is told", () => {
  const { labels, troubles } = readAnchoreLabels("{", "a.json");
  expect(labels).toEqual([]);
  expect(troubles[0]).toMatch(/^a\.json: SyntaxError/);
});
