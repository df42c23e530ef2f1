import { setTimeout as sleep } from "node:timers/promises";
import { throwIfInterrupted } from "../host/retry.ts";

/** So many requests within any time of that length. */
export interface Rate {
  readonly requests: number;
  readonly windowMs: number;
}

/** A clock to wait by. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal && { signal }).catch(() => undefined);
    throwIfInterrupted(signal);
  },
};

/**
 * Gives turns: each is waited for until fewer than allowed were given within the time before it. For one who asks one
 * after the other.
 *
 * @throws {KnownError} from a turn: `INTERRUPTED`.
 */
export function rateLimit({ requests, windowMs }: Rate, clock = SYSTEM_CLOCK) {
  const given: number[] = [];
  return async (signal?: AbortSignal): Promise<void> => {
    const [oldest] = given.length < requests ? [] : given;
    if (oldest !== undefined) {
      const wait = oldest + windowMs - clock.now();
      if (wait > 0) await clock.sleep(wait, signal);
      given.shift();
    }
    given.push(clock.now());
  };
}
