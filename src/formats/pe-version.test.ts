import { describe, expect, test } from "vitest";
import { assemblyOf } from "../../test/support/dotnet-files.ts";
import { sourceOf } from "./byte-source.ts";
import { readPe } from "./pe.ts";
import { readVersionTexts } from "./pe-version.ts";

function textsIn(bytes: Uint8Array) {
  const pe = readPe(sourceOf(bytes));
  return pe && Object.fromEntries(readVersionTexts(pe));
}

const TEXTS = {
  CompanyName: "Löwe",
  FileVersion: "1.2.3.4",
  ProductVersion: "1.2.3-rc.1+abc",
  Comments: "An odd one.",
};
const FILE = assemblyOf({ name: "A", resource: TEXTS });
const root = FILE.indexOf(Buffer.from("VS_VERSION_INFO", "utf16le")) - 6;

test("the texts of a version resource", () => {
  expect(textsIn(FILE)).toEqual(TEXTS);
  expect(textsIn(assemblyOf({ name: "A" }))).toEqual({});
});

test("a length that counts bytes means the same", () => {
  const bytes = Buffer.from(FILE);
  const block = bytes.indexOf(Buffer.from("CompanyName", "utf16le")) - 6;
  bytes.writeUInt16LE(10, block + 2);
  expect(textsIn(bytes)).toEqual(TEXTS);
});

test("an empty text is none, and the first language speaks", () => {
  expect(textsIn(assemblyOf({ name: "A", resource: { Comments: " ", FileVersion: "1" } }))).toEqual({
    FileVersion: "1",
  });
});

describe("what is damaged is told as far as it goes:", () => {
  test.each([
    ["another key", root + 6, 0],
    ["a block that is shorter than its head", root, 4],
  ])("%s", (_what, at, value) => {
    const bytes = Buffer.from(FILE);
    bytes.writeUInt16LE(value, at);
    expect(textsIn(bytes)).toEqual({});
  });

  test("a block of no length within others ends them", () => {
    const bytes = Buffer.from(FILE);
    bytes.writeUInt16LE(0, bytes.indexOf(Buffer.from("ProductVersion", "utf16le")) - 6);
    expect(textsIn(bytes)).toEqual({ CompanyName: "Löwe", FileVersion: "1.2.3.4" });
  });

  test("a table of resources that leads to itself", () => {
    const bytes = Buffer.from(FILE);
    const tables = bytes.indexOf(Buffer.from([16, 0, 0, 0, 24, 0, 0, 0x80])) - 16;
    bytes.writeUInt32LE(0x80000000, tables + 20);
    expect(textsIn(bytes)).toEqual({});
  });

  test("cut off anywhere", () => {
    for (let length = 0; length < FILE.length; length += 3) {
      const found = textsIn(FILE.subarray(0, length)) ?? {};
      for (const [key, text] of Object.entries(found)) expect(TEXTS[key as keyof typeof TEXTS]).toContain(text);
    }
  });
});
