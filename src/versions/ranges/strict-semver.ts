import { strictSemver as order } from "../strict-semver.ts";
import { before, from } from "./bounds.ts";
import { COMMON, parseComparators } from "./comparators.ts";
import { numbersOf, raised } from "./next-number.ts";
import type { RangeNotation } from "./notation.ts";

/** Comparisons, and what Elixir has besides for packages of Hex: `~>`, `and`, `or`. */
export const strictSemver: RangeNotation = {
  name: "strict-semver",
  specification: "https://hexdocs.pm/elixir/Version.html#module-requirements",
  parse: (range) =>
    parseComparators(range.replaceAll(/\band\b/g, ","), {
      order,
      operators: { ...COMMON, "~>": pessimistic },
      or: /\bor\b|\|\|/,
    }),
};

/** `~> 2.0.8` is from 2.0.8 and before 2.1.0 with its pre-releases; `~> 2.0` before 3.0.0. */
function pessimistic(version: string) {
  const numbers = numbersOf(version);
  const next = raised(numbers, Math.max(numbers.length - 2, 0));
  const missing = ".0".repeat(Math.max(3 - next.split(".").length, 0));
  return [{ ...from(version), ...before(`${next}${missing}-0`) }];
}
