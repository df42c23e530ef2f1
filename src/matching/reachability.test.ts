import { expect, test } from "vitest";
import type { AffectedSymbols } from "../model/advisory.ts";
import { ANY_FUNCTION, hashOfFunction, type LinkedFunctions, packHashes } from "../model/linked-functions.ts";
import { reachabilityOf } from "./reachability.ts";

function program(
  names: readonly [path: string, name: string][],
  given: Partial<LinkedFunctions> = {},
): LinkedFunctions {
  const hashes = names.flatMap(([path, name]) => [hashOfFunction(path, name), hashOfFunction(path, ANY_FUNCTION)]);
  return { system: "linux", architecture: "amd64", isComplete: true, hashes: packHashes(hashes), ...given };
}

const PARSER = program([["golang.org/x/text/language", "Parse"]]);
const PRINTER = program([["golang.org/x/text/language", "Tag.String"]]);
const OLD = { ...PRINTER, isComplete: false };
const PARSE: AffectedSymbols = { path: "golang.org/x/text/language", names: ["MustParse", "Parse"] };
const WHOLE: AffectedSymbols = { path: "golang.org/x/text/language", names: [] };
const OTHER: AffectedSymbols = { path: "golang.org/x/text/width", names: [] };

test.each<[string, LinkedFunctions[] | undefined, AffectedSymbols[] | undefined, string]>([
  ["one of the functions is in the program", [PARSER], [PARSE], "reachable"],
  ["none of them is", [PRINTER], [PARSE], "not-in-binary"],
  ["any function of a package counts where all are flawed", [PRINTER], [WHOLE], "reachable"],
  ["the package is not in the program", [PRINTER], [OTHER], "not-in-binary"],
  ["one of two packages is", [PRINTER], [OTHER, WHOLE], "reachable"],
  ["one of two programs has it", [PRINTER, PARSER], [PARSE], "reachable"],
  ["an old program does not tell what was inlined", [OLD], [PARSE], "unknown"],
  ["an old program tells what is there", [{ ...PARSER, isComplete: false }], [PARSE], "reachable"],
  ["of one of two programs nothing can be said", [PRINTER, OLD], [PARSE], "unknown"],
  ["the record names no functions", [PARSER], undefined, "unknown"],
  ["the program has no table", undefined, [PARSE], "unknown"],
  ["the table is damaged", [{ ...PARSER, hashes: "?" }], [PARSE], "unknown"],
  ["the flaw is of another system", [PARSER], [{ ...PARSE, systems: ["windows"] }], "not-in-binary"],
  ["the flaw is of this system among others", [PARSER], [{ ...PARSE, systems: ["windows", "linux"] }], "reachable"],
  ["the flaw is of another architecture", [PARSER], [{ ...PARSE, architectures: ["s390x"] }], "not-in-binary"],
  [
    "the program does not tell its system",
    [program([["golang.org/x/text/language", "Parse"]], { system: undefined } as never)],
    [{ ...PARSE, systems: ["windows"] }],
    "reachable",
  ],
])("%s", (_, functions, symbols, expected) => {
  const pkg = {
    type: "golang",
    namespace: "golang.org/x",
    name: "text",
    properties: {},
    ...(functions && { functions }),
  };
  expect(reachabilityOf(pkg, symbols)).toBe(expected);
});

test("packages of a module that replaces another are linked under the other's path", () => {
  const replacing = {
    type: "golang",
    namespace: "example.com",
    name: "fork",
    properties: { "golang:replaces": "golang.org/x/text" },
    functions: [PARSER],
  };
  expect(reachabilityOf(replacing, [{ path: "example.com/fork/language", names: ["Parse"] }])).toBe("reachable");
  expect(reachabilityOf(replacing, [{ path: "example.com/fork/width", names: [] }])).toBe("not-in-binary");
  expect(reachabilityOf(replacing, [{ path: "example.com/forked/language", names: ["Parse"] }])).toBe("not-in-binary");
});

test("of other languages nobody names functions", () => {
  expect(reachabilityOf({ type: "npm", name: "a", properties: {} }, [PARSE])).toBeUndefined();
});
