import { expect, test } from "vitest";
import { durationInWords } from "./duration.ts";

test.each([
  { seconds: 0, words: "0 seconds" },
  { seconds: 1, words: "1 second" },
  { seconds: 60, words: "1 minute" },
  { seconds: 90, words: "90 seconds" },
  { seconds: 601, words: "10 minutes" },
  { seconds: 21_600, words: "6 hours" },
  { seconds: 100_000, words: "28 hours" },
  { seconds: 86_400, words: "1 day" },
  { seconds: -5, words: "0 seconds" },
])("$seconds is $words", ({ seconds, words }) => {
  expect(durationInWords(seconds)).toBe(words);
});
