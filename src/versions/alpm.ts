import { compareNumbers, compareText, isNumber } from "./shared/compare-text.ts";
import { compareEpochRelease, type EpochRelease } from "./shared/epoch-release.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of Arch Linux packages: `[epoch:]version[-release]`. A word at the end makes a version older: `1.0rc < 1.0`.
 *
 * pacman leaves the release out where one of two versions has none; here, a version without one is older.
 *
 * Source: vercmp(8), and `alpm_pkg_vercmp` of pacman.
 */
export const alpm = orderOf({
  name: "alpm",
  describes: "Arch Linux packages",
  specification: "https://man.archlinux.org/man/vercmp.8",
  form: "[epoch:]version[-release]",
  parse,
  compareParts: (a, b) => compareEpochRelease(a, b, compareAlpmText),
});

function parse(text: string): EpochRelease | undefined {
  const [whole, epoch = "0", version = "", release] =
    /^(?:(\d+):)?([0-9A-Za-z][^\s:-]*)(?:-([0-9A-Za-z][^\s:-]*))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : { epoch, version, release };
}

/** What parts the segments, then the segment: a run of digits, or one of letters. */
const SEGMENT = /([^0-9A-Za-z]*)([0-9]+|[A-Za-z]+)/g;

function compareAlpmText(a: string, b: string): number {
  const [left, right] = [[...a.matchAll(SEGMENT)], [...b.matchAll(SEGMENT)]];
  let [aEnd, bEnd] = [0, 0];
  for (let i = 0; ; i++) {
    const [one, other] = [left[i], right[i]];
    if (!one || !other) return compareRests(a.slice(aEnd), b.slice(bEnd));
    const [aWhole, aBetween = "", aText = ""] = one;
    const [bWhole, bBetween = "", bText = ""] = other;
    if (aBetween.length !== bBetween.length) return aBetween.length - bBetween.length;
    const [aIsNumber, bIsNumber] = [isNumber(aText), isNumber(bText)];
    if (aIsNumber !== bIsNumber) return aIsNumber ? 1 : -1;
    const difference = aIsNumber ? compareNumbers(aText, bText) : compareText(aText, bText);
    if (difference !== 0) return difference;
    aEnd += aWhole.length;
    bEnd += bWhole.length;
  }
}

/** Of two versions of which one goes on: a word right behind makes it older, anything else newer. */
function compareRests(a: string, b: string): number {
  const [left, right] = [rankOfRest(a), rankOfRest(b)];
  return left - right;
}

const rankOfRest = (rest: string) => (rest === "" ? 0 : /^[A-Za-z]/.test(rest) ? -1 : 1);
