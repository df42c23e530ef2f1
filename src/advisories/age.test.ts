import { expect, test } from "vitest";
import { ageOf, asOf } from "./age.ts";
import type { SnapshotSource } from "./snapshot-reader.ts";

const DAY = 24 * 3600 * 1000;
const now = Date.parse("2026-01-10T00:00:00Z");
const checkedAt = "2026-01-09T00:00:00Z";

const fresh: SnapshotSource = { name: "a", state: "fresh", records: 1, fetchedAt: "2025-12-01T00:00:00Z" };
const stale: SnapshotSource = { name: "b", state: "stale", records: 1, fetchedAt: "2026-01-03T00:00:00Z" };
const absent: SnapshotSource = { name: "c", state: "absent", records: 0 };
const failed: SnapshotSource = { name: "d", state: "failed", records: 0 };

test.each([
  ["a source that answered is of the day it was asked", fresh, checkedAt],
  ["one that no longer does, of the day it last did", stale, "2026-01-03T00:00:00Z"],
  ["one that is not served, of no day", absent, undefined],
  ["one that never answered, of no day", failed, undefined],
])("%s", (_title, source, expected) => {
  expect(asOf(source, checkedAt)).toBe(expected);
});

test.each([
  ["the day of asking, when all answered", [fresh, absent], DAY],
  ["the oldest source's", [fresh, stale], 7 * DAY],
  ["endless, when one never answered", [fresh, failed], Number.POSITIVE_INFINITY],
])("the age is %s", (_title, sources, expected) => {
  expect(ageOf(sources, checkedAt, now)).toBe(expected);
});
