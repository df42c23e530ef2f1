import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { KnownError, messageOf } from "../model/errors.ts";
import { lockForBuild } from "./build-lock.ts";
import { openScores } from "./epss-scores.ts";
import { openSnapshot } from "./snapshot.ts";
import type { Snapshot } from "./snapshot-reader.ts";
import { writeFailed } from "./write-failed.ts";

const Id = z.string().regex(/^[0-9a-f]{64}$/);

/** Where the scores of EPSS are from: what `source` rows say of others. */
export const ScoresSource = z.object({
  name: z.string(),
  state: z.enum(["fresh", "stale", "absent", "failed"]),
  records: z.int().nonnegative(),
  fetchedAt: z.string().optional(),
  reason: z.string().optional(),
  feedVersion: z.int(),
  origin: z.string(),
  cursors: z.array(z.string().nullable()),
});

/** The scores of EPSS beside the snapshot: which file, and where it is from. */
const CurrentScores = z.object({
  /** Absent when none could ever be read. */
  file: Id.optional(),
  previous: Id.optional(),
  source: ScoresSource,
});

export type CurrentScores = z.infer<typeof CurrentScores>;

/** `current.json`: the one file that says which snapshot is in use, and which scores beside it. */
const Current = z.object({
  snapshot: Id,
  checkedAt: z.iso.datetime(),
  previous: Id.optional(),
  scores: CurrentScores.optional(),
  /** Of sources that were asked later than all of them: when. */
  asked: z.record(z.string(), z.iso.datetime()).optional(),
});

export type Current = z.infer<typeof Current>;

/** The folder of the snapshots: `<id>.sqlite`, `<id>.epss`, `current.json`, `lock`, and `work/` while one is built. */
export function advisoriesFolder(dataDir: string): string {
  return join(dataDir, "advisories");
}

export function snapshotPath(dataDir: string, id: string): string {
  return join(advisoriesFolder(dataDir), `${id}.sqlite`);
}

/** Where the scores of this SHA-256 lie. */
export function scoresPath(dataDir: string, id: string): string {
  return join(advisoriesFolder(dataDir), `${id}.epss`);
}

/**
 * Which snapshot is in use, or `undefined` when none is.
 *
 * @throws {KnownError} `SNAPSHOT_DAMAGED` when `current.json` is not ours, `READ_FAILED` when it cannot be read.
 */
export function readCurrent(dataDir: string): Current | undefined {
  const path = join(advisoriesFolder(dataDir), "current.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new KnownError("READ_FAILED", `${path}: ${messageOf(error)}`, { path }, error);
  }
  try {
    return Current.parse(JSON.parse(text));
  } catch (cause) {
    throw new KnownError("SNAPSHOT_DAMAGED", `${path}: does not name a snapshot`, { path }, cause);
  }
}

/**
 * Opens the snapshot in use.
 *
 * @returns It, and when its sources were last asked for news (RFC 3339).
 * @throws {KnownError} `SNAPSHOT_MISSING` with the command that brings one, `SNAPSHOT_DAMAGED`, `READ_FAILED`.
 */
export function openCurrent(dataDir: string): { snapshot: Snapshot; checkedAt: string } {
  for (let tries = 1; ; tries++) {
    const current = readCurrent(dataDir);
    if (current === undefined) {
      const folder = advisoriesFolder(dataDir);
      throw new KnownError("SNAPSHOT_MISSING", `${folder}: no advisory snapshot; get one: plimsoll db update`, {
        path: folder,
      });
    }
    try {
      const snapshot = openSnapshot(snapshotPath(dataDir, current.snapshot));
      const whole = withScores(snapshot, dataDir, current.scores);
      return { snapshot: withAsked(whole, current.asked), checkedAt: current.checkedAt };
    } catch (error) {
      // Two updates may have passed since the name was read; then there is a newer name.
      const isGone = error instanceof KnownError && error.code === "SNAPSHOT_MISSING";
      if (!isGone || tries === 3) throw error;
    }
  }
}

/** The snapshot, whose sources know when they were asked, where that was not with all the others. */
function withAsked(snapshot: Snapshot, asked: Current["asked"]): Snapshot {
  if (asked === undefined) return snapshot;
  const times = new Map(Object.entries(asked));
  const sources = snapshot.sources.map((source) => {
    const askedAt = times.get(source.name);
    return askedAt === undefined ? source : { ...source, askedAt };
  });
  return { ...snapshot, sources };
}

/** The snapshot with the scores beside it, and their source among its own. */
function withScores(snapshot: Snapshot, dataDir: string, scores: CurrentScores | undefined): Snapshot {
  if (scores === undefined) return snapshot;
  const { name, state, records, fetchedAt, reason } = scores.source;
  const source = { name, state, records, ...(fetchedAt && { fetchedAt }), ...(reason && { reason }) };
  const sources = [...snapshot.sources, source].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (scores.file === undefined) return { ...snapshot, sources };
  try {
    const reader = openScores(scoresPath(dataDir, scores.file));
    return { ...snapshot, sources, epssOf: reader.of };
  } catch (error) {
    snapshot[Symbol.dispose]();
    throw error;
  }
}

