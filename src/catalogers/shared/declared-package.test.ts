import { expect, test } from "vitest";
import { declaredPackage } from "./declared-package.ts";

test("has what was declared, each licence once", () => {
  expect(declaredPackage("a", "1", { licenses: ["MIT", "ISC", "MIT"], author: "A B", description: "" })).toEqual({
    name: "a",
    version: "1",
    licenses: ["MIT", "ISC"],
    author: "A B",
  });
});

test("texts are cut far above what a report shows", () => {
  const long = "x".repeat(4_000_000);
  const pkg = declaredPackage(long, long, {
    licenses: Array(5000)
      .fill(0)
      .map((_, i) => `${i}${long.slice(0, 99)}`),
    author: long,
    description: long,
    homepage: long,
  });
  expect(JSON.stringify(pkg).length).toBeLessThan(500_000);
  expect(pkg.description?.length).toBe(65_536);
});
