import { KnownError, type Problem, type Report } from "../model/errors.ts";
import type { Feed } from "./feed.ts";
import { type Fetched, isThere } from "./fetch-feed.ts";
import { fingerprintOf, type Origin } from "./origin.ts";
import type { SnapshotSource } from "./snapshot-reader.ts";
import type { WrittenSource } from "./snapshot-writer.ts";
import type { OlderSource } from "./written-sources.ts";

/** Of one source; a thousand lines that say the same hide the one that does not. */
const MOST_PROBLEMS = 100;

/** Of files that are not served; a feed can have one for every year. */
const MOST_NAMED = 3;

/** What an update knows when it decides how a source will stand. */
export interface Plan {
  readonly now: Date;
  readonly origin: Origin;
  /** The sources of the snapshot in use, by name. */
  readonly older: ReadonlyMap<string, OlderSource> | undefined;
}

/**
 * How a source will stand in the new snapshot, after what came of asking for it: `fresh` when it was read or
 * confirmed, `stale` when its older records must do, otherwise `absent` or `failed`, without records.
 */
export function planRow(feed: Feed, fetched: Fetched, { now, origin, older }: Plan): WrittenSource {
  const row = { name: feed.name, feedVersion: feed.version, origin: fingerprintOf(origin) };
  if (isThere(fetched)) {
    return {
      ...row,
      state: "fresh",
      fetchedAt: now.toISOString(),
      ...(fetched.missing.length > 0 && { reason: notServed(fetched.missing) }),
      cursors: fetched.cursors,
    };
  }

  const reason = fetched.kind === "failed" ? fetched.error.message : notServed(fetched.missing);
  const before = older?.get(feed.name);
  if (before === undefined || before.records === 0) return { ...row, state: fetched.kind, reason, cursors: [] };
  // Its version and cursors stay those of the records, so that the next update knows what it has.
  const { fetchedAt, feedVersion, origin: readFrom, cursors } = before;
  return {
    name: feed.name,
    state: "stale",
    ...(fetchedAt !== undefined && { fetchedAt }),
    reason,
    feedVersion,
    origin: readFrom,
    cursors,
  };
}

export function notServed(missing: readonly string[]): string {
  const more = missing.length - MOST_NAMED;
  return `not served: ${missing.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A source as matching and people see it. */
export function sourceOfRow({ name, state, fetchedAt, reason }: WrittenSource, records: number): SnapshotSource {
  return {
    name,
    state,
    records,
    ...(fetchedAt !== undefined && { fetchedAt }),
    ...(reason !== undefined && { reason }),
  };
}

/** Takes the first problems of a source, and then one that says that there are more. */
export function cappedReport(name: string, problems: Problem[]): Report {
  let count = 0;
  return (problem) => {
    count++;
    if (count <= MOST_PROBLEMS) problems.push(problem);
    else if (count === MOST_PROBLEMS + 1)
      problems.push({ code: problem.code, message: `${name}: and more of the kind` });
  };
}

/** The error of an update that got nothing from anywhere. */
export function nothingRead(failures: readonly Problem[]): KnownError {
  // That older records stay in use is no failure of its own.
  const first = failures.find(({ code }) => code !== "SNAPSHOT_STALE");
  if (failures.length === 0) {
    return new KnownError(
      "FEED_UNREACHABLE",
      "no source of advisories is served there; is the mirror's address right?",
    );
  }
  const reasons = failures.map(({ message }) => message).join("; ");
  return new KnownError(first?.code ?? "FEED_UNREACHABLE", `no source of advisories could be read: ${reasons}`);
}
