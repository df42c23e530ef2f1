import { conan as order } from "../conan.ts";
import { before, from, type VersionRange } from "./bounds.ts";
import { COMMON, type Operators, parseComparators } from "./comparators.ts";
import { numbersOf, raised } from "./next-number.ts";
import type { RangeNotation } from "./notation.ts";

/**
 * Conan's ranges. Whether pre-releases are taken (`include_prerelease`, a `-` behind a version) is a wish of who installs:
 * what lies between two versions does so either way.
 */
export const conan: RangeNotation = {
  name: "conan",
  specification: "https://docs.conan.io/2/tutorial/versioning/version_ranges.html",
  parse(range) {
    const [conditions = ""] = range.split(/,\s*include_prerelease\b/);
    return parseComparators(conditions.replaceAll(/-(?=\s|$)/g, ""), { order, operators: OPERATORS });
  },
};

/** Before a version and its pre-releases: `2-` is older than all of them. */
const ending = (version: string) => before(`${version}-`);

const OPERATORS: Operators = {
  ...COMMON,
  "~": (version) => upToNext(version, Math.min(numbersOf(version).length, 2) - 1),
  "^": (version) => {
    const numbers = numbersOf(version);
    const first = numbers.findIndex((number) => !/^0+$/.test(number));
    return upToNext(version, first === -1 ? numbers.length - 1 : first);
  },
};

function upToNext(version: string, index: number): VersionRange {
  return [{ ...from(version), ...ending(raised(numbersOf(version), Math.max(index, 0))) }];
}