/** What `listSnapshots` tells of a file. */
export interface StoredSnapshot {
  readonly id: string;
  readonly builtAt: string;
  readonly sizeBytes: number;
  readonly records: number;
  /** Whether it is the one in use. */
  readonly current: boolean;
}

/** The snapshots on this machine, the newest first; a file that cannot be read is left out. */
export function listSnapshots(dataDir: string): StoredSnapshot[] {
  const current = readCurrent(dataDir)?.snapshot;
  const stored: StoredSnapshot[] = [];
  for (const id of idsIn(advisoriesFolder(dataDir), ".sqlite")) {
    const path = snapshotPath(dataDir, id);
    try {
      using snapshot = openSnapshot(path);
      const records = snapshot.sources.reduce((sum, source) => sum + source.records, 0);
      stored.push({ id, builtAt: snapshot.builtAt, sizeBytes: statSync(path).size, records, current: id === current });
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
    }
  }
  return stored.sort((a, b) => Date.parse(b.builtAt) - Date.parse(a.builtAt));
}

/**
 * Makes the folder, takes the lock, and gives a clean folder `work` for what is made on the way; disposing of it
 * removes `work` and gives the lock back.
 *
 * @throws {KnownError} `SNAPSHOT_LOCKED`, `WRITE_FAILED`.
 */
export function openStore(dataDir: string): Disposable & { readonly work: string } {
  const folder = advisoriesFolder(dataDir);
  const work = join(folder, "work");
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeFailed(folder, error);
  }
  const lock = lockForBuild(folder);
  try {
    // What lies here was left by a process that was killed: whoever holds the lock is the only one alive.
    rmSync(work, { recursive: true, force: true });
    rmSync(join(folder, "current.json.new"), { recursive: true, force: true });
    mkdirSync(work);
  } catch (error) {
    lock[Symbol.dispose]();
    throw writeFailed(folder, error);
  }
  return {
    work,
    [Symbol.dispose]: () => {
      try {
        rmSync(work, { recursive: true, force: true });
      } finally {
        lock[Symbol.dispose]();
      }
    },
  };
}

/**
 * Puts a finished snapshot in use, in one step: a reader sees the old one or the new one. The one before is kept,
 * older ones are deleted. The caller holds the store.
 *
 * @throws {KnownError} `WRITE_FAILED`; the old one is then still in use.
 */
export function publish(
  dataDir: string,
  built: { path: string; id: string },
  checkedAt: string,
  scores?: CurrentScores,
  asked?: Current["asked"],
): void {
  const folder = advisoriesFolder(dataDir);
  const before = currentOrNone(dataDir);
  try {
    renameSync(built.path, snapshotPath(dataDir, built.id));
    const previous = before?.snapshot === built.id ? before.previous : before?.snapshot;
    writeCurrent(folder, {
      snapshot: built.id,
      checkedAt,
      ...(previous !== undefined && { previous }),
      ...(scores && { scores }),
      ...(asked && { asked }),
    });
    deleteOthers(folder, ".sqlite", [built.id, previous]);
    deleteOthers(folder, ".epss", [scores?.file, scores?.previous, before?.scores?.file]);
  } catch (error) {
    const kept = currentOrNone(dataDir);
    if (built.id !== kept?.snapshot && built.id !== kept?.previous) {
      rmSync(snapshotPath(dataDir, built.id), { force: true });
    }
    throw writeFailed(folder, error);
  }
}

/** Notes that the sources were asked and the snapshot stays, maybe with other scores. The caller holds the store. */
export function noteChecked(dataDir: string, current: Current, checkedAt: string, scores?: CurrentScores): void {
  const folder = advisoriesFolder(dataDir);
  try {
    writeCurrent(folder, { ...current, checkedAt, ...(scores && { scores }) });
    // A reader may have it open that has not looked into it yet.
    deleteOthers(folder, ".epss", [scores?.file, scores?.previous, current.scores?.file]);
  } catch (error) {
    throw writeFailed(folder, error);
  }
}

/** A broken `current.json` names nothing that could be kept. */
function currentOrNone(dataDir: string): Current | undefined {
  try {
    return readCurrent(dataDir);
  } catch {
    return undefined;
  }
}

function writeCurrent(folder: string, current: Current): void {
  const path = join(folder, "current.json");
  const newPath = `${path}.new`;
  try {
    writeFileSync(newPath, `${JSON.stringify(current, undefined, 2)}\n`, { flush: true });
    renameSync(newPath, path);
  } catch (error) {
    rmSync(newPath, { recursive: true, force: true });
    throw error;
  }
  syncFolder(folder);
}

/** A rename is only safe from a power cut once its folder is. Windows has no such call, and does not need it. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function deleteOthers(folder: string, ending: ".sqlite" | ".epss", keep: readonly (string | undefined)[]): void {
  for (const id of idsIn(folder, ending)) {
    if (keep.includes(id)) continue;
    try {
      rmSync(join(folder, `${id}${ending}`), { force: true });
    } catch {
      // Windows does not delete a file that a reader has open; the next update tries again.
    }
  }
}

function idsIn(folder: string, ending: ".sqlite" | ".epss"): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(ending) && Id.safeParse(name.slice(0, -ending.length)).success)
    .map((name) => name.slice(0, -ending.length))
    .sort();
}
