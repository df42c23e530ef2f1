import { expect, test } from "vitest";
import { FileTableBuilder } from "../image/file-table.ts";
import { BoundedReadings } from "./bounded-readings.ts";
import type { LayerReading } from "./layer-reading.ts";

const reading = (evidenceBytes: number): LayerReading => ({
  uncompressedBytes: 0,
  table: new FileTableBuilder().build(),
  evidence: evidenceBytes === 0 ? [] : [{ reader: "dpkg", path: "a", value: "x" }],
  evidenceBytes,
  problems: [],
});

/** Bytes of each layer, and the ordinals of those that are emptied where 100 bytes are kept. */
const IMAGES: readonly (readonly [bytes: readonly number[], emptied: readonly number[]])[] = [
  [[], []],
  [[50, 50], []],
  [[50, 50, 1], [2]],
  [
    [60, 50, 10],
    [1, 2],
  ],
  [
    [101, 1],
    [0, 1],
  ],
  [[60, 0, 50, 0], [2]],
  [
    [10, 20, 30, 40, 1, 1],
    [4, 5],
  ],
];

test.each(IMAGES)("of %j are emptied: %j, in whatever order they come", (bytes, emptied) => {
  for (const order of ordersOf([...bytes.keys()])) {
    const bounded = new BoundedReadings({ evidenceBytes: 100 });
    for (const ordinal of order) bounded.set(ordinal, reading(bytes[ordinal] ?? 0));
    const told = [...bytes.keys()].filter((ordinal) => bounded.readings[ordinal]?.problems.length);
    expect(told).toEqual(emptied);
    expect(emptied.every((ordinal) => bounded.readings[ordinal]?.evidence.length === 0)).toBe(true);
    expect(bytes.map((_, ordinal) => ordinal).filter((ordinal) => !bounded.isWhole(ordinal))).toEqual(emptied);
  }
});

function ordersOf(ordinals: readonly number[]): number[][] {
  if (ordinals.length === 0) return [[]];
  return ordinals.flatMap((first) =>
    ordersOf(ordinals.filter((other) => other !== first)).map((rest) => [first, ...rest]),
  );
}
