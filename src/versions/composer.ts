import { compareNumbers, isNumber } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of PHP packages: what Composer makes of a version, as `version_compare` of PHP compares it.
 *
 * A branch (`dev-main`) is no version: Composer finds it in no range. One with a number is (`1.x-dev`).
 *
 * Source: `VersionParser::normalize` of composer/semver, and https://www.php.net/version_compare
 */
export const composer = orderOf({
  name: "composer",
  describes: "PHP packages",
  specification: "https://getcomposer.org/doc/articles/versions.md",
  form: "1.2.3.4, with alpha, beta, RC, patch or dev behind",
  parse,
  compareParts(a, b) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const difference = compareTokens(a[i], b[i]);
      if (difference !== 0) return difference;
    }
    return 0;
  },
});

/** `#` is any number, and the end: what follows it is newer than the release, what stands before it is older. */
const PHASES = ["dev", "alpha", "beta", "rc", "#", "patch"];
const RELEASE = PHASES.indexOf("#");
const SHORT: Readonly<Record<string, string>> = { a: "alpha", b: "beta", p: "patch", pl: "patch" };

const PHASE = "[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\\d+)*)?)?([.-]?dev)?";
const NUMBERS = new RegExp(`^v?(\\d{1,5}(?:\\.\\d+){0,3})${PHASE}$`, "i");
const DATE = new RegExp(`^v?(\\d{4}(?:[.:-]?\\d{2}){1,6}(?:[.:-]?\\d{1,3}){0,2})${PHASE}$`, "i");
const BRANCH = /^v?(\d+(?:\.(?:\d+|[xX*])){0,3})[.-]?dev$/i;
/** What Composer puts in the place of an `x`. */
const ANY = "9999999";

/** Numbers, and phases of a release. */
function parse(text: string): string[] | undefined {
  const version = text
    .trim()
    .replace(/@(?:stable|rc|beta|alpha|dev)$/i, "")
    .replace(/\+\S*$/, "");
  const [whole, numbers = "", phase, counts, dev] = NUMBERS.exec(version) ?? [];
  if (whole !== undefined) return tokensOf(padded(numbers.split("."), "0"), phase, counts, dev);
  const [date, digits = "", datePhase, dateCounts, dateDev] = DATE.exec(version) ?? [];
  if (date !== undefined) return tokensOf(digits.split(/\D/), datePhase, dateCounts, dateDev);
  const [, branch] = BRANCH.exec(version) ?? [];
  if (branch === undefined) return undefined;
  const parts = branch.split(".").map((part) => (isNumber(part) ? part : ANY));
  return [...padded(parts, ANY), "dev"];
}

function padded(numbers: readonly string[], filler: string): string[] {
  return [...numbers, ...Array.from({ length: 4 - numbers.length }, () => filler)];
}

function tokensOf(numbers: readonly string[], phase?: string, counts = "", dev?: string): string[] {
  const name = phase?.toLowerCase();
  // A release that calls itself stable is one, whatever stands behind the word.
  if (name === "stable") return [...numbers];
  const long = name === undefined ? [] : [SHORT[name] ?? name];
  return [...numbers, ...long, ...(counts.match(/\d+/g) ?? []), ...(dev === undefined ? [] : ["dev"])];
}

function compareTokens(a: string | undefined, b: string | undefined): number {
  // A number more makes a version newer.
  if (a === undefined) return b === undefined ? 0 : -compareTokens(b, a);
  if (b === undefined) return isNumber(a) ? 1 : PHASES.indexOf(a) - RELEASE;
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  const rank = (token: string) => (isNumber(token) ? RELEASE : PHASES.indexOf(token));
  return rank(a) - rank(b);
}
