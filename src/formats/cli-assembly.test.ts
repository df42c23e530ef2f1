import { describe, expect, test } from "vitest";
import { type AssemblyFixture, assemblyOf } from "../../test/support/dotnet-files.ts";
import { peOf } from "../../test/support/program-files.ts";
import { sourceOf } from "./byte-source.ts";
import { readCliAssembly } from "./cli-assembly.ts";
import { readPe } from "./pe.ts";

function assemblyIn(bytes: Uint8Array) {
  const pe = readPe(sourceOf(bytes));
  return pe && readCliAssembly(pe);
}

const FIXTURE: AssemblyFixture = {
  name: "Löwe.Core",
  version: "1.2.3.4",
  references: ["System.Runtime", "Serilog", "Serilog"],
  attributes: [
    ["AssemblyCompany", "Löwe & Söhne"],
    ["AssemblyMetadata", "RepositoryUrl", "https://example.com/loewe"],
    ["AssemblyMetadata", "Serviceable", "True"],
    ["Extension"],
  ],
};

const MANY = Array.from({ length: 3000 }, (_, i) => `A${i}`);

const EXPECTED = {
  name: "Löwe.Core",
  version: "1.2.3.4",
  culture: "",
  isProgram: false,
  isCompiled: false,
  references: ["System.Runtime", "Serilog"],
  attributes: new Map([
    ["AssemblyCompanyAttribute", [["Löwe & Söhne"]]],
    [
      "AssemblyMetadataAttribute",
      [
        ["RepositoryUrl", "https://example.com/loewe"],
        ["Serviceable", "True"],
      ],
    ],
    ["ExtensionAttribute", [[]]],
  ]),
};

test.each([
  ["of another assembly", FIXTURE, EXPECTED],
  ["of its own, as in the core of .NET", { ...FIXTURE, ownAttributes: true }, EXPECTED],
  [
    "a program that was compiled",
    { ...FIXTURE, isProgram: true, isCompiled: true },
    { ...EXPECTED, isProgram: true, isCompiled: true },
  ],
  ["in the middle of editing", { ...FIXTURE, isEdited: true }, EXPECTED],
  [
    "with tables so long that others tell of their rows in four bytes",
    { ...FIXTURE, references: MANY },
    { ...EXPECTED, references: MANY.slice(0, 2000) },
  ],
  ["texts in one language", { ...FIXTURE, culture: "de" }, { ...EXPECTED, culture: "de" }],
])("an assembly and what is written on it: %s", (_what, fixture, expected) => {
  expect(assemblyIn(assemblyOf(fixture))).toEqual(expected);
});

test("attributes are found where the rows are in no order", () => {
  const bytes = assemblyOf(FIXTURE);
  // The mask of sorted tables stands behind that of tables.
  const stream = bytes.indexOf(Buffer.from([2, 0, 0, 1])) - 4;
  bytes.fill(0, stream + 16, stream + 24);
  expect(assemblyIn(bytes)).toEqual(EXPECTED);
});

test("a program of another kind is none", () => {
  expect(assemblyIn(peOf([{ name: ".data", content: Buffer.from("x") }]))).toBeUndefined();
});

describe("what is damaged is told as far as it goes", () => {
  const whole = assemblyOf(FIXTURE);
  test.each([
    ["no signature of the metadata", 0x200 + 72, 0],
    ["tables without end", 0x200 + 8, 0xffffffff],
    ["metadata outside the file", 0x200 + 8, 0x7fffffff],
  ])("%s", (_what, at, value) => {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32LE(value, at);
    expect(assemblyIn(bytes)).toBeUndefined();
  });

  test("cut off anywhere", () => {
    for (let length = 0; length < whole.length; length += 3) {
      const found = assemblyIn(whole.subarray(0, length));
      if (found) expect(found).toMatchObject({ version: "1.2.3.4" });
    }
  });

  test("counts that are larger than the file cost no more than the file", () => {
    const bytes = Buffer.from(whole);
    const stream = bytes.indexOf(Buffer.from([2, 0, 0, 1])) - 4;
    for (let at = stream + 24; at < stream + 24 + 6 * 4; at += 4) bytes.writeUInt32LE(0xfffffff0, at);
    expect(assemblyIn(bytes)).toBeUndefined();
  });
});
