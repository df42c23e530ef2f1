import { expect, test } from "vitest";
import { parseIndentedFields } from "./indented-fields.ts";

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseIndentedFields(text)));

test.each([
  ["a: b\n", { a: "b" }],
  ["# a: b\na: 'it''s'\n'@x/y@1': \"c\\n\"\n", { a: "it's", "@x/y@1": "c\n" }],
  ["a:\n  b:\n    c: 1\n  d: 2\ne: 3", { a: { b: { c: "1" }, d: "2" }, e: "3" }],
  ["a: {b: c, 'd': 'e, f', g: h:i}", { a: { b: "c", d: "e, f", g: "h:i" } }],
  ["a: {node: '>= 1'}", { a: { node: ">= 1" } }],
  ["a: {}", { a: {} }],
  ["a: {b", { a: "{b" }],
  ["a@npm:1: b\nhttps://c:\n  d: e\r\n", { "a@npm:1": "b", "https://c": { d: "e" } }],
  ["a:\n  - b\n  - c: d\n  e: f", { a: { e: "f" } }],
  ["no field\n'open: x\n", {}],
  ["__proto__: a\nconstructor:\n  x: 1", { ["__proto__"]: "a", constructor: { x: "1" } }],
])("%j", (text, expected) => {
  expect(plain(text)).toEqual(JSON.parse(JSON.stringify(expected)));
});

test("fields within each other without end are passed over at some depth", () => {
  const text = Array.from({ length: 5000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n");
  let depth = 0;
  for (let at: unknown = parseIndentedFields(text); typeof at === "object"; depth++) {
    at = (at as Record<string, unknown>).a;
  }
  expect(depth).toBeLessThan(100);
});
