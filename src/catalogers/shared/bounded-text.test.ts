import { expect, test } from "vitest";
import { sourceOf } from "../../formats/byte-source.ts";
import type { Problem } from "../../model/errors.ts";
import { boundedList, isWithin } from "./bounded-text.ts";
import { wantedFile } from "./wanted-file.ts";

const told = (act: (report: (problem: Problem) => void) => void) => {
  const problems: Problem[] = [];
  act((problem) => problems.push(problem));
  return problems.map(({ code, path }) => `${code} ${path}`);
};

test("a list is cut between two names, and that is said", () => {
  const long = "name ".repeat(20_000);
  expect(told((report) => expect(boundedList("a, b", "p", report)).toBe("a, b"))).toEqual([]);
  const problems = told((report) => {
    const list = boundedList(long, "p", report);
    expect(new Set(list.trim().split(" "))).toEqual(new Set(["name"]));
    expect(list.length).toBeGreaterThan(60_000);
  });
  expect(problems).toEqual(["LIMIT_EXCEEDED p"]);
  expect(told((report) => expect(boundedList("x".repeat(100_000), "p", report)).toBe(""))).toHaveLength(1);
});

test("a file is read up to a size", () => {
  const file = wantedFile("p", sourceOf(new Uint8Array(10)));
  expect(told((report) => expect(isWithin(file, 10, report)).toBe(true))).toEqual([]);
  expect(told((report) => expect(isWithin(file, 9, report)).toBe(false))).toEqual(["LIMIT_EXCEEDED p"]);
});
