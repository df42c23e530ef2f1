import { expect, test } from "vitest";
import { startOfDay } from "./date-text.ts";

test.each([
  ["2023-02-03", "2023-02-03T00:00:00Z"],
  ["2024-07-23T22:05:39Z", "2024-07-23T00:00:00Z"],
  ["2018-01-11 21:05", "2018-01-11T00:00:00Z"],
  ["2018-13-41", undefined],
  ["2023", undefined],
  ["2023-02-03x", undefined],
  ["", undefined],
  [undefined, undefined],
])("the day of %s begins at %s", (text, expected) => {
  expect(startOfDay(text)).toBe(expected);
});
