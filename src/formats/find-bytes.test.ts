import { expect, test } from "vitest";
import { findBytes } from "./find-bytes.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test.each<[text: string, wanted: string, from: number, expected: number]>([
  ["abcabc", "abc", 0, 0],
  ["abcabc", "abc", 1, 3],
  ["abcabc", "abc", 4, -1],
  ["aaab", "aab", 0, 1],
  ["abc", "abcd", 0, -1],
  ["", "a", 0, -1],
  ["abc", "c", 0, 2],
  ["aaaaaaaa", "aaaaaaab", 0, -1],
])("in %j stands %j from %i on at %i", (text, wanted, from, expected) => {
  expect(findBytes(bytes(text), bytes(wanted), from)).toBe(expected);
});
