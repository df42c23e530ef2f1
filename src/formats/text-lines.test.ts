import { expect, test } from "vitest";
import { LineJoiner, linesOf } from "./text-lines.ts";

test.each([
  ["", []],
  ["\n\r\n\n", []],
  ["a\nb", ["a", "b"]],
  ["a\r\n\n b \n", ["a", " b "]],
])("%j has the lines %j", (text, lines) => {
  expect([...linesOf(text)]).toEqual(lines);
});

test.each([0, 1, 9999, 10_000, 10_001, 30_000])("%i lines are joined to one text", (count) => {
  const joiner = new LineJoiner();
  const lines = Array.from({ length: count }, (_, at) => `${at}`);
  for (const line of lines) joiner.add(line);
  expect(joiner.text()).toBe(lines.join("\n"));
});
