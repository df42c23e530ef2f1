import { describe, expect, test } from "vitest";
import { rpmHeader } from "../../test/support/rpm-files.ts";
import { type RpmHeader, readRpmHeader } from "./rpm-header.ts";

function read(blob: Uint8Array): RpmHeader {
  const header = readRpmHeader(blob);
  if (typeof header === "string") throw new Error(header);
  return header;
}

test("values are read by their tags", () => {
  const header = read(
    rpmHeader({ 1: "text", 2: ["a", "", "ü"], 3: [7, 4_294_967_295], 4: 2n ** 40n, 5: Buffer.from("x") }),
  );
  expect(header.text(1)).toBe("text");
  expect(header.texts(1)).toEqual(["text"]);
  expect(header.text(2)).toBe("a");
  expect(header.texts(2)).toEqual(["a", "", "ü"]);
  expect(header.numbers(3)).toEqual([7, 4_294_967_295]);
  expect(header.numbers(4)).toEqual([2 ** 40]);
  expect(header.bytes(5)).toEqual(new Uint8Array(Buffer.from("x")));
});

test("a value of another kind is not there", () => {
  const header = read(rpmHeader({ 1: "text", 3: [7], 5: Buffer.from("x") }));
  expect([header.text(3), header.text(5), header.text(9)]).toEqual([undefined, undefined, undefined]);
  expect([header.texts(3), header.numbers(1), header.numbers(5), header.numbers(9)]).toEqual([[], [], [], []]);
  expect([header.bytes(1), header.bytes(9)]).toEqual([undefined, undefined]);
});

test("of a tag that stands twice the later one counts", () => {
  expect(read(rpmHeader([{ 1: "built" }, { 2: "x" }, { 1: "installed" }])).text(1)).toBe("installed");
});

/** Writes over a number of the index: 0 the tag, 1 the type, 2 the place, 3 the count. */
function withEntry(blob: Uint8Array, field: number, value: number): Uint8Array {
  const copy = Uint8Array.from(blob);
  new DataView(copy.buffer).setUint32(8 + 4 * field, value);
  return copy;
}

describe("what leads out of the store is left out:", () => {
  const texts = rpmHeader({ 1: ["a", "b"] });
  test.each([
    { title: "more texts than there are", blob: withEntry(texts, 3, 2 ** 32 - 1), expected: { texts: ["a", "b"] } },
    { title: "a text without an end", blob: texts.with(-1, 0x62), expected: { texts: ["a"] } },
    { title: "a place behind the end", blob: withEntry(texts, 2, 4), expected: { texts: [] } },
    { title: "a place far behind the end", blob: withEntry(texts, 2, 2 ** 32 - 1), expected: { texts: [] } },
    {
      title: "more numbers than there are",
      blob: withEntry(rpmHeader({ 1: [7, 8] }), 3, 99),
      expected: { numbers: [7, 8] },
    },
    { title: "half a number", blob: withEntry(rpmHeader({ 1: [7, 8] }), 2, 6), expected: { numbers: [] } },
    { title: "more bytes than there are", blob: withEntry(rpmHeader({ 1: Buffer.from("x") }), 3, 2), expected: {} },
    { title: "a kind that is not known", blob: withEntry(texts, 1, 10), expected: {} },
  ])("$title", ({ blob, expected }) => {
    const header = read(blob);
    expect({ texts: header.texts(1), numbers: header.numbers(1), bytes: header.bytes(1) }).toEqual({
      texts: [],
      numbers: [],
      bytes: undefined,
      ...expected,
    });
  });
});

test.each([
  ["no bytes", new Uint8Array(), /first 8 bytes/],
  ["no tags", new Uint8Array(8), /no tags/],
  ["an index that is cut off", rpmHeader({ 1: "x" }).subarray(0, 20), /says it has 26 bytes, there are 20/],
  ["a store that is cut off", rpmHeader({ 1: "x" }).subarray(0, 25), /says it has 26 bytes, there are 25/],
  ["sizes that nothing has", new Uint8Array(64).fill(255), /says it has \d+ bytes, there are 64/],
])("%s: is told", (_, blob, problem) => {
  expect(readRpmHeader(blob)).toMatch(problem);
});
