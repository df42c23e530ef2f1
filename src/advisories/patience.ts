import type { RetryPatience } from "../host/retry.ts";

/** How long a download waits, and how often it tries again. */
export interface Patience extends RetryPatience {
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
