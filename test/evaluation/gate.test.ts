import { expect, test } from "vitest";
import { figuresOf } from "./figures.ts";
import { type ExpectedFailure, gate, readExpected } from "./gate.ts";
import type { Judgement, Outcome } from "./judge.ts";
import type { Label } from "./label.ts";

const labelOf = (id: string): Label => ({
  id,
  verdict: "TP",
  flaws: ["CVE-2024-1111"],
  package: { purl: "pkg:npm/a@1" },
  list: {},
});
const judged = (id: string, outcome: Outcome): Judgement => ({
  label: labelOf(id),
  list: "npm",
  purl: "pkg:npm/a@1",
  ecosystem: "npm",
  outcome,
});
const known = (label: string, outcome: ExpectedFailure["outcome"]): ExpectedFailure => ({
  label,
  outcome,
  reason: "it is hard",
});

function reasons(
  judgements: readonly Judgement[],
  bar: { expected?: readonly ExpectedFailure[]; minF1?: number } = {},
  idle: readonly Label[] = [],
) {
  return gate({ judgements, idle }, figuresOf(judgements), { expected: [], ...bar });
}

test("it opens where all is right", () => {
  expect(reasons([judged("a", "true-positive"), judged("b", "true-negative"), judged("c", "unclear")])).toEqual([]);
});

test("a new miss and a new false finding keep it shut", () => {
  expect(reasons([judged("a", "miss"), judged("b", "false-positive")])).toEqual([
    "new miss: a",
    "new false finding: b",
  ]);
});

test("what is expected to fail may, in that way alone", () => {
  expect(reasons([judged("a", "miss")], { expected: [known("a", "miss")] })).toEqual([]);
  expect(reasons([judged("a", "miss")], { expected: [known("a", "false-positive")] })).toEqual([
    "new miss: a",
    "no false finding any more, take it off the list: a",
  ]);
});

test("what is mended has to leave the list", () => {
  expect(reasons([judged("a", "true-positive")], { expected: [known("a", "miss"), known("gone", "miss")] })).toEqual([
    "no miss any more, take it off the list: a",
    "no miss any more, take it off the list: gone",
  ]);
});

test("a bar of F1 counts what is expected to fail, too", () => {
  const judgements = [judged("a", "true-positive"), judged("b", "miss")];
  const expected = [known("b", "miss")];
  expect(reasons(judgements, { expected, minF1: 0.6 })).toEqual([]);
  expect(reasons(judgements, { expected, minF1: 0.7 })).toEqual(["F1 is 0.6667, less than 0.7"]);
  expect(reasons([], { minF1: 0.1 })).toEqual(["nothing was judged, so there is no F1"]);
});

test("a label of a package URL that its list does not have keeps it shut; another tool's name may be anything", () => {
  const named = { ...labelOf("b"), package: { name: "a", version: "1" } };
  expect(reasons([], {}, [labelOf("a"), named])).toEqual(["its list has no such package: a"]);
});

test("the list of expected failures has a reason for each", () => {
  expect(readExpected("- { label: a, outcome: miss, reason: it is hard }", "x.yaml")).toEqual([known("a", "miss")]);
  expect(readExpected("# none\n", "x.yaml")).toEqual([]);
  expect(() => readExpected("- { label: a, outcome: miss }", "x.yaml")).toThrow(/^x\.yaml: .*reason/);
  expect(() => readExpected("a: b", "x.yaml")).toThrow(/^x\.yaml: /);
});
