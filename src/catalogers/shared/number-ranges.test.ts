import { expect, test } from "vitest";
import { formatRanges, numbersIn } from "./number-ranges.ts";

test.each([
  [[], ""],
  [[7], "7"],
  [[1, 2, 3], "1-3"],
  [[1, 3, 4, 9], "1 3-4 9"],
  // The pages of a row need not be in order.
  [[5, 4, 6, 7], "5 4 6-7"],
])("%j is written as '%s' and read again", (numbers, text) => {
  expect(formatRanges(numbers)).toBe(text);
  expect([...numbersIn(text)]).toEqual(numbers);
});
