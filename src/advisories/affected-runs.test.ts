import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bounds, rangeHolds } from "../versions/ranges/bounds.ts";
import { parseRange } from "../versions/ranges/index.ts";
import { semver } from "../versions/semver.ts";
import { holds } from "./affected-range.ts";
import { affectedRuns, outside } from "./affected-runs.ts";

test.each([
  [">=1.0.0 <1.2.0", [{ introduced: "1.0.0", fixed: "1.2.0" }]],
  [">1.0.0 <=1.2.0", [{ after: "1.0.0", lastAffected: "1.2.0" }]],
  ["<1.2.0 || >=2.0.0", [{ fixed: "1.2.0" }, { introduced: "2.0.0" }]],
  [">=2.0.0 || >=1.0.0 <2.0.0", [{ introduced: "1.0.0" }]],
  ["1.5.0", [{ introduced: "1.5.0", lastAffected: "1.5.0" }]],
  ["*", [{}]],
])("%s", (text, expected) => {
  expect(affectedRuns(parseRange("semver", text), semver)).toEqual(expected);
});

describe("what lies outside", () => {
  test.each([
    [">=1.2.0", [{ fixed: "1.2.0" }]],
    [">1.2.0", [{ lastAffected: "1.2.0" }]],
    ["<1.0.0 || >=1.2.0", [{ introduced: "1.0.0", fixed: "1.2.0" }]],
    ["<=1.0.0 || >1.2.0", [{ after: "1.0.0", lastAffected: "1.2.0" }]],
    [">=1.2.0 <2.0.0 || >=2.1.0", [{ fixed: "1.2.0" }, { introduced: "2.0.0", fixed: "2.1.0" }]],
    ["<1.0.0", [{ introduced: "1.0.0" }]],
    ["*", []],
    [">=1.0.0 || <2.0.0", []],
  ])("of %s", (text, expected) => {
    expect(affectedRuns(outside(parseRange("semver", text), semver), semver)).toEqual(expected);
  });

  test("of nothing is everything", () => {
    expect(outside([], semver)).toEqual([{}]);
  });

  const version = fc.integer({ min: 0, max: 9 }).map((minor) => `1.${minor}.0`);
  const end = fc.option(fc.record({ version, included: fc.boolean() }), { nil: undefined });
  const run = fc
    .record({ from: end, to: end })
    .map(({ from, to }): Bounds => ({ ...(from && { from }), ...(to && { to }) }))
    .filter(({ from, to }) => {
      if (!from || !to) return true;
      const difference = semver.compare(from.version, to.version);
      return difference < 0 || (difference === 0 && from.included && to.included);
    });

  test("is what does not lie within, for any runs and versions", () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 4 }), version, (range, one) => {
        const ours = affectedRuns(outside(range, semver), semver).some((gap) => holds(gap, one, semver));
        expect(ours).toBe(!rangeHolds(range, one, semver));
      }),
    );
  });
});
