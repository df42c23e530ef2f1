import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { KnownError, messageOf, type Problem } from "../model/errors.ts";
import { packScores } from "./epss-scores.ts";
import type { Feed } from "./feed.ts";
import type { Fetched } from "./fetch-feed.ts";
import type { WrittenSource } from "./snapshot-writer.ts";
import { type CurrentScores, scoresPath } from "./store.ts";
import { cappedReport, type Plan, planRow } from "./update-plan.ts";
import type { OlderSource } from "./written-sources.ts";

/** What the store says of the scores in use, as an update asks with it. */
export function olderScores(scores: CurrentScores | undefined): OlderSource | undefined {
  if (scores === undefined) return undefined;
  const { fetchedAt, reason, ...source } = scores.source;
  return { ...source, ...(fetchedAt !== undefined && { fetchedAt }), ...(reason !== undefined && { reason }) };
}

export interface ScoresUpdate {
  readonly dataDir: string;
  /** Folder for the file that is made. */
  readonly work: string;
  readonly plan: Omit<Plan, "older">;
  readonly problems: Problem[];
}

/**
 * The scores that are in use from now on: those that were fetched, under the hash of their file, else those of before.
 * The file is in its place when this returns; nobody knows of it until `current.json` names it.
 *
 * @throws {KnownError} `WRITE_FAILED` by the caller's hand.
 */
export async function updateScores(
  feed: Feed,
  fetched: Fetched,
  before: CurrentScores | undefined,
  { dataDir, work, plan, problems }: ScoresUpdate,
): Promise<CurrentScores> {
  const older = olderScores(before);
  const known: Plan = { ...plan, older: older && new Map([[feed.name, older]]) };
  const row = (of: Fetched): WrittenSource => planRow(feed, of, known);
  const kept = (of: Fetched): CurrentScores => ({
    ...(before?.file !== undefined && { file: before.file }),
    ...(before?.previous !== undefined && { previous: before.previous }),
    source: sourceOf(row(of), before?.source.records ?? 0),
  });
  const failed = (error: KnownError): CurrentScores => {
    problems.push({ code: error.code, message: withName(feed.name, error.message) });
    return kept({ kind: "failed", error });
  };

  if (fetched.kind === "failed") return failed(fetched.error);
  if (fetched.kind !== "files" || feed.readScores === undefined) return kept(fetched);
  try {
    const scores = await feed.readScores(fetched.paths, cappedReport(feed.name, problems));
    if (scores.scores.length === 0) throw new KnownError("FEED_MALFORMED", `${feed.name}: holds not a single record`);
    const file = store(packScores(scores), work, dataDir);
    const previous = before?.file === file ? before.previous : before?.file;
    return {
      file,
      ...(previous !== undefined && { previous }),
      source: sourceOf(row(fetched), scores.scores.length),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    if (error instanceof KnownError && error.code === "INTERRUPTED") throw error;
    return failed(error instanceof KnownError ? error : new KnownError("INTERNAL", messageOf(error), {}, error));
  }
}

function sourceOf({ cursors, ...row }: WrittenSource, records: number): CurrentScores["source"] {
  return { ...row, records, cursors: [...cursors] };
}

function withName(name: string, message: string): string {
  return message.startsWith(`${name}:`) ? message : `${name}: ${message}`;
}

function store(bytes: Buffer, work: string, dataDir: string): string {
  const id = createHash("sha256").update(bytes).digest("hex");
  const path = join(work, "scores.epss");
  const descriptor = openSync(path, "w");
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(path, scoresPath(dataDir, id));
  return id;
}
