import { setTimeout as sleep } from "node:timers/promises";
import { KnownError } from "../model/errors.ts";
import { durationInWords } from "./duration.ts";

/** How often something is tried that may fail, and how long is waited in between. */
export interface RetryPatience {
  readonly tries: number;
  /** Before the second try; doubled for each further one. */
  readonly firstPauseMs: number;
  /** Longer than this is not waited, even if the server asks for it. */
  readonly longestPauseMs: number;
}

/** Thrown by an attempt that is worth repeating; `error` is what the caller sees after the last one. */
export class WorthRetrying extends Error {
  readonly error: KnownError;
  /** What the server asks for. */
  readonly pauseMs: number | undefined;

  constructor(error: KnownError, pauseMs?: number) {
    super(error.message, { cause: error });
    this.error = error;
    this.pauseMs = pauseMs;
  }
}

export interface RetryOptions {
  readonly patience: RetryPatience;
  /** Instead of the patience's own number. It may depend on the error: once, where another server can be asked. */
  readonly tries?: number | ((error: KnownError) => number);
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs an attempt until it succeeds, fails for good, or was tried often enough.
 *
 * @throws {KnownError} `INTERRUPTED` when `signal` fires; otherwise what the last attempt threw.
 */
export async function retrying<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let failures = 1; ; failures++) {
    throwIfInterrupted(options.signal);
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof WorthRetrying)) throw error;
      await pauseAfter(error, failures, options);
    }
  }
}

/**
 * Waits before another try, for as long as the server asks or our own back-off says.
 *
 * @param failures How many tries in a row have failed.
 * @throws {KnownError} The failure's own error when that was the last try or the server asks for too long a pause;
 * `INTERRUPTED` when `signal` fires.
 */
export async function pauseAfter(failure: WorthRetrying, failures: number, options: RetryOptions): Promise<void> {
  const { patience, tries = patience.tries, signal } = options;
  throwIfInterrupted(signal);
  if (failures >= (typeof tries === "number" ? tries : tries(failure.error))) throw failure.error;
  const asked = failure.pauseMs ?? 0;
  if (asked > patience.longestPauseMs) {
    const { code, message, details } = failure.error;
    const [wait, longest] = [asked, patience.longestPauseMs].map((ms) => durationInWords(ms / 1000));
    throw new KnownError(
      code,
      `${message}; it asks to wait ${wait}, more than the ${longest} we wait`,
      details,
      failure,
    );
  }
  await sleep(Math.max(asked, backOffMs(failures, patience)), undefined, signal && { signal }).catch(() => undefined);
  throwIfInterrupted(signal);
}

/** Doubles with each failure; a random part of it, so that many clients do not come back at once. */
function backOffMs(failures: number, { firstPauseMs, longestPauseMs }: RetryPatience): number {
  return Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs) * (0.5 + Math.random() / 2);
}

/** @throws {KnownError} `INTERRUPTED` */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new KnownError("INTERRUPTED", "stopped before the work was done");
}

/**
 * The pause that a `Retry-After` header asks for, in milliseconds.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after (seconds, or a date)
 */
export function pauseOfRetryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  // Dates have letters: `Date.parse` would take "-1" for the year 2001.
  const date = /[a-z]/i.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
