import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BASE_ADDRESS,
  elfOf,
  goBuildInfoOf,
  machOOf,
  oldGoBuildInfoOf,
  peOf,
  universalOf,
} from "../../test/support/program-files.ts";
import { sourceOf } from "./byte-source.ts";
import { readGoBuildInfo } from "./go-build-info.ts";
import { readProgram } from "./program.ts";

function infoIn(bytes: Uint8Array) {
  const program = readProgram(sourceOf(bytes));
  return program && readGoBuildInfo(program);
}

const LINES = [
  "path\texample.com/tool/cmd",
  "mod\texample.com/tool\tv1.2.3\th1:own=",
  "dep\texample.com/a\tv0.1.0\th1:a=",
  "dep\texample.com/b\tv0.2.0",
  "=>\texample.com/fork\tv0.3.0\th1:fork=",
  'build\t-ldflags="-s -X \\"main.version=1 2\\""',
  "build\tGOARCH=amd64",
];
const expected = {
  goVersion: "go1.22.3",
  path: "example.com/tool/cmd",
  main: { path: "example.com/tool", version: "v1.2.3", sum: "h1:own=" },
  modules: [
    { path: "example.com/a", version: "v0.1.0", sum: "h1:a=" },
    {
      path: "example.com/b",
      version: "v0.2.0",
      replacement: { path: "example.com/fork", version: "v0.3.0", sum: "h1:fork=" },
    },
  ],
  settings: new Map([
    ["-ldflags", '-s -X "main.version=1 2"'],
    ["GOARCH", "amd64"],
  ]),
};

const content = goBuildInfoOf("go1.22.3", LINES);
/** Where the first section of an ELF file with one of its own lies. */
const FIRST = 256 + 64;

describe("reads the build information of", () => {
  const other = { name: ".text", content: Buffer.alloc(5000, 0xff) };
  const rows: [string, Buffer][] = [
    ["an ELF file", elfOf([other, { name: ".go.buildinfo", content }])],
    ["an ELF file without a table of sections", elfOf([other, { name: ".data", content }], { stripped: true })],
    ["a Windows program, in its data", peOf([{ name: ".data", content }])],
    ["a macOS program", machOOf([other, { name: "__go_buildinfo", content }])],
    ["one for several architectures", universalOf(machOOf([{ name: "__go_buildinfo", content }]))],
    [
      "a program of Go 1.13 to 1.17, which points elsewhere",
      elfOf([{ name: ".go.buildinfo", content: oldGoBuildInfoOf("go1.22.3", LINES, BASE_ADDRESS + FIRST) }]),
    ],
  ];
  test.each(rows)("%s", (_what, bytes) => {
    expect(infoIn(bytes)).toEqual(expected);
  });
});

test("tells the architecture of each format", () => {
  const names = [elfOf([]), peOf([]), machOOf([])].map((bytes) => readProgram(sourceOf(bytes))?.architecture);
  expect(names).toEqual(["amd64", "amd64", "arm64"]);
});

test.each<[string, Buffer]>([
  ["a program of another language", elfOf([{ name: ".text", content: Buffer.from("no Go here") }])],
  ["a script", Buffer.from("#!/bin/sh\n")],
  ["a Java class, which begins as a universal program does", Buffer.from("cafebabe0000003d0000", "hex")],
  ["a DOS program", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(200)])],
  ["the first bytes of one", elfOf([]).subarray(0, 20)],
  ["nothing", Buffer.alloc(0)],
])("finds none in %s", (_what, bytes) => {
  expect(infoIn(bytes)).toBeUndefined();
});

test("lengths and addresses that lead out of the file give nothing", () => {
  const bytes = elfOf([{ name: ".go.buildinfo", content: oldGoBuildInfoOf("go1.16", LINES, 0x7fffffffff) }]);
  expect(infoIn(bytes)).toBeUndefined();
  const long = Buffer.from(content);
  long.fill(0xff, 32, 41);
  expect(infoIn(elfOf([{ name: ".go.buildinfo", content: long }]))).toBeUndefined();
});

test.each([
  ["ELF", elfOf([{ name: ".go.buildinfo", content }])],
  ["PE", peOf([{ name: ".data", content }])],
  ["Mach-O", universalOf(machOOf([{ name: "__go_buildinfo", content }]))],
])("whatever is changed in an %s file, reading it ends and throws nothing", (_format, whole) => {
  const bytes = whole.subarray(0, 8192);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
      const changed = Buffer.from(bytes);
      for (const [at, value] of changes) changed[at] = value;
      infoIn(changed);
    }),
    { numRuns: 1000 },
  );
});
