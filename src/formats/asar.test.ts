import { expect, test } from "vitest";
import { asarOf } from "../../test/support/asar.ts";
import { listAsar } from "./asar.ts";
import { sourceOf } from "./byte-source.ts";

const all = () => true;
const textsOf = (bytes: Uint8Array, wants = all) =>
  listAsar(sourceOf(bytes), wants).map(({ name, offset, sizeBytes }) => [
    name,
    Buffer.from(bytes.subarray(offset, offset + sizeBytes)).toString(),
  ]);

test("files in folders, but for those that lie beside", () => {
  const bytes = asarOf(
    { a: "1", "b/c": "22", "b/d/e": "" },
    { "b/unpacked": { size: 1, unpacked: true }, l: { link: "a" } },
  );
  expect(textsOf(bytes).sort()).toEqual([
    ["a", "1"],
    ["b/c", "22"],
    ["b/d/e", ""],
  ]);
  expect(listAsar(sourceOf(bytes), (name) => name === "a")).toHaveLength(1);
});

test.each([
  ["outside the archive", { size: 1, offset: "99999" }],
  ["in no place", { size: 1, offset: "x" }],
  ["in front of it", { size: 1, offset: "-1" }],
  ["of no size", { size: "1", offset: "0" }],
  ["less than nothing", { size: -1, offset: "0" }],
  ["nothing", null],
])("a file that is %s is left out", (_title, entry) => {
  expect(textsOf(asarOf({ a: "1" }, { b: entry }))).toEqual([["a", "1"]]);
});

const numbers = (...values: number[]) => Buffer.from(new Uint32Array(values).buffer);

test.each([
  ["nothing", Buffer.alloc(0)],
  ["too short", numbers(4, 8, 4)],
  ["something else", numbers(5, 16, 12, 8, 0, 0)],
  ["an index that is longer than it says", numbers(4, 8, 4, 100)],
  ["an index that is no JSON", Buffer.concat([numbers(4, 16, 12, 2), Buffer.from("{{")])],
  ["an index without files", Buffer.concat([numbers(4, 16, 12, 2), Buffer.from("{}")])],
])("%s is no archive", (_title, bytes) => {
  expect(() => textsOf(bytes)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
});

test("an index that says that it is huge is not read", () => {
  const bytes = numbers(4, 0x7fffffff, 0x7ffffff0, 0x70000000);
  expect(() => textsOf(bytes)).toThrow(expect.objectContaining({ code: "LIMIT_EXCEEDED" }));
});

test("folders within each other without end are left out where no path leads", () => {
  const depth = 100_000;
  const index = `${'{"files":{"folder":'.repeat(depth)}{"files":{}}${"}}".repeat(depth)}`;
  const bytes = Buffer.concat([numbers(4, index.length + 8, index.length + 4, index.length), Buffer.from(index)]);
  expect(textsOf(bytes)).toEqual([]);
});
