import { expect, test } from "vitest";
import { rateLimit } from "./rate-limit.ts";

/** A clock that stands still but when somebody sleeps. */
function clockAt(start: number) {
  let now = start;
  return {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
    pass(ms: number) {
      now += ms;
    },
  };
}

test("no window of the time ever has more turns than allowed", async () => {
  const clock = clockAt(0);
  const turn = rateLimit({ requests: 5, windowMs: 30_000 }, clock);
  const at: number[] = [];
  for (let i = 0; i < 23; i++) {
    await turn();
    at.push(clock.now());
    clock.pass((i * 7919) % 4000);
  }
  for (const from of at) expect(at.filter((one) => one >= from && one < from + 30_000).length).toBeLessThanOrEqual(5);
  // And nobody waits longer than needed: the sixth has its turn when the first one's time is over.
  expect(at[5]).toBe(30_000);
});

test("who stops does not wait any longer", async () => {
  const turn = rateLimit({ requests: 1, windowMs: 60_000 });
  const stop = new AbortController();
  await turn(stop.signal);
  const second = turn(stop.signal);
  stop.abort();
  await expect(second).rejects.toMatchObject({ code: "INTERRUPTED" });
});
