import { compareNumbers, compareText, isNumber } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of Maven's projects. Any text without blanks is a version there.
 *
 * Source: what `ComparableVersion` of Maven 4 answers. A version is a tree: a hyphen, and the seam between digits and
 * letters, begin a list within the list.
 */
export const maven = orderOf({
  name: "maven",
  describes: "projects of Maven",
  specification: "https://maven.apache.org/pom.html#version-order-specification",
  form: "a text without blanks",
  parse,
  compareParts: compareItems,
});

/** A number, a qualifier, a qualifier with its number (`rc1`, `rc-1`), or a list of these. */
type Item = { readonly number: string } | { readonly word: string; readonly count?: string } | Item[];

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
  for (const { text, opens } of tokensOf(version.toLowerCase())) {
    if (opens && list.length > 0) deeper();
    list.push(itemOf(text));
  }
  for (const each of lists.reverse()) dropNothing(each);
  return whole;
}

interface Token {
  /** Digits, a word, or a word with digits behind; empty for nothing between two separators. */
  readonly text: string;
  /** Whether it begins a list within the list. */
  readonly opens: boolean;
}

/** A word and digits behind it, also behind a hyphen, are one token. */
const TOKEN = /([.-]?)(\d+|[^\d.-]+(?:-?\d+)?|)/y;

function tokensOf(version: string): Token[] {
  // Before a separator at the beginning stands nothing.
  const tokens: Token[] = /^[.-]/.test(version) ? [{ text: "", opens: false }] : [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < version.length) {
    const [, separator = "", text = ""] = TOKEN.exec(version) ?? [];
    const isWord = text !== "" && !isNumber(text);
    const hasCount = isWord && /\d$/.test(text);
    const isLast = TOKEN.lastIndex === version.length;
    tokens.push({ text, opens: separator === "-" || (isWord && (separator === "" || hasCount || isLast)) });
  }
  return tokens;
}

function itemOf(text: string): Item {
  if (text === "") return { number: "0" };
  if (isNumber(text)) return { number: text };
  const [, word = "", count] = /^(.*?)-?(\d+)?$/s.exec(text) ?? [];
  if (count === undefined) return { word };
  return { word: SHORT.get(word) ?? word, count };
}

/** `1.0.0` is `1`, and so is `1.0.0-rc` but for its qualifier: what is nothing counts only before a number. */
function dropNothing(list: Item[]): void {
  for (let i = list.length - 1; i >= 0; i--) {
    const [item, next] = [list[i], list[i + 1]];
    if (item === undefined || !isNothing(item)) continue;
    const follows = isList(next) ? next[0] : next;
    const isBeforeWord = follows !== undefined && !isList(follows) && "word" in follows;
    if (next === undefined || (isBeforeWord && (isList(next) || !("count" in follows)))) list.splice(i, 1);
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
  if (isList(b) || "number" in b) return -1;
  return compareWords(a.word, b.word) || compareCounts(a.count, b.count);
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

/** `rc1` is newer than `rc`. */
function compareCounts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareNumbers(a, b);
}

/** Known qualifiers in their order, behind them all others by character. */
function compareWords(a: string, b: string): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  return left === right && left === QUALIFIERS.length ? compareText(a, b) : left - right;
}

function rankOf(word: string): number {
  const rank = QUALIFIERS.indexOf(ALIASES.get(word) ?? word);
  return rank === -1 ? QUALIFIERS.length : rank;
}
