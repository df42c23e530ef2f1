import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { constants, DatabaseSync } from "node:sqlite";
import { KnownError, messageOf } from "../model/errors.ts";
import { attach } from "./changes.ts";
import { sha256OfFile } from "./file-hash.ts";
import { packInto } from "./pack.ts";
import { checkSchema, openDatabase } from "./snapshot.ts";
import { TABLES } from "./snapshot-schema.ts";

/**
 * What makes one snapshot out of another: the rows that differ, as SQLite's own patchset.
 *
 * @param folder  For a copy of the older file while it is made.
 * @throws {KnownError} `SNAPSHOT_DAMAGED`
 */
export function makePatch(olderPath: string, newerPath: string, folder: string): Uint8Array {
  for (const path of [olderPath, newerPath]) {
    using database = openDatabase(path);
    checkSchema(database, path);
  }
  const copy = join(folder, "patched.sqlite");
  copyFileSync(olderPath, copy);
  try {
    using database = openCopy(copy);
    attach(database, newerPath, "newer");
    using session = database.createSession({ db: "main" });
    database.exec("BEGIN");
    for (const table of TABLES.keys()) {
      const columns = keyColumns(database, table);
      // Both steps are one change where the key stays: a session tells what became of a row, not how.
      database.exec(`
        DELETE FROM main.${table} WHERE (${columns}) IN (
          SELECT ${columns} FROM (SELECT * FROM main.${table} EXCEPT SELECT * FROM newer.${table})
        );
        INSERT INTO main.${table} SELECT * FROM newer.${table} EXCEPT SELECT * FROM main.${table}`);
    }
    const patch = session.patchset();
    database.exec("ROLLBACK");
    return patch;
  } catch (error) {
    throw damaged(newerPath, error);
  } finally {
    rmSync(copy, { force: true });
  }
}

/**
 * Makes the newer snapshot, byte for byte.
 *
 * @param expected  SHA-256 (hex) of what has to come out.
 * @param folder  For the file that is made; it holds nothing else of ours.
 * @returns Where it lies, and its id.
 * @throws {KnownError} `SNAPSHOT_DAMAGED` when the patch is not for this snapshot; nothing is left of it then.
 */
export function applyPatch(
  olderPath: string,
  patch: Uint8Array,
  expected: string,
  folder: string,
): { path: string; id: string } {
  const copy = join(folder, "patched.sqlite");
  const path = join(folder, "packed.sqlite");
  copyFileSync(olderPath, copy);
  try {
    patchCopy(copy, olderPath, patch);
    packInto(copy, path);
  } catch (error) {
    rmSync(path, { force: true });
    throw damaged(olderPath, error);
  } finally {
    rmSync(copy, { force: true });
  }
  const id = sha256OfFile(path);
  if (id === expected) return { path, id };
  rmSync(path, { force: true });
  throw new KnownError(
    "SNAPSHOT_DAMAGED",
    `${olderPath}: the delta makes ${id} of it, not ${expected}; fetch the whole snapshot instead`,
    { expected, measured: id },
  );
}

function patchCopy(copy: string, olderPath: string, patch: Uint8Array): void {
  using database = openCopy(copy);
  checkSchema(database, olderPath);
  const isWhole = database.applyChangeset(patch, {
    // Only the tables of a snapshot, and only rows that stand as the patch expects them.
    filter: (table) => TABLES.has(table),
    onConflict: () => constants.SQLITE_CHANGESET_ABORT,
  });
  if (!isWhole) throw new KnownError("SNAPSHOT_DAMAGED", `${olderPath}: the delta is not for this snapshot`);
}

/** A copy that nobody else knows of: there is nothing to save from a power cut. */
function openCopy(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { defensive: true, allowExtension: false });
  database.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA trusted_schema = OFF");
  return database;
}

function keyColumns(database: DatabaseSync, table: string): string {
  return database
    .prepare("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk")
    .all(table)
    .map(({ name }) => String(name))
    .join(", ");
}

function damaged(path: string, error: unknown): KnownError {
  if (error instanceof KnownError) return error;
  return new KnownError("SNAPSHOT_DAMAGED", `${path}: ${messageOf(error)}`, { path }, error);
}
