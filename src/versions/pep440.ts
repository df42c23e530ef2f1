import { compare, valid } from "@renovatebot/pep440";
import { KnownError } from "../model/errors.ts";
import type { VersionOrder } from "./version-order.ts";

/**
 * The order of Python packages.
 *
 * Legacy versions, which PEP 440 does not describe (`0.1-bulbasaur`, `2004d`), are no versions here: pip and PyPI
 * refuse them since 2023, and the order that setuptools once gave them was a guess.
 *
 * The library holds numbers as doubles, so a public version with one of 16 digits or more is refused as well: rounded
 * numbers would call different versions equal. It also takes local segments such as `1e5`, the beginning of many a
 * commit, for numbers; local versions are therefore compared here.
 *
 * Source: https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
export const pep440: VersionOrder = {
  name: "pep440",
  describes: "Python packages",
  specification: "https://packaging.python.org/en/latest/specifications/version-specifiers/",

  isValid: (version) => parse(version) !== undefined,

  compare(a, b) {
    const left = parse(a) ?? refuse(a);
    const right = parse(b) ?? refuse(b);
    return compare(left.publicVersion, right.publicVersion) || compareLocal(left.local, right.local);
  },
};

interface Parts {
  readonly publicVersion: string;
  /** What follows the `+`, in segments. */
  readonly local: readonly string[];
}

function parse(version: string): Parts | undefined {
  // The specification has surrounding white space ignored.
  const trimmed = version.trim();
  if (valid(trimmed) === null) return undefined;

  const [publicVersion = "", local] = trimmed.split("+");
  if (/[0-9]{16}/.test(publicVersion)) return undefined;
  return { publicVersion, local: local?.toLowerCase().split(/[-_.]/) ?? [] };
}

/** No local version sorts before any; so does a shorter one that is the beginning of the other. */
function compareLocal(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = compareSegments(a[i] ?? "", b[i] ?? "");
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Numbers sort by value and after words, words by character. */
function compareSegments(a: string, b: string): number {
  const aIsNumber = /^[0-9]+$/.test(a);
  const bIsNumber = /^[0-9]+$/.test(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? 1 : -1;
  if (!aIsNumber) return compareText(a, b);

  // As text, so that a number of any length is exact.
  const left = a.replace(/^0+/, "");
  const right = b.replace(/^0+/, "");
  return left.length - right.length || compareText(left, right);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function refuse(version: string): never {
  throw new KnownError("VERSION_INVALID", `${JSON.stringify(version)} is not a version that PEP 440 describes`, {
    version,
    order: "pep440",
  });
}
