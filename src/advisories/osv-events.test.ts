import fc from "fast-check";
import { expect, test } from "vitest";
import { getVersionOrder } from "../versions/index.ts";
import { holds } from "./affected-range.ts";
import { type OsvEvent, rangesOfEvents } from "./osv-events.ts";

const semver = getVersionOrder("semver");

const rows: { title: string; events: OsvEvent[]; ranges: object[]; problems?: number }[] = [
  {
    title: "from the beginning to a fix",
    events: [{ introduced: "0" }, { fixed: "1.2.3" }],
    ranges: [{ fixed: "1.2.3" }],
  },
  { title: "every version", events: [{ introduced: "0" }], ranges: [{}] },
  {
    title: "a last affected version",
    events: [{ introduced: "1.0.0" }, { last_affected: "1.4.0" }],
    ranges: [{ introduced: "1.0.0", lastAffected: "1.4.0" }],
  },
  {
    title: "disjoint runs, which stay disjoint",
    events: [{ introduced: "1.0.0" }, { fixed: "1.2.3" }, { introduced: "2.0.0" }, { fixed: "2.1.0" }],
    ranges: [
      { introduced: "1.0.0", fixed: "1.2.3" },
      { introduced: "2.0.0", fixed: "2.1.0" },
    ],
  },
  {
    title: "events in any order",
    events: [{ fixed: "2.1.0" }, { introduced: "2.0.0" }, { fixed: "1.2.3" }, { introduced: "0" }],
    ranges: [{ fixed: "1.2.3" }, { introduced: "2.0.0", fixed: "2.1.0" }],
  },
  {
    title: "versions as numbers, not as texts",
    events: [{ introduced: "1.9.0" }, { fixed: "1.10.0" }],
    ranges: [{ introduced: "1.9.0", fixed: "1.10.0" }],
  },
  {
    title: "several runs of which some have no fix",
    events: [{ introduced: "1.0.0" }, { last_affected: "1.9.0" }, { introduced: "2.0.0" }, { last_affected: "2.9.0" }],
    ranges: [
      { introduced: "1.0.0", lastAffected: "1.9.0" },
      { introduced: "2.0.0", lastAffected: "2.9.0" },
    ],
  },
  {
    title: "fixed and introduced again by one version",
    events: [{ introduced: "0" }, { fixed: "1.0.0" }, { introduced: "1.0.0" }, { fixed: "2.0.0" }],
    ranges: [{ fixed: "1.0.0" }, { introduced: "1.0.0", fixed: "2.0.0" }],
  },
  {
    title: "a second beginning inside a run",
    events: [{ introduced: "1.0.0" }, { introduced: "1.1.0" }, { fixed: "1.2.0" }],
    ranges: [{ introduced: "1.0.0", fixed: "1.2.0" }],
  },
  {
    title: "two fixes, of which the first ends the run",
    events: [{ introduced: "1.0.0" }, { fixed: "1.3.0" }, { fixed: "1.2.0" }],
    ranges: [{ introduced: "1.0.0", fixed: "1.2.0" }],
  },
  {
    title: "a run that begins after its limit",
    events: [{ introduced: "1.0.0" }, { fixed: "1.2.0" }, { introduced: "3.0.0" }, { limit: "2.0.0" }],
    ranges: [{ introduced: "1.0.0", fixed: "1.2.0" }],
  },
  {
    title: "a run cut at the highest limit",
    events: [{ introduced: "1.0.0" }, { limit: "1.5.0" }, { limit: "2.0.0" }],
    ranges: [{ introduced: "1.0.0", fixed: "2.0.0" }],
  },
  {
    title: "a limit that is none",
    events: [{ introduced: "1.0.0" }, { limit: "*" }],
    ranges: [{ introduced: "1.0.0" }],
  },
  {
    title: "no beginning, which is taken for the first version",
    events: [{ fixed: "1.2.0" }],
    ranges: [{ fixed: "1.2.0" }],
    problems: 1,
  },
  { title: "no events", events: [], ranges: [{}], problems: 1 },
  {
    title: "a version that does not parse, as written",
    events: [{ introduced: "2.0.0" }, { fixed: "banana" }],
    ranges: [{ introduced: "2.0.0", fixed: "banana" }],
    problems: 1,
  },
  {
    title: "a limit that does not parse, which is left out",
    events: [{ introduced: "1.0.0" }, { limit: "banana" }],
    ranges: [{ introduced: "1.0.0" }],
    problems: 1,
  },
];

test.each(rows)("reads $title", ({ events, ranges, problems = 0 }) => {
  const reported: string[] = [];
  expect(rangesOfEvents(events, semver, (what) => reported.push(what))).toEqual(ranges);
  expect(reported).toHaveLength(problems);
});

/** OSV's own pseudo-code, over the one version that is asked for. Source: https://ossf.github.io/osv-schema/#evaluation */
function isVulnerable(version: number, events: readonly [keyof OsvEvent, number][]): boolean {
  const limits = events.filter(([kind]) => kind === "limit");
  if (limits.length > 0 && !limits.some(([, limit]) => version < limit)) return false;
  let vulnerable = false;
  for (const [kind, at] of events.toSorted(([, a], [, b]) => a - b)) {
    if (kind === "introduced" && version >= at) vulnerable = true;
    if (kind === "fixed" && version >= at) vulnerable = false;
    if (kind === "last_affected" && version > at) vulnerable = false;
  }
  return vulnerable;
}

test("the runs hold exactly the versions that OSV's algorithm calls affected", () => {
  // Distinct versions: of two events at one version OSV does not say which comes first.
  const event = fc.tuple(
    fc.constantFrom("introduced", "fixed", "last_affected", "limit"),
    fc.integer({ min: 0, max: 12 }),
  );
  const events = fc
    .uniqueArray(event, { minLength: 1, maxLength: 8, selector: ([, at]) => at })
    .filter((list) => list.some(([kind]) => kind === "introduced"));

  fc.assert(
    fc.property(events, fc.integer({ min: 0, max: 13 }), (list, version) => {
      const written = list.map(([kind, at]) => ({ [kind]: at === 0 && kind === "introduced" ? "0" : `${at}.0.0` }));
      const ranges = rangesOfEvents(written, semver, () => undefined);
      const isHeld = ranges.some((range) => holds(range, `${version}.0.0`, semver));
      expect(isHeld).toBe(isVulnerable(version, list));
    }),
  );
});
