import { describe, expect, test } from "vitest";
import * as twin from "./find-bytes.browser.ts";
import * as original from "./find-bytes.ts";

twin satisfies typeof original;

const bytes = (text: string) => new TextEncoder().encode(text);

describe.each([
  ["Node.js", original],
  ["a browser", twin],
])("in %s", (_where, { findBytes }) => {
  test.each<[text: string, wanted: string, from: number, expected: number]>([
    ["abcabc", "abc", 0, 0],
    ["abcabc", "abc", 1, 3],
    ["abcabc", "abc", 4, -1],
    ["aaab", "aab", 0, 1],
    ["abc", "abcd", 0, -1],
    ["", "a", 0, -1],
    ["abc", "c", 0, 2],
    ["aaaaaaaa", "aaaaaaab", 0, -1],
    ["\0\0a\0b", "\0b", 0, 3],
  ])("in %j stands %j from %i on at %i", (text, wanted, from, expected) => {
    expect(findBytes(bytes(text), bytes(wanted), from)).toBe(expected);
  });

  test("a part of a longer memory is searched alone", () => {
    expect(findBytes(bytes("xxabcabc").subarray(2, 6), bytes("abc"), 1)).toBe(-1);
  });
});
