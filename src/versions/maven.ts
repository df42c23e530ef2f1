import { compareNumbers, compareText, isNumber } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of Maven's projects. Any text without blanks is a version there.
 *
 * Source: what `ComparableVersion` of Maven 3.9 answers. A version is a tree: a hyphen, and the seam between digits and
 * letters, begin a list within the list. Maven 4 takes `Final` for a word like others where something follows, so that
 * a rebuild such as `4.1.94.Final-redhat-00001` would be older than what it was built from.
 */
export const maven = orderOf({
  name: "maven",
  describes: "projects of Maven",
  specification: "https://maven.apache.org/pom.html#version-order-specification",
  form: "a text without blanks",
  parse,
  compareParts: compareItems,
});

/** A number, a qualifier, or a list of these. */
type Item = { readonly number: string } | { readonly word: string } | Item[];

const isList = (item: Item | undefined): item is Item[] => Array.isArray(item);

/** Oldest first; the empty one is the version without a qualifier. */
const QUALIFIERS = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
const ALIASES = new Map([
  ["cr", "rc"],
  ["ga", ""],
  ["final", ""],
  ["release", ""],
]);
/** Right before a number, one letter will do. */
const SHORT = new Map([
  ["a", "alpha"],
  ["b", "beta"],
  ["m", "milestone"],
]);

/** Lists lie in each other, one deeper at each hyphen; comparing goes as deep. */
const MOST_CHARACTERS = 512;

/** Digits, or a word: all that is neither a digit nor a separator. Empty for nothing before a separator. */
const TOKEN = /(\d+|[^\d.-]+|)([.-]?)/y;

function parse(version: string): Item[] | undefined {
  if (version.length > MOST_CHARACTERS || !/^[^\s\p{Cc}]+$/u.test(version)) return undefined;
  const whole: Item[] = [];
  const lists = [whole];
  let list = whole;
  const deeper = () => {
    const inner: Item[] = [];
    list.push(inner);
    lists.push(inner);
    list = inner;
  };

  const text = version.toLowerCase();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const [, token = "", separator] = TOKEN.exec(text) ?? [];
    const isSeam = token !== "" && separator === "" && TOKEN.lastIndex < text.length;
    const isLast = separator === "" && !isSeam;
    if (token === "" || isNumber(token)) list.push({ number: token === "" ? "0" : token });
    else {
      // `.X1` and a last `.X` are as `-X1` and `-X`.
      if ((isSeam || isLast) && list.length > 0) deeper();
      list.push({ word: wordOf(token, isSeam) });
    }
    if (isSeam || separator === "-") deeper();
  }
  for (const each of lists.reverse()) dropNothing(each);
  return whole;
}

function wordOf(token: string, isBeforeNumber: boolean): string {
  const word = (isBeforeNumber ? SHORT.get(token) : undefined) ?? token;
  return ALIASES.get(word) ?? word;
}

/** `1.0.0` is `1`, and `1.0.0-rc` is `1-rc`: what is nothing counts only before what is something in the same list. */
function dropNothing(list: Item[]): void {
  for (let i = list.length - 1; i >= 0; i--) {
    const item = list[i];
    if (item === undefined || isNothing(item)) list.splice(i, 1);
    else if (!isList(item)) return;
  }
}

function isNothing(item: Item): boolean {
  if (isList(item)) return item.length === 0;
  return "number" in item ? /^0*$/.test(item.number) : item.word === "";
}

function compareItems(a: Item | undefined, b: Item | undefined): number {
  if (a === undefined) return b === undefined ? 0 : -compareItems(b, a);
  if (isList(a)) return compareList(a, b);
  if ("number" in a) {
    if (b === undefined) return isNothing(a) ? 0 : 1;
    return !isList(b) && "number" in b ? compareNumbers(a.number, b.number) : 1;
  }
  if (b === undefined) return compareWords(a.word, "");
  return isList(b) || "number" in b ? -1 : compareWords(a.word, b.word);
}

function compareList(a: readonly Item[], b: Item | undefined): number {
  if (b !== undefined && !isList(b)) return "number" in b ? -1 : 1;
  const other = b ?? [];
  for (let i = 0; i < Math.max(a.length, other.length); i++) {
    const difference = compareItems(a[i], other[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Known qualifiers in their order, behind them all others by character. */
function compareWords(a: string, b: string): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  return left === right && left === QUALIFIERS.length ? compareText(a, b) : left - right;
}

function rankOf(word: string): number {
  const rank = QUALIFIERS.indexOf(word);
  return rank === -1 ? QUALIFIERS.length : rank;
}
