import { getVersionOrder } from "../index.ts";
import { COMMON, parseComparators } from "./comparators.ts";
import type { RangeNotation } from "./notation.ts";

/** Conditions with `<`, `<=`, `=`, `!=`, `>=` and `>` alone, of any version order. */
export function plainNotation(name: string): RangeNotation {
  const order = getVersionOrder(name);
  return {
    name,
    specification: "https://github.com/package-url/vers-spec/blob/main/VERSION-RANGE-SPEC.rst",
    parse: (range) => parseComparators(range, { order, operators: COMMON }),
  };
}
