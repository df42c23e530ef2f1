import { compareNumbers, compareText, isNumber } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * An order for versions of which nobody wrote down the rules: numbers go by value; words that mean "not yet" sort before
 * the release, other words behind it. For programs without a package, and for lists of affected products.
 */
export const generic = orderOf({
  name: "generic",
  describes: "programs without a package",
  specification: "https://github.com/package-url/vers-spec/blob/main/VERSION-RANGE-SPEC.rst",
  form: "a text with a digit in it, and without blanks",
  parse,
  compareParts(a, b) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const difference = compareSegments(a[i], b[i]);
      if (difference !== 0) return difference;
    }
    return 0;
  },
});

const NOT_YET = ["dev", "snapshot", "alpha", "a", "beta", "b", "m", "milestone", "preview", "pre", "rc", "cr"];

function parse(version: string): string[] | undefined {
  if (!/^[^\s\p{Cc}]*\d[^\s\p{Cc}]*$/u.test(version)) return undefined;
  const segments =
    version
      .toLowerCase()
      .replace(/^v(?=\d)/, "")
      .match(/\d+|[a-z]+/g) ?? [];
  // `1.0` is `1`; a zero behind a word is not nothing.
  return segments.slice(0, segments.findLastIndex((segment) => !/^0+$/.test(segment)) + 1);
}

/** The end is a zero; before it stand words that mean "not yet", and behind it all others, then numbers. */
function compareSegments(a = "0", b = "0"): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  if (left !== right) return left - right;
  return isNumber(a) ? compareNumbers(a, b) : compareText(a, b);
}

function rankOf(segment: string): number {
  if (isNumber(segment)) return /^0+$/.test(segment) ? NOT_YET.length : NOT_YET.length + 2;
  const phase = NOT_YET.indexOf(segment);
  return phase === -1 ? NOT_YET.length + 1 : phase;
}
