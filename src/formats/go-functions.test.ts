import { describe, expect, test } from "vitest";
import { elfOf, peOf } from "../../test/support/program-files.ts";
import { sourceOf } from "./byte-source.ts";
import { goSymbolOf, readGoFunctionNames } from "./go-functions.ts";
import { readProgram } from "./program.ts";

const NAMES = ["runtime.main", "main.main", "golang.org/x/text/language.Parse"];
const MAGICS = { "1.2": 0xfffffffb, "1.16": 0xfffffffa, "1.18": 0xfffffff0, "1.20": 0xfffffff1 };

/** A table of lines as Go's linker writes it, with words of 8 bytes. */
function tableOf(version: keyof typeof MAGICS, names: readonly string[] = NAMES): Buffer {
  const header = Buffer.alloc(72);
  header.writeUInt32LE(MAGICS[version], 0);
  header.set([1, 8], 6);
  const word = (index: number, value: number) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * index);
  const texts = Buffer.from(names.map((name) => `${name}\0`).join(""));
  word(0, names.length);
  if (version !== "1.2") {
    const at = version === "1.16" ? 2 : 3;
    word(at, header.length);
    word(at + 1, header.length + texts.length);
    return Buffer.concat([header, texts, Buffer.alloc(64)]);
  }
  // Behind the count stand pairs of an address and where the record is; a record is an address and where the name is.
  const records = 16 + 16 * names.length;
  const table = Buffer.alloc(records + 16 * names.length);
  header.copy(table, 0, 0, 16);
  let at = table.length;
  for (const [i, name] of names.entries()) {
    table.writeBigUInt64LE(BigInt(records + 16 * i), 16 + 16 * i + 8);
    table.writeInt32LE(at, records + 16 * i + 8);
    at += name.length + 1;
  }
  return Buffer.concat([table, texts]);
}

function read(file: Buffer) {
  const program = readProgram(sourceOf(file));
  const found = program && readGoFunctionNames(program);
  return found && { names: [...found.names], hasInlined: found.hasInlined };
}

describe("the functions of a program", () => {
  test.each([
    ["1.2", false],
    ["1.16", true],
    ["1.18", true],
    ["1.20", true],
  ] as const)("of the form of Go %s", (version, hasInlined) => {
    const file = elfOf([{ name: ".gopclntab", content: tableOf(version) }]);
    expect(read(file)).toEqual({ names: NAMES, hasInlined });
  });

  test("are found where there is no section for them", () => {
    const content = Buffer.concat([Buffer.alloc(4096, 1), tableOf("1.20")]);
    expect(read(peOf([{ name: ".rdata", content }]))?.names).toEqual(NAMES);
    expect(read(elfOf([{ name: ".data.rel.ro", content }]))?.names).toEqual(NAMES);
    expect(read(elfOf([{ name: ".data.rel.ro", content }], { stripped: true }))?.names).toEqual(NAMES);
  });

  test.each<[string, (table: Buffer) => void]>([
    ["an unknown form", (table) => table.writeUInt32LE(0xfffffff2, 0)],
    ["words of three bytes", (table) => table.writeUInt8(3, 7)],
    ["names that begin in the header", (table) => table.writeBigUInt64LE(0n, 32)],
    ["names that end before they begin", (table) => table.writeBigUInt64LE(8n, 40)],
    ["names that end behind the table", (table) => table.writeBigUInt64LE(1n << 60n, 40)],
  ])("are not told by a table with %s", (_, damage) => {
    const table = tableOf("1.20");
    damage(table);
    expect(read(elfOf([{ name: ".gopclntab", content: table }]))).toBeUndefined();
  });

  test.each([
    ["where a record is", 24],
    ["where a name is", 16 + 16 * 3 + 8],
    ["how many there are", 8],
  ])("of an old table that lies about %s are those that can be read", (_, at) => {
    const table = tableOf("1.2");
    table.writeUInt32LE(0x7fffffff, at);
    expect(read(elfOf([{ name: ".gopclntab", content: table }]))?.names.length).toBeLessThanOrEqual(100);
  });
});

test.each([
  ["golang.org/x/text/language.Parse", "golang.org/x/text/language", "Parse"],
  ["main.main", "main", "main"],
  ["net/http.(*Server).Serve", "net/http", "Server.Serve"],
  ["time.Time.String", "time", "Time.String"],
  ["net/http.(*Server).Serve.func1.2", "net/http", "Server.Serve"],
  ["net/http.(*Server).Serve-fm", "net/http", "Server.Serve"],
  ["slices.Collect[...].func1-range1", "slices", "Collect"],
  ["example.com/a.(*Set[go.shape.string]).Add", "example.com/a", "Set.Add"],
  ["example.com/a.Map[example.com/b.Key,go.shape.int]", "example.com/a", "Map"],
  ["gopkg.in/yaml%2ev3.(*Decoder).Decode", "gopkg.in/yaml.v3", "Decoder.Decode"],
  ["example.com/a.run.gowrap1", "example.com/a", "run"],
  ["example.com/a.run.deferwrap2", "example.com/a", "run"],
  ["example.com/a.glob..func1", "example.com/a", ""],
  ["example.com/a.init.0", "example.com/a", "init"],
  ["example.com/a..inittask", "example.com/a", ".inittask"],
])("%s", (linked, path, name) => {
  expect(goSymbolOf(linked)).toEqual({ path, name });
});

test.each(["type:.eq.example.com/a.T", "go:itab.*os.File,io.Reader", "_cgo_init", "memeqbody", ""])(
  "%j is of no package",
  (linked) => expect(goSymbolOf(linked)).toBeUndefined(),
);
