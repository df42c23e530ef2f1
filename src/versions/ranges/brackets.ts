import type { VersionOrder } from "../version-order.ts";
import type { Bounds, End, VersionRange } from "./bounds.ts";
import { from, only } from "./bounds.ts";
import { invalid } from "./comparators.ts";

const INTERVAL = /\s*([[(])\s*([^\s,[\]()]*)\s*(?:(,)\s*([^\s,[\]()]*)\s*)?([\])])\s*,?/y;

/**
 * Reads intervals such as `[1.0,2.0)` and `(,1.0],[1.2,)`, as Maven and NuGet write them; `[1.0]` is that version alone.
 * A version by itself is asked for, and what is newer taken as well.
 */
export function parseBrackets(range: string, order: VersionOrder): VersionRange {
  const text = range.trim();
  if (!/[[\]()]/.test(text) && order.isValid(text)) return [from(text)];
  const intervals: Bounds[] = [];
  INTERVAL.lastIndex = 0;
  while (INTERVAL.lastIndex < text.length) {
    const [whole, opening, low = "", comma, high = "", closing] = INTERVAL.exec(text) ?? [];
    if (whole === undefined || (comma === undefined && low === "")) throw invalid(range, order.name, "[from,to)");
    if (comma === undefined) intervals.push(only(low));
    else {
      const lower: End | undefined = low === "" ? undefined : { version: low, included: opening === "[" };
      const upper: End | undefined = high === "" ? undefined : { version: high, included: closing === "]" };
      intervals.push({ ...(lower && { from: lower }), ...(upper && { to: upper }) });
    }
  }
  if (intervals.length === 0) throw invalid(range, order.name, "[from,to)");
  return intervals;
}
