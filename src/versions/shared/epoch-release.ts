import { compareNumbers } from "./compare-text.ts";

/** `[epoch:]version[-release]`, as RPM's and Arch Linux' packages have it. */
export interface EpochRelease {
  readonly epoch: string;
  readonly version: string;
  readonly release: string | undefined;
}

/**
 * By epoch, then version, then release, of which the last two are compared as the distribution does. A version without a
 * release is older than the same with any.
 */
export function compareEpochRelease(
  a: EpochRelease,
  b: EpochRelease,
  compare: (a: string, b: string) => number,
): number {
  return (
    compareNumbers(a.epoch, b.epoch) ||
    compare(a.version, b.version) ||
    Number(a.release !== undefined) - Number(b.release !== undefined) ||
    compare(a.release ?? "", b.release ?? "")
  );
}
