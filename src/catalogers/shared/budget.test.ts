import { expect, test } from "vitest";
import { budgetOf } from "./budget.ts";

test("gives until it is asked for more than is left, and then nothing", () => {
  const budget = budgetOf(10);
  expect([budget.takes(4), budget.takes(6), budget.isExceeded()]).toEqual([true, true, false]);
  expect([budget.takes(1), budget.isExceeded(), budget.takes(0)]).toEqual([false, true, false]);
});
