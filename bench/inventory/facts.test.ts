import { expect, test } from "vitest";
import { factRows } from "./facts.ts";

test("the share of packages that have a fact; what is empty is not there", () => {
  const common = { type: "npm", purl: "pkg:npm/a@1", name: "a", version: "1" };
  const packages = [
    { ...common, licenses: ["MIT"], direct: false },
    { ...common, licenses: [] },
    { ...common, licenses: ["MIT"] },
  ];
  const [heading = [], row = [], none = []] = factRows("Type", [
    ["npm", packages],
    ["gem", []],
  ]);
  const of = (cells: readonly string[], title: string) => cells[heading.indexOf(title)];
  expect([of(row, "packages"), of(row, "licence"), of(row, "direct"), of(row, "author")]).toEqual([
    "3",
    "67 %",
    "33 %",
    "0 %",
  ]);
  expect([of(none, "packages"), of(none, "licence")]).toEqual(["0", "-"]);
});
