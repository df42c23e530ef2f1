import { describe, expect, test } from "vitest";
import { fuzzTarget } from "./fuzz/fuzz-target.ts";
import { bytesOf } from "./fuzz/run-case.ts";
import { FORMATS, TARGETS } from "./fuzz/targets/index.ts";

// The same cases each time. `npm run fuzz` tries others.
const SEED = 20_261_123;
const CASES = 2000;

test.concurrent.each(FORMATS.map(({ name }) => name))("%s: damaged bytes are read or refused", async (name) => {
  expect(await fuzzTarget(name, { seed: SEED, cases: CASES })).toEqual({ cases: CASES, failures: [] });
});

test.each(TARGETS.map((target) => [target.name, target] as const))("%s: a case can be made again", (_, target) => {
  const cases = Array.from({ length: 50 }, (_, index) => bytesOf(target, 1, index));
  expect(cases).toEqual(Array.from({ length: 50 }, (_, index) => bytesOf(target, 1, index)));
  expect(new Set(cases.map((bytes) => Buffer.from(bytes).toString("latin1"))).size).toBeGreaterThan(25);
  expect(cases).not.toEqual(Array.from({ length: 50 }, (_, index) => bytesOf(target, 2, index)));
});

describe("a reader that does what none may is found out:", () => {
  const module = new URL("./fuzz/fixtures/misbehaving.ts", import.meta.url);
  test.concurrent.each([
    ["well-behaved", []],
    ["throwing", [/^TypeError/, /^TypeError/, /^TypeError/]],
    ["internal", [/a defect/, /a defect/, /a defect/]],
    ["forgetful", [/said '0' and then '1'/]],
    ["hanging", [/^hung/, /^hung/, /^hung/]],
    ["greedy", [/out of memory|heap limit|memory limit/i, expect.anything(), expect.anything()]],
  ])("%s", async (name, expected) => {
    const { cases, failures } = await fuzzTarget(name, { seed: 1, cases: 3, hungMs: 1000, module });
    expect(cases).toBe(3);
    expect(failures.map(({ what }) => what)).toEqual(
      expected.map((what) => (what instanceof RegExp ? expect.stringMatching(what) : what)),
    );
  });
});
