import { expect, test } from "vitest";
import type { Problem } from "../model/errors.ts";
import type { Package } from "../model/package.ts";
import { fillLicenses } from "./fill-licenses.ts";

const layer = { ordinal: 0, diffId: "sha256:0" };

function packageWith(licenses: readonly string[]): Package {
  const facts = { type: "npm", name: "a", version: "1", foundBy: "npm", properties: {}, layer };
  const path = "node_modules/a/package.json";
  return { ...facts, purl: "pkg:npm/a@1", licenses, locations: [{ path, layer }] };
}

function fill(declared: readonly (readonly string[])[]) {
  const problems: Problem[] = [];
  const packages = fillLicenses(declared.map(packageWith), { packageTextCharacters: 10 }, (problem) => {
    problems.push(problem);
  });
  return { packages, problems };
}

test("every package has what it declares as one expression, and what it declares", () => {
  const { packages, problems } = fill([["Apache 2"], ["MIT", "BSD-2-Clause OR ISC"], [], ["Apache 2"]]);
  expect(packages.map(({ license }) => license)).toEqual([
    "Apache-2.0",
    "MIT AND (BSD-2-Clause OR ISC)",
    undefined,
    "Apache-2.0",
  ]);
  expect(packages.map(({ licenses }) => licenses[0])).toEqual(["Apache 2", "MIT", undefined, "Apache 2"]);
  expect(problems).toEqual([]);
});

test("an expression that is too long is left out whole, and told of", () => {
  const many = ["MIT", "ISC", "Zlib", "Apache-2.0", "MPL-2.0", "BSD-2-Clause", "BSD-3-Clause", "GPL-2.0-only"];
  const { packages, problems } = fill([[...many, "LGPL-2.1-or-later"], many]);
  expect(packages.map(({ license }) => license)).toEqual([undefined, many.join(" AND ")]);
  expect(problems).toMatchObject([{ code: "LIMIT_EXCEEDED", path: "node_modules/a/package.json" }]);
});

test("where packages declare books, the first of them are read, and what is left is told of", () => {
  const book = (i: number) => Array.from({ length: 100 }, (_, page) => `${i} ${page} ${"x".repeat(1000)}`);
  const { packages, problems } = fill([["MIT"], ...Array.from({ length: 100 }, (_, i) => book(i)), ["MIT"], ["ISC"]]);
  // The short ones still find room, wherever they stand.
  expect(packages.filter(({ license }) => license !== undefined).map(({ licenses }) => licenses[0])).toEqual([
    "MIT",
    "MIT",
    "ISC",
  ]);
  expect(problems.map(({ message }) => message).at(-1)).toMatch(/more than 4194304 characters .* of 5\d packages/);
});
