import { compareNumbers, compareText, isNumber } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of Ruby gems. A letter anywhere makes a pre-release; a hyphen is `.pre.`.
 *
 * Source: `Gem::Version`.
 */
export const gem = orderOf({
  name: "gem",
  describes: "Ruby gems",
  specification: "https://docs.ruby-lang.org/en/master/Gem/Version.html",
  form: "numbers and words, parted by dots; the first one is a number",
  parse,
  compareParts(a, b) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const difference = compareSegments(a[i] ?? "0", b[i] ?? "0");
      if (difference !== 0) return difference;
    }
    return 0;
  },
});

function parse(version: string): string[] | undefined {
  const trimmed = version.trim();
  if (!/^[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/.test(trimmed)) return undefined;
  const segments = trimmed.replaceAll("-", ".pre.").match(/[0-9]+|[a-zA-Z]+/g) ?? [];
  const word = segments.findIndex((segment) => !isNumber(segment));
  const end = word === -1 ? segments.length : word;
  return [...withoutTrailingZeros(segments.slice(0, end)), ...withoutTrailingZeros(segments.slice(end))];
}

function withoutTrailingZeros(segments: readonly string[]): readonly string[] {
  return segments.slice(0, segments.findLastIndex((segment) => !/^0+$/.test(segment)) + 1);
}

/** A word is older than a number. */
function compareSegments(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [isNumber(a), isNumber(b)];
  if (aIsNumber !== bIsNumber) return aIsNumber ? 1 : -1;
  return aIsNumber ? compareNumbers(a, b) : compareText(a, b);
}
