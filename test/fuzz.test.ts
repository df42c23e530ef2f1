import { describe, expect, test } from "vitest";
import { fuzzTarget } from "./fuzz/fuzz-target.ts";
import { bytesOf } from "./fuzz/run-case.ts";
import { ADVISORIES, FORMATS, TARGETS } from "./fuzz/targets/index.ts";

// The same cases each time. `npm run fuzz` tries others.
const SEED = 20_261_123;
const CASES = 2000;

test.concurrent.each([...FORMATS, ...ADVISORIES].map(({ name }) => name))(
  "%s: damaged bytes are read or refused",
  async (name) => {
    expect(await fuzzTarget(name, { seed: SEED, cases: CASES })).toEqual({ cases: CASES, failures: [] });
  },
  120_000,
);

test.each(TARGETS.map((target) => [target.name, target] as const))("%s: a case can be made again", (_, target) => {
  const cases = Array.from({ length: 50 }, (_, index) => bytesOf(target, 1, index));
  expect(cases).toEqual(Array.from({ length: 50 }, (_, index) => bytesOf(target, 1, index)));
  expect(new Set(cases.map((bytes) => Buffer.from(bytes).toString("latin1"))).size).toBeGreaterThan(25);
  expect(cases).not.toEqual(Array.from({ length: 50 }, (_, index) => bytesOf(target, 2, index)));
});

describe("a reader that does what none may is found out:", () => {
  const module = new URL("./fuzz/fixtures/misbehaving.ts", import.meta.url);
  // A thread that has to be ended costs seconds; one that fills its memory does on a busy machine, and hangs not.
  test.concurrent.each<[string, number, readonly RegExp[], number?]>([
    ["well-behaved", 3, []],
    ["throwing", 3, [/^TypeError/, /^TypeError/, /^TypeError/]],
    ["internal", 3, [/a defect/, /a defect/, /a defect/]],
    ["forgetful", 3, [/said '0' and then '1'/]],
    ["hanging", 1, [/^hung/], 3000],
    ["greedy", 1, [/memory limit/]],
  ])(
    "%s",
    async (name, cases, expected, hungMs = 60_000) => {
      const { failures, ...result } = await fuzzTarget(name, { seed: 1, cases, hungMs, module });
      expect(result).toEqual({ cases });
      expect(failures.map(({ what }) => what)).toEqual(expected.map((what) => expect.stringMatching(what)));
    },
    120_000,
  );
});
