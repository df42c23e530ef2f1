import { expect, test } from "vitest";
import { climber } from "./folders-above.ts";

test.each([
  ["", [""]],
  ["a", ["a", ""]],
  ["a/b/c", ["a/b/c", "a/b", "a", ""]],
])("from '%s' up", (folder, expected) => {
  expect([...climber().from(folder)]).toEqual(expected);
});

test("it gives up where too much was looked at", () => {
  const climb = climber(10);
  expect([...climb.from("a/b/c")]).toHaveLength(4);
  expect(climb.isExhausted()).toBe(false);
  expect([...climb.from("a/b/c")]).toHaveLength(0);
  expect(climb.isExhausted()).toBe(true);
});
