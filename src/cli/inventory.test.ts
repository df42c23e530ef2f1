import { expect, test } from "vitest";
import type { Problem } from "../model/errors.ts";
import { tellProblems } from "./inventory.ts";

test.each([
  [0, []],
  [1, ["a"]],
  [2, ["a, and 1 more problem"]],
  [3, ["a, and 2 more problems"]],
])("of %i problems the first is told, and how many more there are", (count, expected) => {
  const told: string[] = [];
  const problems = Array.from(
    { length: count },
    (_, i): Problem => ({ code: "FILE_MALFORMED", message: "abc"[i] ?? "" }),
  );
  const terminal = { status: (_kind: string, text: string) => void told.push(text) };
  tellProblems(terminal as unknown as Parameters<typeof tellProblems>[0], problems);
  expect(told).toEqual(expected);
});
