import { KnownError } from "../../model/errors.ts";
import type { VersionOrder } from "../version-order.ts";
import { after, before, EVERY, from, intersect, only, upTo, type VersionRange, without } from "./bounds.ts";

/** What an operator makes of the version behind it. */
export type Operators = Readonly<Record<string, (version: string) => VersionRange>>;

/** Those that mean the same everywhere. */
export const COMMON: Operators = {
  "": (version) => [only(version)],
  "=": (version) => [only(version)],
  "==": (version) => [only(version)],
  "!=": without,
  "<": (version) => [before(version)],
  "<=": (version) => [upTo(version)],
  ">": (version) => [after(version)],
  ">=": (version) => [from(version)],
};

interface Grammar {
  readonly order: VersionOrder;
  readonly operators: Operators;
  /** Between alternatives; default `||`. */
  readonly or?: RegExp;
}

/** No advisory comes near; every pair of conditions may be compared. */
const MOST_CHARACTERS = 4096;

const CONDITION = /\s*([<>=!~^]*)\s*((?:[^\s,<>=!~^|]|!(?!=))+)\s*,?/y;

/** Reads conditions that all must hold, between blanks or commas, and alternatives of such. */
export function parseComparators(range: string, { order, operators, or = /\|\|/ }: Grammar): VersionRange {
  if (range.length > MOST_CHARACTERS) throw invalid(range.slice(0, 80), order.name, "is too long");
  return range.split(or).flatMap((alternative) => {
    let result = EVERY;
    const text = alternative.trim();
    if (text === "" || text === "*") return result;
    CONDITION.lastIndex = 0;
    while (CONDITION.lastIndex < text.length) {
      const [whole, operator = "", version = ""] = CONDITION.exec(text) ?? [];
      const meaning = whole === undefined ? undefined : Object.hasOwn(operators, operator) && operators[operator];
      if (!meaning) throw invalid(range, order.name, `has no condition that is known at '${text}'`);
      result = intersect(result, meaning(version), order);
    }
    return result;
  });
}

export function invalid(range: string, order: string, why: string): KnownError {
  return new KnownError("RANGE_INVALID", `${JSON.stringify(range)} is not a range of ${order} versions: ${why}`, {
    range,
    order,
  });
}
