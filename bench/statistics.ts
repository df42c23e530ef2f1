/** What a row of figures says. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** `undefined` of no figures at all. */
export function spreadOf(figures: readonly number[]): Spread | undefined {
  const sorted = figures.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  const [below = min, above = min] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return { median: (below + above) / 2, min, max };
}

/**
 * How many times `other` one is. Figures of the same round ran next to each other, on a machine that was as busy for
 * both: the median of the rounds' ratios wanders less than the ratio of two medians.
 */
export function ratioOf(one: readonly number[], other: readonly number[]): number | undefined {
  const ratios = one.flatMap((figure, round) => (other[round] ? figure / other[round] : []));
  return spreadOf(ratios)?.median;
}
