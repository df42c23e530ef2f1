import { compareNumbers, compareText } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of Gentoo packages: `1.2.3c_rc1_p2-r4`.
 *
 * Source: the algorithms 3.1 to 3.7 of the Package Manager Specification.
 */
export const portage = orderOf({
  name: "portage",
  describes: "Gentoo packages",
  specification: "https://projects.gentoo.org/pms/8/pms.html#version-comparison",
  form: "digits{.digits}[letter]{_suffix[digits]}[-r digits]",
  parse,
  compareParts: (a, b) =>
    compareNumberLists(a.numbers, b.numbers) ||
    compareText(a.letter, b.letter) ||
    compareSuffixes(a.suffixes, b.suffixes) ||
    compareNumbers(a.revision, b.revision),
});

interface Parts {
  readonly numbers: readonly string[];
  readonly letter: string;
  readonly suffixes: readonly (readonly [name: string, number: string])[];
  readonly revision: string;
}

const FORM = /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|p)\d*)*)(?:-r(\d+))?$/;

/** Oldest first; the empty one is the version without. */
const SUFFIXES = ["alpha", "beta", "pre", "rc", "", "p"];

function parse(version: string): Parts | undefined {
  const [whole, numbers = "", letter = "", suffixes = "", revision = "0"] = FORM.exec(version) ?? [];
  if (whole === undefined) return undefined;
  const each = [...suffixes.matchAll(/_([a-z]+)(\d*)/g)].map(([, name = "", number = ""]) => [name, number] as const);
  return { numbers: numbers.split("."), letter, suffixes: each, revision };
}

function compareNumberLists(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left = "", right = ""] = [a[i], b[i]];
    // But for the first, a number that begins with a zero is a fraction, so to say.
    const isFraction = i > 0 && (left.startsWith("0") || right.startsWith("0"));
    const difference = isFraction
      ? compareText(withoutTrailingZeros(left), withoutTrailingZeros(right))
      : compareNumbers(left, right);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const withoutTrailingZeros = (digits: string) => digits.replace(/0+$/, "");

function compareSuffixes(a: Parts["suffixes"], b: Parts["suffixes"]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [[left, leftNumber], [right, rightNumber]] = [a[i] ?? ["", ""], b[i] ?? ["", ""]];
    const difference = SUFFIXES.indexOf(left) - SUFFIXES.indexOf(right) || compareNumbers(leftNumber, rightNumber);
    if (difference !== 0) return difference;
  }
  return 0;
}
