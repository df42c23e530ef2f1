import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDeb822 } from "./deb822.ts";

const parse = (text: string) => [...parseDeb822(text)].map((stanza) => Object.fromEntries(stanza));

const rows: { title: string; text: string; stanzas: Record<string, string>[] }[] = [
  { title: "a paragraph", text: "A: 1\nB: 2\n", stanzas: [{ a: "1", b: "2" }] },
  {
    title: "paragraphs, however many empty lines apart",
    text: "\n\nA: 1\n\n\n \nA: 2",
    stanzas: [{ a: "1" }, { a: "2" }],
  },
  { title: "a folded value", text: "D: short\n long\n .\n\tend\n", stanzas: [{ d: "short\nlong\n\nend" }] },
  { title: "a value with a colon, or without one", text: "A: b: c\nE:\n", stanzas: [{ a: "b: c", e: "" }] },
  { title: "lines that end as on DOS", text: "A: 1\r\n\r\nB: 2\r\n", stanzas: [{ a: "1" }, { b: "2" }] },
  { title: "the last of two fields of one name", text: "A: 1\nA: 2\n", stanzas: [{ a: "2" }] },
  { title: "a field called as a property of all objects", text: "constructor: 1\n", stanzas: [{ constructor: "1" }] },
  { title: "nothing", text: "", stanzas: [] },
];
test.each(rows)("deb822: $title", ({ text, stanzas }) => {
  expect(parse(text)).toEqual(stanzas);
});

test("lines that are none are told with their number, and the rest is read", () => {
  const told: [number, string][] = [];
  const text = " folded without a field\nA: 1\nno colon\n still broken\nB: 2\n";
  expect(
    [...parseDeb822(text, (number, line) => told.push([number, line]))].map((stanza) => Object.fromEntries(stanza)),
  ).toEqual([{ a: "1", b: "2" }]);
  expect(told.map(([number]) => number)).toEqual([1, 3, 4]);
});

test("any text is read", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("A", ":", " ", "\n", "\r", ".", "\t", "é") }), (text) => {
      for (const stanza of parseDeb822(text)) expect(stanza.size).toBeGreaterThan(0);
    }),
  );
});
