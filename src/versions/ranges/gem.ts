import { gem as order } from "../gem.ts";
import { before, from } from "./bounds.ts";
import { COMMON, parseComparators } from "./comparators.ts";
import { numbersOf, raised } from "./next-number.ts";
import type { RangeNotation } from "./notation.ts";

/** Source: https://guides.rubygems.org/patterns/#pessimistic-version-constraint */
export const gem: RangeNotation = {
  name: "gem",
  specification: "https://docs.ruby-lang.org/en/master/Gem/Requirement.html",
  parse: (range) => parseComparators(range, { order, operators: { ...COMMON, "~>": pessimistic } }),
};

/** `~> 2.0.8` is from 2.0.8 and before 2.1; `~> 2` before 3. What comes before a release is that release's: `2.1.rc1`. */
function pessimistic(version: string) {
  const numbers = numbersOf(version);
  return [{ ...from(version), ...before(`${raised(numbers, Math.max(numbers.length - 2, 0))}.a`) }];
}
