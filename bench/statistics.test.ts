import { expect, test } from "vitest";
import { ratioOf, spreadOf } from "./statistics.ts";

test("the median of an odd number of figures is the middle one, whatever their order", () => {
  expect(spreadOf([9, 1, 100])).toEqual({ median: 9, min: 1, max: 100 });
});

test("the median of an even number of figures lies between the two in the middle", () => {
  expect(spreadOf([4, 1, 2, 9])).toEqual({ median: 3, min: 1, max: 9 });
});

test("one figure is its own spread, and none has no spread", () => {
  expect(spreadOf([5])).toEqual({ median: 5, min: 5, max: 5 });
  expect(spreadOf([])).toBeUndefined();
});

test("a ratio is taken round by round, so that a busy moment that hit both leaves it as it is", () => {
  expect(ratioOf([1, 10, 1], [2, 20, 2])).toBe(0.5);
  expect(ratioOf([1, 2], [])).toBeUndefined();
});
