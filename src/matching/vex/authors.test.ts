import { expect, test } from "vitest";
import type { Problem } from "../../model/errors.ts";
import { authorPatterns, DEFAULT_AUTHORS, ofAuthors } from "./authors.ts";
import type { VexStatement } from "./statement.ts";

const by = (author?: string): VexStatement => ({
  ids: ["CVE-1"],
  status: "fixed",
  ...(author && { author }),
  time: 0,
  version: 1,
  source: "doc",
  products: [],
});

test.each<[patterns: readonly string[], author: string | undefined, holds: boolean]>([
  [DEFAULT_AUTHORS, "Ann <ann@docker.com>", true],
  [DEFAULT_AUTHORS, "Ann <ann@example.org>", false],
  [DEFAULT_AUTHORS, undefined, false],
  [["Ann", "Bob"], "Bob", true],
  [["^Ann$"], "Annabel", false],
  [[".*"], undefined, true],
])("of %j the author %j counts: %s", (patterns, author, holds) => {
  expect(ofAuthors([by(author)], authorPatterns(patterns, "--vex-author"), () => undefined)).toHaveLength(
    holds ? 1 : 0,
  );
});

test("whose word does not count is told once, with the flag that would change it", () => {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  ofAuthors([by("Ann (a+b)"), by("Ann (a+b)"), by()], authorPatterns(DEFAULT_AUTHORS, "--vex-author"), report);
  expect(problems.map(({ message }) => message)).toEqual([
    "1 VEX statement with no author not applied: --vex-author is <.*@docker.com>; add --vex-author '.*'",
    "2 VEX statements with author 'Ann (a+b)' not applied: --vex-author is <.*@docker.com>; add --vex-author 'Ann .a.b.'",
  ]);
});

test("a pattern that is none is refused", () => {
  expect(() => authorPatterns(["("], "--vex-author")).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
});
