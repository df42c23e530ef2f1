import { compareNumbers, compareText, isNumber } from "./compare-text.ts";

/** A semantic version, with numbers of any length. */
export interface Semantic {
  /** Three, or as many as the reader allows. */
  readonly numbers: readonly string[];
  readonly preRelease: readonly string[];
  readonly build: readonly string[];
}

const FORM = /^[vV]?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/**
 * Reads a version of up to `most` numbers, with or without a `v` in front; those that are missing are 0.
 *
 * Source: https://semver.org/spec/v2.0.0.html
 */
export function parseSemantic(version: string, most = 3): Semantic | undefined {
  const [, core, preRelease, build] = FORM.exec(version) ?? [];
  if (core === undefined) return undefined;
  const numbers = core.split(".");
  if (numbers.length > most) return undefined;
  while (numbers.length < most) numbers.push("0");
  const [before = [], after = []] = [preRelease?.split("."), build?.split(".")];
  if (before.includes("") || after.includes("")) return undefined;
  return { numbers, preRelease: before, build: after };
}

/** The order of the specification, paragraph 11: build metadata does not count. */
export function compareSemantic(a: Semantic, b: Semantic): number {
  return compareLists(a.numbers, b.numbers, compareNumbers) || comparePreReleases(a.preRelease, b.preRelease);
}

/** A version with a pre-release is older than the same without. */
export function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  return compareLists(a, b, compareIdentifiers);
}

/** Numbers go by value and before words, words by character. */
export function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [isNumber(a), isNumber(b)];
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return aIsNumber ? compareNumbers(a, b) : compareText(a, b);
}

/** Item by item; of two lists of which one is the beginning of the other, the longer one is newer. */
export function compareLists<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (right === undefined) return 1;
    const difference = compare(left, right);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
