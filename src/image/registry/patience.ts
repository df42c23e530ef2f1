/** How long a registry is waited for, and how often it is asked again. Tests pass shorter ones. */
export interface Patience {
  /** Until a connection stands, TLS included. */
  readonly connectMs: number;
  /** Until the server begins to answer. */
  readonly answerMs: number;
  /** Between two pieces of an answer. */
  readonly silenceMs: number;
  /** For one request; of a blob, those in a row that brought nothing new. */
  readonly tries: number;
  /** Before the second try; doubled for each further one. */
  readonly firstPauseMs: number;
  /** Longer than this is not waited, even if the server asks for it. */
  readonly longestPauseMs: number;
}

export const PATIENCE: Patience = {
  connectMs: 10_000,
  answerMs: 30_000,
  silenceMs: 30_000,
  tries: 5,
  firstPauseMs: 500,
  longestPauseMs: 60_000,
};
