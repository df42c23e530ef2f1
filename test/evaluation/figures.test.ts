import { expect, test } from "vitest";
import { figuresOf } from "./figures.ts";
import type { Outcome } from "./judge.ts";

const counted = (counts: Partial<Record<Outcome, number>>) =>
  figuresOf(
    Object.entries(counts).flatMap(([outcome, count]) =>
      Array.from({ length: count }, () => ({ outcome: outcome as Outcome })),
    ),
  );

test("precision is of what was found, recall of what is there, F1 the harmonic mean of both", () => {
  const figures = counted({ "true-positive": 6, "false-positive": 2, miss: 4, "true-negative": 8, unclear: 3 });
  expect(figures).toMatchObject({
    labels: 23,
    truePositives: 6,
    falsePositives: 2,
    misses: 4,
    trueNegatives: 8,
    unclear: 3,
  });
  expect(figures.precision).toBeCloseTo(6 / 8);
  expect(figures.recall).toBeCloseTo(6 / 10);
  expect(figures.f1).toBeCloseTo((2 * 0.75 * 0.6) / (0.75 + 0.6));
});

test.each([
  ["nothing found, nothing there", { "true-negative": 3 }, [undefined, undefined, undefined]],
  ["all wrong", { "false-positive": 1 }, [0, undefined, 0]],
  ["all missed", { miss: 1 }, [undefined, 0, 0]],
  ["all right", { "true-positive": 2, "true-negative": 1 }, [1, 1, 1]],
  ["only what is unclear", { unclear: 5 }, [undefined, undefined, undefined]],
] as const)("%s", (_, counts, expected) => {
  const { precision, recall, f1 } = counted(counts);
  expect([precision, recall, f1]).toEqual(expected);
});
