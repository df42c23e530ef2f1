import { expect, test } from "vitest";
import { evidenceSizeOf } from "./evidence-size.ts";

test.each<[string, unknown, number]>([
  ["a text", "abcd", 204],
  ["nothing", null, 200],
  ["a list", [1, 2], 600],
  ["a record", { name: "abc", version: "1", licenses: ["MIT"] }, 200 * 5 + 7],
])("%s", (_title, value, expected) => {
  expect(evidenceSizeOf(value)).toBe(expected);
});

test("lists within lists need no stack", () => {
  let value: unknown = "x";
  for (let i = 0; i < 200_000; i++) value = [value];
  expect(evidenceSizeOf(value)).toBe(200 * 200_001 + 1);
});
