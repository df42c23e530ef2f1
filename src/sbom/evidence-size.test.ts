import { expect, test } from "vitest";
import { evidenceSizeOf } from "./evidence-size.ts";

test.each<[string, unknown, number]>([
  ["a text", "abcd", 100],
  ["nothing", null, 96],
  ["a list", [1, 2], 288],
  ["a record", { name: "abc", version: "1", licenses: ["MIT"] }, 96 * 5 + 7],
])("%s", (_title, value, expected) => {
  expect(evidenceSizeOf(value)).toBe(expected);
});

test("lists within lists need no stack", () => {
  let value: unknown = "x";
  for (let i = 0; i < 200_000; i++) value = [value];
  expect(evidenceSizeOf(value)).toBe(96 * 200_001 + 1);
});
