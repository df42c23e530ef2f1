import { expect, test } from "vitest";
import type { AffectedRange } from "../model/advisory.ts";
import { keyOf, nextKey, packRanges, unpackRanges } from "./snapshot-schema.ts";

test.each<{ ranges: AffectedRange[]; packed: string | null }>([
  { ranges: [], packed: null },
  { ranges: [{}], packed: "[[]]" },
  { ranges: [{ fixed: "1.2" }], packed: '[[0,"1.2"]]' },
  { ranges: [{ introduced: "1.0" }], packed: '[["1.0"]]' },
  { ranges: [{ introduced: "1.0", fixed: "1.2" }, { introduced: "2.0" }], packed: '[["1.0","1.2"],["2.0"]]' },
  { ranges: [{ introduced: "0", lastAffected: "0" }], packed: '[["0",0,"0"]]' },
  { ranges: [{ lastAffected: "2" }], packed: '[[0,0,"2"]]' },
])("$packed", ({ ranges, packed }) => {
  expect(packRanges(ranges)).toBe(packed);
  expect(unpackRanges(packed)).toEqual(ranges);
});

test("a key depends on the source and the id alone, and is a whole number that JavaScript can hold", () => {
  // Written down: a snapshot of yesterday must be found by it.
  expect(keyOf("osv-npm", "GHSA-35jh-r3h4-6jhm")).toBe(6_122_787_639_377_436);
  expect(keyOf("osv-np", "mGHSA")).not.toBe(keyOf("osv-npm", "GHSA"));
  for (let n = 0; n < 1000; n++) expect(Number.isSafeInteger(keyOf("x", String(n)))).toBe(true);
  expect(nextKey(Number.MAX_SAFE_INTEGER)).toBe(0);
  expect(nextKey(7)).toBe(8);
});
