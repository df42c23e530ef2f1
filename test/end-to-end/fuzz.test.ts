import { expect, test } from "vitest";
import { fuzzTarget } from "../fuzz/fuzz-target.ts";
import { IMAGES } from "../fuzz/targets/index.ts";

// The same cases each time. `npm run fuzz` tries others.
const SEED = 20_261_123;
const CASES = 2000;

// One after the other: a bound on the memory of a process is of all its threads.
test.each(IMAGES.map(({ name }) => name))("%s: damaged images are read or refused", async (name) => {
  expect(await fuzzTarget(name, { seed: SEED, cases: CASES })).toEqual({ cases: CASES, failures: [] });
});
