import { describe, expect, test } from "vitest";
import { BLOCK_BYTES, readHeader } from "./tar-header.ts";
import { type TarInput, writeTar } from "./tar-writer.ts";

interface Change {
  /** Offset in the header → text to write there. */
  readonly [offset: number]: string;
}

/** A header with some bytes changed, and its checksum made right again. */
function headerOf(entry: TarInput, change: Change = {}): Uint8Array {
  const block = writeTar([entry]).slice(0, BLOCK_BYTES);
  const put = (text: string, offset: number) => block.set(new TextEncoder().encode(text), offset);
  for (const [offset, text] of Object.entries(change)) put(text, Number(offset));
  const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

const FLAG = 156;
const MAGIC = 257;
const PREFIX = 345;
const TRAILER = 508;

// The right column is what Go's archive/tar makes of each; `umoci unpack` was asked.
describe("a header is read as engines read it:", () => {
  const rows: {
    title: string;
    entry: TarInput;
    change?: Change;
    pax?: Record<string, string>;
    longName?: string;
    longLink?: string;
    expected: object;
  }[] = [
    { title: "a plain file", entry: { path: "a", content: "x" }, expected: { path: "a", type: "file", sizeBytes: 1 } },
    {
      title: "a file whose name ends with a slash stays one",
      entry: { path: "a/", content: "x" },
      expected: { type: "file", sizeBytes: 1 },
    },
    {
      title: "only the oldest kind is a folder by its slash",
      entry: { path: "a/" },
      change: { [FLAG]: "\0" },
      expected: { type: "directory" },
    },
    { title: "PAX names it", entry: { path: "a" }, pax: { path: "b" }, expected: { path: "b" } },
    {
      title: "an empty PAX name says nothing",
      entry: { path: "a" },
      pax: { path: "", size: "" },
      expected: { path: "a", sizeBytes: 0 },
    },
    {
      title: "GNU's name goes before PAX's",
      entry: { path: "a" },
      pax: { path: "b" },
      longName: "c",
      expected: { path: "c" },
    },
    {
      title: "GNU's link goes before PAX's",
      entry: { path: "a", type: "symlink", linkTarget: "x" },
      pax: { linkpath: "y" },
      longLink: "z",
      expected: { linkTarget: "z" },
    },
    {
      title: "a sparse name counts for sparse files",
      entry: { path: "a" },
      pax: { "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "b" },
      expected: { path: "b", sparse: true },
    },
    {
      title: "and for no others",
      entry: { path: "a" },
      pax: { "GNU.sparse.name": "b" },
      expected: { path: "a", sparse: false },
    },
    {
      title: "nor for a version that nobody knows",
      entry: { path: "a" },
      pax: { "GNU.sparse.major": "9", "GNU.sparse.name": "b" },
      expected: { path: "a", sparse: false },
    },
    {
      title: "sparse files of PAX 0.0 tell it by their parts alone",
      entry: { path: "a" },
      pax: { "GNU.sparse.numblocks": "1", "GNU.sparse.offset": "512", "GNU.sparse.numbytes": "7" },
      expected: { path: "a", sparse: true },
    },
    { title: "ustar has a prefix", entry: { path: "a" }, change: { [PREFIX]: "p" }, expected: { path: "p/a" } },
    {
      title: "the oldest format has none",
      entry: { path: "a" },
      change: { [MAGIC]: "\0\0\0\0\0\0\0\0", [PREFIX]: "p" },
      expected: { path: "a" },
    },
    {
      title: "star's is shorter",
      entry: { path: "a" },
      change: { [PREFIX]: "p".repeat(140), [TRAILER]: "tar\0" },
      expected: { path: `${"p".repeat(131)}/a` },
    },
    {
      title: "GNU has times there",
      entry: { path: "a" },
      change: { [MAGIC]: "ustar  \0", [PREFIX]: "00000000000\0" },
      expected: { path: "a" },
    },
    {
      title: "but for old writers' prefixes",
      entry: { path: "a" },
      change: { [MAGIC]: "ustar  \0", [PREFIX]: "prefix" },
      expected: { path: "prefix/a" },
    },
    { title: "a byte order mark is a part of the name", entry: { path: "\uFEFFa" }, expected: { path: "\uFEFFa" } },
    { title: "PAX's size counts", entry: { path: "a" }, pax: { size: "7" }, expected: { sizeBytes: 7 } },
  ];
  test.each(rows)("$title", ({ entry, change, pax = {}, longName, longLink, expected }) => {
    const extensions = { pax: new Map(Object.entries(pax)), longName, longLink };
    expect(readHeader(headerOf(entry, change), extensions, 0)).toMatchObject(expected);
  });
});

test.each([
  ["a PAX size that is no number", { size: "-1" }, {}],
  ["a size with letters in it", {}, { 124: "0000000000x\0" }],
  ["a negative size", {}, { 124: "\u00ff".repeat(6) }],
])("%s is refused", (_title, pax, change) => {
  const extensions = { pax: new Map(Object.entries(pax)), longName: undefined, longLink: undefined };
  expect(() => readHeader(headerOf({ path: "a" }, change), extensions, 0)).toThrow(
    expect.objectContaining({ code: "FILE_MALFORMED" }),
  );
});
