import type { SnapshotSource } from "./snapshot-reader.ts";

/**
 * As of when a source's records are known to be what it serves, RFC 3339: the last time it was asked, where it
 * answered; the last time it answered, where it no longer does. `undefined` when it never gave any.
 *
 * @param checkedAt  When all sources were last asked.
 */
export function asOf({ state, fetchedAt, askedAt }: SnapshotSource, checkedAt: string): string | undefined {
  if (state === "fresh") return askedAt ?? checkedAt;
  return state === "stale" ? fetchedAt : undefined;
}

/**
 * The age of the oldest source in milliseconds: a snapshot is as old as what it knows least of.
 * A source that failed and has no records makes it endless; one that its origin does not serve does not count.
 */
export function ageOf(sources: readonly SnapshotSource[], checkedAt: string, now: number): number {
  const ages = sources
    .filter(({ state }) => state !== "absent")
    .map((source) => now - Date.parse(asOf(source, checkedAt) ?? ""))
    .map((age) => (Number.isNaN(age) ? Number.POSITIVE_INFINITY : age));
  return Math.max(0, ...ages);
}
