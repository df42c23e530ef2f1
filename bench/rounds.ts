import type { Contender } from "./contender.ts";
import { type Measurement, measure } from "./measure.ts";

/** All runs of one contender; none after one that failed. */
export interface Series {
  readonly name: string;
  /** By round. */
  readonly runs: readonly Measurement[];
  readonly failure?: string;
}

/**
 * Lets everybody run once per round, so that whatever else the machine does meets them all.
 * Each round begins with another one: who follows whom makes no difference in the end.
 */
export async function runRounds(
  contenders: readonly Contender[],
  rounds: number,
  onRun: (name: string, round: number) => void,
): Promise<Series[]> {
  const series = contenders.map(({ name }) => ({
    name,
    runs: [] as Measurement[],
    failure: undefined as string | undefined,
  }));
  // The first round brings the image into the system's page cache and fills the warm caches; it does not count.
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const at = (turn + Math.max(0, round - 1)) % contenders.length;
      const [contender, own] = [contenders[at], series[at]];
      if (!contender || !own || own.failure !== undefined) continue;
      onRun(contender.name, round);
      try {
        contender.prepare?.();
        const measurement = await measure(contender.run);
        if (round > 0) own.runs.push(measurement);
      } catch (error) {
        own.failure = error instanceof Error ? error.message : String(error);
      }
    }
  }
  return series.map(({ name, runs, failure }) => ({ name, runs, ...(failure !== undefined && { failure }) }));
}
