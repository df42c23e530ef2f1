import { NAMES } from "./contenders.ts";
import type { Series } from "./rounds.ts";
import { ratioOf, spreadOf } from "./statistics.ts";

/** A figure that the design has set a bound and an aim for. */
export interface Bound {
  readonly what: string;
  /** `undefined` where it was not measured. */
  readonly measured: number | undefined;
  readonly unit: "×" | "s" | "MB";
  /** No more than this. */
  readonly bound: number;
  readonly aim: number;
}

/** What the bounds of scans are called. */
export const BOUND_NAMES = {
  baseline: "cold scan, against the baseline",
  trivy: "cold scan, against Trivy",
  warm: "warm scan",
  peak: "peak memory of all scans",
  secrets: "secrets, cold",
  version: "--version",
} as const;

/** Scans whose memory counts. */
const SCANS: readonly string[] = [NAMES.cold, NAMES.halfKnown, NAMES.warm];

/** The bounds of scans; those that compare with another scanner only where it ran. */
export function boundsOf(series: readonly Series[]): Bound[] {
  const wall = (name: string) => wallOf(series.find((one) => one.name === name));
  const seconds = (name: string) => {
    const spread = spreadOf(wall(name));
    return spread && spread.median / 1000;
  };
  const peaks = series.filter(({ name }) => SCANS.includes(name)).flatMap(peaksOf);
  const bounds: Bound[] = [
    {
      what: BOUND_NAMES.baseline,
      measured: ratioOf(wall(NAMES.cold), wall(NAMES.baseline)),
      unit: "×",
      bound: 1,
      aim: 0.7,
    },
    {
      what: BOUND_NAMES.trivy,
      measured: ratioOf(wall(NAMES.cold), wall("trivy, cold")),
      unit: "×",
      bound: 1,
      aim: 0.5,
    },
    { what: BOUND_NAMES.warm, measured: seconds(NAMES.warm), unit: "s", bound: 0.5, aim: 0.15 },
    // The peak has no spread to hide behind: the highest of all runs counts.
    { what: BOUND_NAMES.peak, measured: spreadOf(peaks)?.max, unit: "MB", bound: 300, aim: 200 },
    {
      what: BOUND_NAMES.secrets,
      measured: seconds(NAMES.secrets),
      unit: "s",
      bound: 15,
      aim: twiceOf(seconds(NAMES.cold)),
    },
    { what: BOUND_NAMES.version, measured: seconds(NAMES.version), unit: "s", bound: 0.1, aim: 0.1 },
  ];
  return bounds.filter(({ what, measured }) => measured !== undefined || what === BOUND_NAMES.baseline);
}

/** What looking at every byte may take on top of a scan; nothing can be asked for where that was not measured. */
const twiceOf = (cold: number | undefined) => Number((2 * (cold ?? 0)).toFixed(2));

/** Milliseconds, by round. */
export function wallOf(series: Series | undefined): number[] {
  return series?.runs.map(({ wallMs }) => wallMs) ?? [];
}

/** Decimal megabytes, by round; none where the system does not tell. */
export function peaksOf(series: Series): number[] {
  return series.runs.flatMap(({ usage }) => (usage ? usage.peakBytes / 1e6 : []));
}
