import type { Judgement, Outcome } from "./judge.ts";

/** Counts of outcomes, and what follows from them. */
export interface Figures {
  readonly labels: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly misses: number;
  readonly trueNegatives: number;
  readonly unclear: number;
  /** Of what was found, how much is right. `undefined` where nothing was found. */
  readonly precision: number | undefined;
  /** Of what is there, how much was found. `undefined` where nothing is there. */
  readonly recall: number | undefined;
  /** The harmonic mean of both; `undefined` where neither anything is there nor anything was found. */
  readonly f1: number | undefined;
}

/** Counts judgements. What is unclear counts for nothing, as with Yardstick. */
export function figuresOf(judgements: readonly Pick<Judgement, "outcome">[]): Figures {
  const count = (wanted: Outcome) => judgements.filter(({ outcome }) => outcome === wanted).length;
  const truePositives = count("true-positive");
  const falsePositives = count("false-positive");
  const misses = count("miss");
  return {
    labels: judgements.length,
    truePositives,
    falsePositives,
    misses,
    trueNegatives: count("true-negative"),
    unclear: count("unclear"),
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + misses),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + misses),
  };
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
