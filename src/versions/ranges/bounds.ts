import type { VersionOrder } from "../version-order.ts";

/** One end of a run of versions. */
export interface End {
  readonly version: string;
  readonly included: boolean;
}

/** An unbroken run of versions; an absent end is open. */
export interface Bounds {
  readonly from?: End;
  readonly to?: End;
}

/** Versions that lie in any of several runs; an empty list holds none. */
export type VersionRange = readonly Bounds[];

export const EVERY: VersionRange = [{}];

export const from = (version: string): Bounds => ({ from: { version, included: true } });
export const after = (version: string): Bounds => ({ from: { version, included: false } });
export const upTo = (version: string): Bounds => ({ to: { version, included: true } });
export const before = (version: string): Bounds => ({ to: { version, included: false } });
export const only = (version: string): Bounds => ({ ...from(version), ...upTo(version) });
export const without = (version: string): VersionRange => [before(version), after(version)];

/**
 * Whether a version lies in one of the runs.
 *
 * @throws {KnownError} `VERSION_INVALID` when a version that has to be compared does not parse.
 */
export function rangeHolds(range: VersionRange, version: string, order: VersionOrder): boolean {
  return range.some(({ from, to }) => {
    if (from && isBehind(order.compare(from.version, version), from.included)) return false;
    return !(to && isBehind(order.compare(version, to.version), to.included));
  });
}

const isBehind = (difference: number, included: boolean) => difference > 0 || (difference === 0 && !included);

/** What lies in both: runs that hold nothing are left out. */
export function intersect(a: VersionRange, b: VersionRange, order: VersionOrder): VersionRange {
  return a.flatMap((left) => b.flatMap((right) => narrowed(left, right, order)));
}

function narrowed(a: Bounds, b: Bounds, order: VersionOrder): Bounds[] {
  const from = tighter(a.from, b.from, (x, y) => order.compare(y, x));
  const to = tighter(a.to, b.to, (x, y) => order.compare(x, y));
  if (from && to) {
    const difference = order.compare(from.version, to.version);
    if (difference > 0 || (difference === 0 && !(from.included && to.included))) return [];
  }
  return [{ ...(from && { from }), ...(to && { to }) }];
}

/** Of two ends on the same side the one that lets less in; `compare` is negative where the first does. */
function tighter(a: End | undefined, b: End | undefined, compare: (a: string, b: string) => number): End | undefined {
  if (!a || !b) return a ?? b;
  const difference = compare(a.version, b.version);
  if (difference === 0) return a.included ? b : a;
  return difference < 0 ? a : b;
}

/**
 * The same versions in runs that do not touch, oldest first.
 *
 * @throws {KnownError} `VERSION_INVALID` when an end does not parse.
 */
export function merged(range: VersionRange, order: VersionOrder): VersionRange {
  const sorted = [...range].sort((a, b) => compareStarts(a.from, b.from, order));
  const runs: Bounds[] = [];
  for (const next of sorted) {
    const last = runs.at(-1);
    if (!last || isGap(last.to, next.from, order)) runs.push(next);
    else runs[runs.length - 1] = { ...(last.from && { from: last.from }), ...laterEnd(last.to, next.to, order) };
  }
  return runs;
}

function compareStarts(a: End | undefined, b: End | undefined, order: VersionOrder): number {
  if (!a || !b) return Number(a !== undefined) - Number(b !== undefined);
  return order.compare(a.version, b.version) || Number(b.included) - Number(a.included);
}

/** Whether some version may lie between the end of one run and the beginning of the next. */
function isGap(to: End | undefined, from: End | undefined, order: VersionOrder): boolean {
  if (!to || !from) return false;
  const difference = order.compare(to.version, from.version);
  return difference < 0 || (difference === 0 && !to.included && !from.included);
}

function laterEnd(a: End | undefined, b: End | undefined, order: VersionOrder): Pick<Bounds, "to"> {
  if (!a || !b) return {};
  const difference = order.compare(a.version, b.version);
  const to = difference > 0 || (difference === 0 && a.included) ? a : b;
  return { to };
}
