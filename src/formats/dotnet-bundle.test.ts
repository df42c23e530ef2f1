import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { bundleOf } from "../../test/support/dotnet-files.ts";
import { elfOf, machOOf, peOf, type SectionFixture } from "../../test/support/program-files.ts";
import { sourceOf } from "./byte-source.ts";
import { readDotnetBundle } from "./dotnet-bundle.ts";
import { readProgram } from "./program.ts";

function depsIn(bytes: Uint8Array) {
  const program = readProgram(sourceOf(bytes));
  const bundle = program && readDotnetBundle(program);
  return bundle && { depsJson: bundle.depsJson && Buffer.from(bundle.depsJson).toString() };
}

const content = Buffer.from(`{"targets":${" ".repeat(200)}{}}`);
const files = [
  { name: "Shop.dll", content: Buffer.from("MZ") },
  { name: "Shop.deps.json", content },
];
const expected = { depsJson: content.toString() };

describe("the list of dependencies within", () => {
  test.each([
    [".NET Core 3 for Linux", 1, elfOf],
    [".NET 5 for Linux", 2, elfOf],
    [".NET 6 for Linux", 6, elfOf],
    [".NET 6 for Windows", 6, peOf],
    [".NET 6 for macOS", 6, machOOf],
  ])("%s", (_what, major, host) => {
    expect(depsIn(bundleOf(major, files, host))).toEqual(expected);
  });

  test("packed", () => {
    const packed = { name: "Shop.deps.json", content, packed: deflateRawSync(content) };
    expect(depsIn(bundleOf(6, [packed]))).toEqual(expected);
  });

  test("behind a mark that leads nowhere, and across the pieces that are looked through", () => {
    const mark = Buffer.from("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae", "hex");
    const before = [Buffer.alloc(8), mark, Buffer.alloc(1024 * 1024 - 360 - 30)];
    const host = ([section]: readonly SectionFixture[]) =>
      elfOf([{ name: ".data", content: Buffer.concat([...before, section?.content.subarray(992) ?? mark]) }]);
    expect(depsIn(bundleOf(6, files, host))).toEqual(expected);
  });

  test("a program that begins no bundle, and one that was published without a list", () => {
    expect(depsIn(bundleOf(6, null))).toBeUndefined();
    expect(depsIn(elfOf([{ name: ".data", content: Buffer.from("x") }]))).toBeUndefined();
    expect(depsIn(bundleOf(6, [{ name: "Shop.dll", content: Buffer.from("MZ") }]))).toEqual({});
  });
});

describe("what is damaged is told:", () => {
  const whole = bundleOf(2, files);
  const mark = whole.indexOf(Buffer.from("8b1202b96a61", "hex")) - 8;
  const header = Number(whole.readBigInt64LE(mark));
  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(whole);
    change(bytes);
    return bytes;
  };

  test.each([
    ["a version to come", changed((bytes) => bytes.writeUInt32LE(9, header)), /of version 9/],
    ["a header that ends", whole.subarray(0, header + 20), /is cut off/],
    [
      "a list behind the end",
      changed((bytes) => bytes.writeBigInt64LE(BigInt(bytes.length), header + 15)),
      /behind the end/,
    ],
    ["a name without end", changed((bytes) => bytes.fill(0xff, header + 12, header + 17)), /is cut off/],
    [
      "a list of 4 GB",
      changed((bytes) => bytes.writeBigInt64LE(2n ** 32n, header + 15 + 8)),
      /behind the end|more than 16777216/,
    ],
  ])("%s", (_what, bytes, message) => {
    expect(() => depsIn(bytes)).toThrow(message);
  });

  test("a header outside the file is none", () => {
    expect(depsIn(changed((bytes) => bytes.writeBigInt64LE(2n ** 60n, mark)))).toBeUndefined();
    expect(depsIn(changed((bytes) => bytes.writeBigInt64LE(-1n, mark)))).toBeUndefined();
  });
});
