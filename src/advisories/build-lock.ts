import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { KnownError } from "../model/errors.ts";
import { writeFailed } from "./write-failed.ts";

const SQLITE_BUSY = 5;

/** Two that begin in the same moment see each other half way to the lock: without patience neither would get it. */
const PATIENCE_MS = 500;

/**
 * Lets one process at a time build in a folder, until disposed of. The lock is SQLite's on an empty database, so the
 * kernel takes it back from a process that dies; the file beside it only tells whom to blame.
 *
 * @throws {KnownError} `SNAPSHOT_LOCKED` when another has it, `WRITE_FAILED` when the folder cannot be written.
 */
export function lockForBuild(folder: string): Disposable {
  const holder = join(folder, "lock.pid");
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, "lock"), { timeout: PATIENCE_MS });
    // In memory, or a journal would lie beside it.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    writeFileSync(holder, `${process.pid}\n`);
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw writeFailed(folder, error);
    const pid = readPid(holder);
    const who = pid === undefined ? "another process" : `process ${pid}`;
    throw new KnownError("SNAPSHOT_LOCKED", `${folder}: ${who} is building a snapshot there`, { path: folder }, error);
  }
  const held = database;
  return { [Symbol.dispose]: () => held.close() };
}

function readPid(path: string): string | undefined {
  try {
    return /^\d+$/m.exec(readFileSync(path, "utf8"))?.[0];
  } catch {
    return undefined;
  }
}
