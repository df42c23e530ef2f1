import fc from "fast-check";
import { expect, test } from "vitest";
import { createLiteralScanner, type Literal } from "./literal-scanner.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function scan(literals: readonly Literal[], text: string): string[] {
  const found: string[] = [];
  createLiteralScanner(literals)(bytesOf(text), (literal, at) => found.push(`${literal}@${at}`) > 0);
  return found.sort();
}

/** The same, in the plainest way. */
function search(literals: readonly Literal[], text: string): string[] {
  const found: string[] = [];
  for (const [i, { text: literal, ignoresCase }] of literals.entries()) {
    for (let at = 0; at + literal.length <= text.length; at++) {
      const part = text.slice(at, at + literal.length);
      if ((ignoresCase ? part.toLowerCase() : part) === literal) found.push(`${i}@${at}`);
    }
  }
  return found.sort();
}

const letters = fc.constantFrom(..."abcABC-\u00e9\0");
const word = fc.string({ unit: letters, minLength: 3, maxLength: 7 });
const literal = fc
  .record({ text: word, ignoresCase: fc.boolean() })
  .map(({ text, ignoresCase }) => ({ text: ignoresCase ? text.toLowerCase() : text, ignoresCase }))
  // Letters beyond ASCII have no capitals here.
  .filter(({ text, ignoresCase }) => !ignoresCase || !/[^\0-\x7f]/.test(text));

test("finds what a plain search finds, each place once", () => {
  fc.assert(
    fc.property(
      fc.array(literal, { minLength: 1, maxLength: 12 }),
      fc.string({ unit: letters, maxLength: 120 }),
      (list, text) => {
        expect(scan(list, text)).toEqual(search(list, text));
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ["at the beginning", "abc--", ["0@0"]],
  ["at the end", "--abc", ["0@2"]],
  ["over and over", "abcabc", ["0@0", "0@3"]],
  ["in capitals", "xABCx", ["0@1"]],
  ["cut off", "--ab", []],
  ["in nothing", "", []],
])("%s", (_title, text, places) => {
  expect(scan([{ text: "abc", ignoresCase: true }], text)).toEqual(places);
});

test("stops when it is told to", () => {
  let told = 0;
  createLiteralScanner([{ text: "abc", ignoresCase: false }])(bytesOf("abcabcabc"), () => ++told < 2);
  expect(told).toBe(2);
});
