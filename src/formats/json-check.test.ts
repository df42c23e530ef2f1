import fc from "fast-check";
import { expect, test } from "vitest";
import { findJsonTrouble, mostJsonValues } from "./json-check.ts";

const bounds = { depth: 3, values: 10, textCharacters: 9 };
const kindOf = (text: string) => findJsonTrouble(text, bounds)?.kind;

test.each([
  ["nothing", "", undefined],
  ["a number", "1e400", undefined],
  ["three levels", '{"a":[{"b":1}]}', undefined],
  ["four levels", '{"a":[{"b":[]}]}', "excess"],
  ["levels side by side", "[[],[],[[]],{}]", undefined],
  ["ten values", "[1,1,1,1,1,1,1,1,1,1]", undefined],
  ["eleven values", "[1,1,1,1,1,1,1,1,1,1,1]", "excess"],
  ["a text of nine characters", '["123456789"]', undefined],
  ["a text of ten characters", '["1234567890"]', "excess"],
  ["a text that never ends", '["1234567890', "excess"],
  ["brackets in a text", '["[[[[{{{"]', undefined],
  ["a quote in a text", '["\\"[[[["]', undefined],
  ["a backslash at a text's end", '["\\\\",[["x"]]]', undefined],
  ["a key twice", '{"a":1,"a":2}', "ambiguous"],
  ["a key twice, one of them with an escape", '{"a":1,"\\u0061":2}', "ambiguous"],
  ["a key twice in an inner object", '[{"b":{"a":1,"a":2}}]', "ambiguous"],
  ["a key behind an inner object twice", '{"a":{"a":1},"a":2}', "ambiguous"],
  ["a key in two objects", '[{"a":1},{"a":2}]', undefined],
  ["a key that is also a text", '{"a":"a","b":["a","a"]}', undefined],
  ["keys of prototypes", '{"__proto__":1,"toJSON":1}', undefined],
  ["no JSON", "}}]],,::", undefined],
])("%s", (_title, text, kind) => {
  expect(kindOf(text)).toBe(kind);
});

test("what a program writes is read", () => {
  const wide = { depth: 1000, values: 1e6, textCharacters: 1e6 };
  fc.assert(fc.property(fc.json(), (text) => findJsonTrouble(text, wide) === undefined));
});

test("a million brackets", () => {
  expect(kindOf("[".repeat(1_000_000))).toBe("excess");
});

test.each([
  ["", 0],
  ["1", 0],
  ['{"a":[1,2,{}]}', 5],
  ['"a,b"', 1],
])("%j has %i values at most", (text, values) => {
  expect(mostJsonValues(text)).toBe(values);
});
