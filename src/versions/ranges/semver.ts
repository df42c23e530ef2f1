import Range from "semver/classes/range.js";
import { semver as order } from "../semver.ts";
import { EVERY, intersect, type VersionRange } from "./bounds.ts";
import { COMMON, invalid } from "./comparators.ts";
import type { RangeNotation } from "./notation.ts";

/**
 * npm's ranges, as node-semver reads them. Which pre-releases npm would install is another question: a version lies in a
 * range here when it lies between its ends.
 */
export const semver: RangeNotation = {
  name: "semver",
  specification: "https://github.com/npm/node-semver#ranges",
  parse(range) {
    const alternatives = read(range).set;
    return alternatives.flatMap((comparators): VersionRange => {
      let result = EVERY;
      for (const { operator, semver: version } of comparators) {
        // `*` has neither.
        if (typeof version.version !== "string") continue;
        result = intersect(result, COMMON[operator]?.(version.version) ?? [], order);
      }
      return result;
    });
  },
};

const MOST_CHARACTERS = 4096;

function read(range: string): Range {
  try {
    if (range.length <= MOST_CHARACTERS) return new Range(range, { loose: true });
  } catch {
    // Told below, in our words.
  }
  throw invalid(range.slice(0, 80), "npm", "node-semver does not read it");
}
