import type { RetryPatience } from "../../host/retry.ts";

/**
 * How long a registry is waited for, and how often it is asked again: tries are those of one request; of a blob, those in
 * a row that brought nothing new. Tests pass shorter ones.
 */
export interface Patience extends RetryPatience {
  /** Until a connection stands, TLS included. */
  readonly connectMs: number;
  /** Until the server begins to answer. */
  readonly answerMs: number;
  /** Between two pieces of an answer. */
  readonly silenceMs: number;
  /** Until it is answered for what was stored, counted from when all of it was sent. */
  readonly storeMs: number;
  /** For all of a document (manifest, config, token) from its first bytes on, however steadily it trickles. */
  readonly documentMs: number;
}

/** Documents have some kilobytes; the largest that are read, 16 MiB, get through by a line of 1.2 Mbit/s. */
const DOCUMENT_MS = 2 * 60_000;

export const PATIENCE: Patience = {
  connectMs: 10_000,
  answerMs: 30_000,
  silenceMs: 30_000,
  storeMs: 5 * 60_000,
  documentMs: DOCUMENT_MS,
  tries: 5,
  firstPauseMs: 500,
  longestPauseMs: 60_000,
};
