import { expect, test } from "vitest";
import { epssPercentileText, epssScoreText } from "./epss-words.ts";

test.each([
  [0, "0.00%"],
  [0.00001, "<0.01%"],
  [0.0004, "0.04%"],
  [0.97565, "97.56%"],
  [1, "100.00%"],
])("the score %s is %s", (score, expected) => {
  expect(epssScoreText({ score })).toBe(expected);
});

test.each([
  [0, "0th percentile"],
  [0.01, "1st percentile"],
  [0.029, "2nd percentile"],
  [0.09, "9th percentile"],
  [0.11, "11th percentile"],
  [0.29, "29th percentile"],
  [0.9347, "93rd percentile"],
  [0.99999, "99th percentile"],
  [1, "100th percentile"],
])("the place %s is the %s", (percentile, expected) => {
  expect(epssPercentileText({ percentile })).toBe(expected);
});
