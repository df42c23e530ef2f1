import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { phpSerialize } from "../../test/support/php-serialize.ts";
import { parsePhpSerialized } from "./php-serialize.ts";

const parse = (text: string) => parsePhpSerialized(new TextEncoder().encode(text));

describe("what PHP serialised is read", () => {
  test.each([
    ['s:3:"a"b";', 'a"b'],
    ['s:2:"é";', "é"],
    ["i:-5;", -5],
    ["d:0.5;", 0.5],
    ["b:1;", true],
    ["N;", null],
    ["a:0:{}", {}],
    ['a:2:{i:0;s:1:"x";s:1:"k";a:1:{i:0;N;}}', { 0: "x", k: { 0: null } }],
    ['a:1:{s:9:"__proto__";i:1;}', JSON.parse('{"__proto__":1}')],
  ])("%s", (text, value) => {
    expect(JSON.stringify(parse(text))).toEqual(JSON.stringify(value));
  });
});

describe("anything else is nothing", () => {
  test.each([
    "",
    "x",
    's:99:"a";',
    's:9999999999:"a";',
    'a:1:{s:1:"k";',
    'a:1:{s:1:"k";}',
    "a:1:{a:0:{}i:1;}",
    'O:8:"stdClass":0:{}',
    'a:1:{i:0;O:8:"stdClass":0:{}}',
    "a:1:{i:0;".repeat(50_000),
  ])("%s", (text) => {
    expect(parse(text)).toBeUndefined();
  });
});

test("whatever is written is read back", () => {
  const leaf = fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean(), fc.constant(null));
  const value = fc.dictionary(
    fc.string(),
    fc.oneof(leaf, fc.dictionary(fc.string({ unit: "grapheme" }), leaf, { noNullPrototype: true })),
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(value, (original) => {
      expect(JSON.stringify(parse(phpSerialize(original)))).toBe(JSON.stringify(original));
    }),
  );
});
