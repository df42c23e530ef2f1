import { expect, test } from "vitest";
import { tellNames } from "./told-names.ts";

test.each([
  ["names as they are", ["a", "b = c"], "a, b = c"],
  ["what would forge a line in one", ["a\nERROR b\u001b[2J"], "a ERROR b [2J"],
  ["the first of many", Array.from({ length: 25 }, (_, i) => `n${i}`), /^n0, .*, n19, … and 5 more$/],
])("tells %s", (_title, names, told) => {
  expect(tellNames(names)).toEqual(typeof told === "string" ? told : expect.stringMatching(told));
});
