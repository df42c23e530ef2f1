import { basename } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { messageOf, type Problem } from "../model/errors.ts";
import { sha256OfFile } from "./file-hash.ts";
import { sha256OfText, unpackText } from "./record-text.ts";
import { checkSchema, openDatabase } from "./snapshot.ts";
import { TABLES_OF_ADVISORY } from "./snapshot-schema.ts";

/**
 * Everything that is wrong with a snapshot file; an empty list when it is sound.
 * Reads all of it: the hash that is its name, SQLite's own check, the tables, the counts and each record's text.
 */
export function verifySnapshot(path: string): Problem[] {
  const problems: Problem[] = [];
  const complain = (what: string) => problems.push({ code: "SNAPSHOT_DAMAGED", message: `${path}: ${what}` });
  try {
    const id = sha256OfFile(path);
    if (basename(path) !== `${id}.sqlite`) complain(`its SHA-256 is ${id}, which is not its name`);

    using database = openDatabase(path);
    checkSchema(database, path);
    for (const { integrity_check: verdict } of database.prepare("PRAGMA integrity_check(10)").all()) {
      if (verdict !== "ok") complain(String(verdict));
    }
    checkCounts(database, complain);
    checkTexts(database, complain);
  } catch (error) {
    const message = messageOf(error);
    problems.push({ code: "SNAPSHOT_DAMAGED", message: message.startsWith(path) ? message : `${path}: ${message}` });
  }
  return problems;
}

/** The same for the file of scores beside a snapshot: its name is the hash of all of it. */
export function verifyScores(path: string): Problem[] {
  try {
    const id = sha256OfFile(path);
    if (basename(path) === `${id}.epss`) return [];
    return [{ code: "SNAPSHOT_DAMAGED", message: `${path}: its SHA-256 is ${id}, which is not its name` }];
  } catch (error) {
    return [{ code: "SNAPSHOT_DAMAGED", message: `${path}: ${messageOf(error)}` }];
  }
}

function checkCounts(database: DatabaseSync, complain: (what: string) => void): void {
  const found = new Map(
    database
      .prepare(`SELECT source, count(*) AS count
         FROM (SELECT source FROM advisory UNION ALL SELECT source FROM support) GROUP BY source`)
      .all()
      .map(({ source, count }) => [source, count]),
  );
  for (const { name, records } of database.prepare("SELECT name, records FROM source").all()) {
    const count = found.get(name) ?? 0;
    if (count !== records) complain(`${name} should have ${records} records and has ${count}`);
    found.delete(name);
  }
  for (const [name, count] of found) complain(`${count} records are of ${name}, which is no source of it`);
  for (const table of TABLES_OF_ADVISORY) {
    const orphans = database
      .prepare(`SELECT count(*) AS count FROM ${table} WHERE advisory NOT IN (SELECT key FROM advisory)`)
      .get()?.count;
    if (orphans !== 0) complain(`${orphans} rows of ${table} belong to no record`);
  }
}

function checkTexts(database: DatabaseSync, complain: (what: string) => void): void {
  const rows = database
    .prepare("SELECT source, id, sha256, text FROM advisory LEFT JOIN record ON record.advisory = advisory.key")
    .iterate();
  for (const { source, id, sha256, text } of rows) {
    if (!isTextOf(text, sha256)) complain(`record ${source} ${id} is missing or was altered`);
  }
}

function isTextOf(text: unknown, sha256: unknown): boolean {
  if (!(text instanceof Uint8Array) || !(sha256 instanceof Uint8Array)) return false;
  try {
    return sha256OfText(unpackText(text)) === Buffer.from(sha256).toString("hex");
  } catch {
    return false;
  }
}
