import { expect, test } from "vitest";
import type { CatalogedPackage } from "../catalogers/cataloger.ts";
import type { Problem } from "../model/errors.ts";
import { boundPackage } from "./package-bounds.ts";

const LIMITS = { packageTextCharacters: 50 };
const long = "x".repeat(100);

function bound(facts: Partial<CatalogedPackage>) {
  const problems: Problem[] = [];
  const pkg = boundPackage(
    {
      purl: "pkg:deb/debian/a@1",
      type: "deb",
      name: "a",
      version: "1",
      licenses: [],
      properties: {},
      layer: 0,
      locations: [{ path: "var/lib/dpkg/status", layer: 0 }],
      ...facts,
    },
    LIMITS,
    (problem) => void problems.push(problem),
  );
  return { pkg, codes: problems.map(({ code }) => code) };
}

test.each<[string, Partial<CatalogedPackage>]>([
  ["name", { name: long }],
  ["version", { version: long }],
  ["package URL", { purl: long }],
  ["namespace", { namespace: long }],
  ["architecture", { architecture: long }],
  ["source", { source: { name: "a", version: long } }],
])("a %s that is too long is cut, and told of", (_title, facts) => {
  const { pkg, codes } = bound(facts);
  expect(codes).toEqual(["LIMIT_EXCEEDED"]);
  expect(JSON.stringify(pkg)).not.toContain("x".repeat(LIMITS.packageTextCharacters));
});

test("what only describes it is cut without a word", () => {
  const { pkg, codes } = bound({ author: long, description: long, homepage: long, licenses: [long] });
  expect(codes).toEqual([]);
  expect([pkg.author, pkg.description, pkg.homepage, ...pkg.licenses]).toEqual(Array(4).fill(`${"x".repeat(49)}…`));
});

test("package URLs that are too long stay two", () => {
  const purls = ["a", "b"].map((end) => bound({ purl: long + end }).pkg.purl);
  expect(new Set(purls).size).toBe(2);
  expect(purls.map(({ length }) => length)).toEqual([50, 50]);
});
