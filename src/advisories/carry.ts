import { createHash, type KeyObject } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { KnownError } from "../model/errors.ts";
import { applyPatch, makePatch } from "./delta.ts";
import { sha256OfFile } from "./file-hash.ts";
import { MADE_BY, type ParcelHeader, readParcelHead, unpackParcel, verifyParcel, writeParcel } from "./parcel.ts";
import { openSnapshot } from "./snapshot.ts";
import { packSnapshot } from "./snapshot-records.ts";
import { listSnapshots, openStore, publish, readCurrent, snapshotPath } from "./store.ts";

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
  /** Where the parcel lies, or is to lie. */
  readonly file: string;
  /** To sign it with, or to check it by. */
  readonly key?: KeyObject | undefined;
}

/**
 * Writes a snapshot into a file for other machines.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export async function exportSnapshot(snapshot: NamedSnapshot, { dataDir, file, key }: Carried): Promise<ParcelHeader> {
  const times = timesOf(snapshot, dataDir);
  return writeParcel(file, { kind: "snapshot", to: snapshot.id, ...times, content: snapshot.path, key });
}

/**
 * Writes what makes the newer snapshot of the older one into a file for machines that have the older.
 *
 * @throws {KnownError} `WRITE_FAILED`, `SNAPSHOT_LOCKED`
 */
export async function exportDelta(
  older: NamedSnapshot,
  newer: NamedSnapshot,
  { dataDir, file, key }: Carried,
): Promise<ParcelHeader> {
  using store = openStore(dataDir);
  const content = join(store.work, "delta");
  writeFileSync(content, makePatch(older.path, newer.path, store.work));
  const times = timesOf(newer, dataDir);
  return await writeParcel(file, { kind: "delta", from: older.id, to: newer.id, ...times, content, key });
}

/**
 * Puts what a parcel holds in use, after its signature, its hash and the snapshot's own were checked.
 *
 * @param key  Refuses what it did not sign.
 * @returns What it was, and whether it is news.
 * @throws {KnownError} `SIGNATURE_INVALID`, `SNAPSHOT_DAMAGED`, `SNAPSHOT_MISSING` when a delta is for a snapshot that
 *   is not here, `SNAPSHOT_LOCKED`, `WRITE_FAILED`. The snapshot of before is then still in use.
 */
export async function importParcel({ dataDir, file, key }: Carried): Promise<{ header: ParcelHeader; isNew: boolean }> {
  const head = await readParcelHead(file);
  const { header } = head;
  if (key) await verifyParcel(file, head, key);
  using store = openStore(dataDir);
  if (readCurrent(dataDir)?.snapshot === header.to) return { header, isNew: false };

  const content = join(store.work, "unpacked");
  await unpackParcel(file, head, content);
  const built =
    header.kind === "delta" ? patched(dataDir, header, content, store.work) : wholeOf(file, header, content);
  // It opens, and so its tables are those that we know.
  openSnapshot(built.path)[Symbol.dispose]();
  // A parcel holds no scores of EPSS: those that are here stay.
  publish(dataDir, built, header.checkedAt, readCurrent(dataDir)?.scores);
  return { header, isNew: true };
}

/**
 * A snapshot that is made again has the name it had, where the same versions of SQLite and zlib make it. Others may write
 * the same records in other bytes: it goes by their hash then, once it holds what was packed, and no delta is for it.
 */
function wholeOf(file: string, { to, madeBy, contents }: ParcelHeader, path: string): { path: string; id: string } {
  const id = sha256OfFile(path);
  if (id === to) return { path, id };
  if (madeBy !== undefined && madeBy !== MADE_BY && contents !== undefined && sha256OfContents(path) === contents) {
    return { path, id };
  }
  throw new KnownError("SNAPSHOT_DAMAGED", `${file}: holds ${id}, and says that it holds ${to}`, { file });
}

function sha256OfContents(path: string): string {
  const hash = createHash("sha256");
  for (const piece of packSnapshot(path)) hash.update(piece);
  return hash.digest("hex");
}

function patched(dataDir: string, { from = "", to }: ParcelHeader, patch: string, folder: string) {
  const current = readCurrent(dataDir);
  if (from !== current?.snapshot && from !== current?.previous) {
    const have = current ? `here is ${current.snapshot.slice(0, 12)}` : "here is none";
    const message = `the delta is for the snapshot ${from.slice(0, 12)}, and ${have}`;
    throw new KnownError("SNAPSHOT_MISSING", `${message}; import a whole one first`, { from });
  }
  return applyPatch(snapshotPath(dataDir, from), readFileSync(patch), to, folder);
}

function timesOf({ path, id }: NamedSnapshot, dataDir: string): Pick<ParcelHeader, "builtAt" | "checkedAt"> {
  using snapshot = openSnapshot(path);
  const current = readCurrent(dataDir);
  const { builtAt } = snapshot;
  return { builtAt, checkedAt: current?.snapshot === id ? current.checkedAt : builtAt };
}
