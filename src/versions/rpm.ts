import { compareNumbers, compareText } from "./shared/compare-text.ts";
import { compareEpochRelease, type EpochRelease } from "./shared/epoch-release.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of RPM packages: `[epoch:]version[-release]`.
 *
 * rpm itself leaves the release out where one of two versions has none; then nothing would hold between three of them.
 * Here, a version without a release is older than the same with any.
 *
 * Source: `rpmvercmp` and `parseEVR` of rpm, and their tables of tests.
 */
export const rpm = orderOf({
  name: "rpm",
  describes: "RPM packages",
  specification: "https://rpm-software-management.github.io/rpm/man/rpm-version.7",
  form: "[epoch:]version[-release]",
  parse,
  compareParts: (a, b) => compareEpochRelease(a, b, compareRpmText),
});

function parse(text: string): EpochRelease | undefined {
  const [whole, epoch = "0", version = "", release] =
    /^(?:(\d*):)?([^\s-]+(?:-[^\s-]+)*?)(?:-([^\s-]+))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : { epoch, version, release };
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
const isLetter = (code: number) => (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
const TILDE = 0x7e;
const CARET = 0x5e;

/**
 * Compares runs of digits and of letters; other characters only part them. `~` sorts before the end, `^` behind it and
 * before all else.
 */
function compareRpmText(a: string, b: string): number {
  let i = 0;
  let j = 0;
  const isPart = (code: number) => isDigit(code) || isLetter(code) || code === TILDE || code === CARET;
  while (i < a.length || j < b.length) {
    while (i < a.length && !isPart(a.charCodeAt(i))) i++;
    while (j < b.length && !isPart(b.charCodeAt(j))) j++;
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(j)];
    if (left === TILDE || right === TILDE) {
      if (left !== right) return left === TILDE ? -1 : 1;
      i++;
      j++;
      continue;
    }
    if (left === CARET || right === CARET) {
      if (i >= a.length) return -1;
      if (j >= b.length) return 1;
      if (left !== right) return left === CARET ? -1 : 1;
      i++;
      j++;
      continue;
    }
    if (i >= a.length || j >= b.length) break;
    const isOfRun = isDigit(left) ? isDigit : isLetter;
    const [iStart, jStart] = [i, j];
    while (i < a.length && isOfRun(a.charCodeAt(i))) i++;
    while (j < b.length && isOfRun(b.charCodeAt(j))) j++;
    // A number is newer than a word.
    if (j === jStart) return isOfRun === isDigit ? 1 : -1;
    const compare = isOfRun === isDigit ? compareNumbers : compareText;
    const difference = compare(a.slice(iStart, i), b.slice(jStart, j));
    if (difference !== 0) return difference;
  }
  return Number(i < a.length) - Number(j < b.length);
}
