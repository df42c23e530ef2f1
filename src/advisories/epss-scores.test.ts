import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { type EpssScore, isScoredId, openScores, packScores } from "./epss-scores.ts";

const SCORES: readonly EpssScore[] = [
  { id: "CVE-2021-44228", score: 0.99999 },
  { id: "CVE-1999-0001", score: 0.03351 },
  { id: "CVE-2024-1234567", score: 0.03351 },
  { id: "CVE-2024-0001", score: 0.00001 },
];

function written(bytes: Buffer): string {
  const path = join(temporaryFolder(), "a.epss");
  writeFileSync(path, bytes);
  return path;
}

test("every score is found by its id, with the share of scores that are no higher", () => {
  const reader = openScores(written(packScores({ date: "2026-08-16", scores: SCORES })));
  expect([reader.date, reader.records]).toEqual(["2026-08-16", 4]);
  expect(SCORES.map(({ id }) => reader.of(id))).toEqual([
    { score: 0.99999, percentile: 1 },
    { score: 0.03351, percentile: 0.75 },
    { score: 0.03351, percentile: 0.75 },
    { score: 0.00001, percentile: 0.25 },
  ]);
});

test("a percentile that the source gives stands", () => {
  const scores = [{ id: "CVE-2021-44228", score: 0.5, percentile: 0.87646 }];
  expect(openScores(written(packScores({ date: "2026-08-16", scores }))).of("CVE-2021-44228")?.percentile).toBe(
    0.87646,
  );
});

test.each([["CVE-1999-0002"], ["CVE-1999-00001"], ["CVE-1999-1"], ["GHSA-1111-2222-3333"], ["CVE-2024-99999999999"]])(
  "%s has no score",
  (id) => {
    expect(openScores(written(packScores({ date: "2026-08-16", scores: SCORES }))).of(id)).toBeUndefined();
  },
);

test.each([
  ["CVE-1999-0001", true],
  ["CVE-1999-00001", false],
  ["CVE-2024-4294967296", false],
  ["CVE-99-0001", false],
])("%s can be kept: %s", (id, expected) => {
  expect(isScoredId(id)).toBe(expected);
});

test("the same scores give the same bytes, in whatever order they come", () => {
  const one = packScores({ date: "2026-08-16", scores: SCORES });
  expect(packScores({ date: "2026-08-16", scores: SCORES.toReversed() }).equals(one)).toBe(true);
});

test.each([
  ["is cut off", (bytes: Buffer) => bytes.subarray(0, -1)],
  ["is of another kind", (bytes: Buffer) => Buffer.concat([Buffer.from("SQLite f"), bytes.subarray(8)])],
  ["is empty", () => Buffer.alloc(0)],
])("a file that %s is refused", (_, damage) => {
  const reader = openScores(written(damage(packScores({ date: "2026-08-16", scores: SCORES }))));
  expect(() => reader.of("CVE-1999-0001")).toThrow(expect.objectContaining({ code: "SNAPSHOT_DAMAGED" }));
});

test("a file that is not there is missing", () => {
  expect(() => openScores("/nowhere/a.epss")).toThrow(expect.objectContaining({ code: "SNAPSHOT_MISSING" }));
});
