import { setTimeout as sleep } from "node:timers/promises";
import { KnownError } from "../model/errors.ts";

/** How long a download waits, and how often it tries again. */
export interface Patience {
  readonly tries: number;
  /** Before the second try; doubled for each further one. */
  readonly firstPauseMs: number;
  /** Longer than this is not waited, even if the server asks for it. */
  readonly longestPauseMs: number;
  /** Until the server begins to answer. */
  readonly answerMs: number;
  /** Between two pieces of the answer. */
  readonly silenceMs: number;
}

export const PATIENCE: Patience = {
  tries: 4,
  firstPauseMs: 1_000,
  longestPauseMs: 60_000,
  answerMs: 30_000,
  silenceMs: 60_000,
};

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

/**
 * Runs an attempt until it succeeds, fails for good, or was tried often enough.
 *
 * @throws {KnownError} `INTERRUPTED` when `signal` fires; otherwise what the last attempt threw.
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  patience: Patience,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    throwIfInterrupted(signal);
    try {
      return await attempt();
    } catch (error) {
      throwIfInterrupted(signal);
      if (!(error instanceof WorthRetrying)) throw error;
      if (failures >= patience.tries) throw error.error;
      const pauseMs = error.pauseMs ?? patience.firstPauseMs * 2 ** (failures - 1);
      await sleep(Math.min(pauseMs, patience.longestPauseMs), undefined, signal && { signal }).catch(() => undefined);
    }
  }
}

export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new KnownError("INTERRUPTED", "stopped before the advisories were complete");
}

/**
 * The pause that a `Retry-After` header asks for, in milliseconds.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after (seconds, or a date)
 */
export function pauseOfRetryAfter(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
