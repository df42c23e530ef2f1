import type { KeyObject } from "node:crypto";
import { resolve } from "node:path";
import { KnownError } from "../model/errors.ts";
import { packDelta, packScores, packSnapshot } from "./pack-parcels.ts";
import { writeParcels } from "./parcel.ts";
import type { ParcelHeader } from "./parcel-header.ts";
import { openSnapshot } from "./snapshot.ts";
import { listSnapshots, readCurrent, snapshotPath } from "./store.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A snapshot that a user names. */
export interface NamedSnapshot {
  readonly path: string;
  readonly id: string;
}

/**
 * Finds a snapshot by what a user calls it: `current`, `previous`, the beginning of its id, or the path of its file.
 *
 * @throws {KnownError} `SNAPSHOT_MISSING`, `OPTION_INVALID` when a beginning fits two.
 */
export function findSnapshot(dataDir: string, name: string): NamedSnapshot {
  if (name.includes("/") || name.endsWith(".sqlite")) {
    const path = resolve(name);
    using snapshot = openSnapshot(path);
    return { path, id: snapshot.id };
  }
  const current = readCurrent(dataDir);
  const named = name === "current" ? current?.snapshot : name === "previous" ? current?.previous : undefined;
  const fitting = named
    ? [named]
    : listSnapshots(dataDir)
        .map(({ id }) => id)
        .filter((id) => name.length >= 4 && id.startsWith(name));
  const [id, ...others] = fitting;
  if (id === undefined) {
    const message = `'${name}' is no snapshot here: current, previous, the beginning of an id, or a path`;
    throw new KnownError("SNAPSHOT_MISSING", `${message}; plimsoll db list shows them`, { name });
  }
  if (others.length > 0) throw new KnownError("OPTION_INVALID", `'${name}' begins ${fitting.length} snapshots`);
  return { path: snapshotPath(dataDir, id), id };
}

interface Carried {
  readonly dataDir: string;
  /** Where the file is to lie. */
  readonly file: string;
  /** To sign it with. */
  readonly key?: KeyObject | undefined;
}

/**
 * Writes a snapshot, and the scores beside it, into a file for other machines.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export async function exportSnapshot(snapshot: NamedSnapshot, { dataDir, file, key }: Carried): Promise<ParcelHeader> {
  using work = temporaryFolder();
  const content = await packSnapshot(snapshot, dataDir, { folder: work.path, key });
  const scores = await packScores(dataDir, { folder: work.path, key });
  await writeParcels(file, scores ? [content, scores] : [content]);
  return content.header;
}

/**
 * Writes what makes the newer snapshot of the older one, and the scores beside it, into a file for machines that have
 * the older.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export async function exportDelta(
  older: NamedSnapshot,
  newer: NamedSnapshot,
  { dataDir, file, key }: Carried,
): Promise<ParcelHeader> {
  using work = temporaryFolder();
  const content = await packDelta(older, newer, dataDir, { folder: work.path, key });
  const scores = await packScores(dataDir, { folder: work.path, key });
  await writeParcels(file, scores ? [content, scores] : [content]);
  return content.header;
}
