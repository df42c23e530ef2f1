import { pep440 as order } from "../pep440.ts";
import { before, from, type VersionRange } from "./bounds.ts";
import { COMMON, parseComparators } from "./comparators.ts";
import { numbersOf, raised } from "./next-number.ts";
import type { RangeNotation } from "./notation.ts";

/**
 * Version specifiers of Python. A local version (`1.0+abc`) is equal to its public one where only that is asked for.
 */
export const pep440: RangeNotation = {
  name: "pep440",
  specification: "https://packaging.python.org/en/latest/specifications/version-specifiers/",
  parse: (range) =>
    parseComparators(range, {
      order,
      operators: {
        ...COMMON,
        "==": (version) => (version.endsWith(".*") ? [family(version)] : common("==")(version)),
        "!=": (version) => (version.endsWith(".*") ? outside(version) : common("!=")(version)),
        "===": common("=="),
        "~=": compatible,
      },
    }),
};

const common = (operator: string) => COMMON[operator] ?? (() => []);

/** `1.2.*`, its pre-releases too: from what sorts first to what sorts behind all. */
function family(version: string) {
  const [first, next] = ends(version);
  return { ...from(first), ...before(next) };
}

function outside(version: string): VersionRange {
  const [first, next] = ends(version);
  return [before(first), from(next)];
}

function ends(version: string): [first: string, next: string] {
  const numbers = numbersOf(version.replace(/^\d+!/, ""));
  return [`${epochOf(version)}${numbers.join(".")}.dev0`, ending(version, numbers, numbers.length)];
}

/** `~= 2.2.1` is from 2.2.1, and of 2.2. */
function compatible(version: string) {
  const numbers = numbersOf(version.replace(/^\d+!/, ""));
  return [{ ...from(version), ...before(ending(version, numbers, Math.max(numbers.length - 1, 1))) }];
}

/** What follows all versions that share the first `length` numbers, its own pre-releases too. */
function ending(version: string, numbers: readonly string[], length: number): string {
  return `${epochOf(version)}${raised(numbers.slice(0, length), length - 1)}.dev0`;
}

const epochOf = (version: string) => /^\d+!/.exec(version)?.[0] ?? "";
