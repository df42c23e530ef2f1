import { composer as order } from "../composer.ts";
import { before, EVERY, from, upTo, type VersionRange } from "./bounds.ts";
import { COMMON, type Operators, parseComparators } from "./comparators.ts";
import { numbersOf, raised } from "./next-number.ts";
import type { RangeNotation } from "./notation.ts";

/** Constraints of Composer. `|` and `||` mean the same; `1.2.*` and `1.0 - 2.0` are read, too. */
export const composer: RangeNotation = {
  name: "composer",
  specification: "https://getcomposer.org/doc/articles/versions.md#writing-version-constraints",
  parse(range) {
    const spelledOut = range.replaceAll(/(\S+)\s+-\s+(\S+)/g, (_, low: string, high: string) => {
      const numbers = numbersOf(high);
      // An end of fewer than three numbers takes all that begins with them.
      return numbers.length >= 3 || /[a-z]/i.test(high)
        ? `>=${low} <=${high}`
        : `>=${low} <${raised(numbers, numbers.length - 1)}-dev`;
    });
    return parseComparators(spelledOut, { order, operators: OPERATORS, or: /\|\|?/ });
  },
};

const OPERATORS: Operators = {
  ...COMMON,
  "<": (version) => [before(first(version))],
  ">=": (version) => [from(first(version))],
  "": (version) => (/[*xX]$/.test(version) ? family(version) : [{ ...from(version), ...upTo(version) }]),
  "<>": (version) => COMMON["!="]?.(version) ?? [],
  // The last number may grow: `~1.2` is before 2, `~1.2.3` before 1.3.
  "~": (version) => upToNext(version, Math.max(numbersOf(version).length - 2, 0)),
  "^": (version) => {
    const numbers = numbersOf(version);
    const first = numbers.findIndex((number) => !/^0+$/.test(number));
    return upToNext(version, first === -1 ? numbers.length - 1 : first);
  },
};

/**
 * Where a release begins: with its pre-releases, unless one is named.
 * Source: parseConstraint of https://github.com/composer/semver/blob/main/src/VersionParser.php
 */
const first = (version: string) => (/[a-z]/i.test(version.replace(/^v/i, "")) ? version : `${version}-dev`);

/** A pre-release of the next version belongs to the next version. */
function upToNext(version: string, index: number): VersionRange {
  return [{ ...from(first(version)), ...before(`${raised(numbersOf(version), index)}-dev`) }];
}

function family(version: string): VersionRange {
  const numbers = numbersOf(version);
  if (numbers.length === 0) return EVERY;
  return [{ ...from(`${numbers.join(".")}-dev`), ...before(`${raised(numbers, numbers.length - 1)}-dev`) }];
}
