import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { KnownError, messageOf } from "../model/errors.ts";
import { checkSchema, openDatabase } from "./snapshot.ts";

/** By what a package looks its advisories up. */
export interface LookupName {
  readonly ecosystem: string;
  /** Empty where the ecosystem has none. */
  readonly release: string;
  readonly name: string;
}

/** A record that is in one of two snapshots only, or differs. */
export interface ChangedRecord {
  readonly source: string;
  readonly id: string;
  readonly change: "added" | "changed" | "removed";
}

/** What lies between two snapshots. */
export interface SnapshotChanges {
  /** Packages under these have to be matched again. */
  readonly keys: readonly LookupName[];
  /** Vulnerabilities of which something else is said now: their findings stay, with other facts. */
  readonly vulnerabilities: readonly string[];
  readonly records: readonly ChangedRecord[];
}

/** Rows that one of the two has and the other has not. */
const differing = (columns: string, table: string) => `
  SELECT ${columns} FROM (SELECT * FROM older.${table} EXCEPT SELECT * FROM newer.${table})
  UNION SELECT ${columns} FROM (SELECT * FROM newer.${table} EXCEPT SELECT * FROM older.${table})`;

/**
 * A package's findings depend on the rows under its key, and on the CVEs and other names that their records have. What
 * else a record says, its text above all, changes no verdict.
 */
const KEYS = `
  SELECT DISTINCT ecosystem, release, name FROM (
    ${differing("ecosystem, release, name", "affected")}
    UNION
    SELECT ecosystem, release, name FROM newer.affected WHERE advisory IN (
      SELECT new.key FROM newer.advisory AS new JOIN older.advisory AS old ON old.key = new.key
      WHERE old.cves IS NOT new.cves OR old.aliases IS NOT new.aliases
    )
  ) ORDER BY ecosystem, release, name`;

const VULNERABILITIES = `
  SELECT DISTINCT id FROM (
    ${differing("vulnerability AS id", "fact")}
    UNION ${differing("name AS id", "alias")}
  ) ORDER BY id`;

const RECORDS = `
  SELECT source, id, change FROM (
    SELECT new.source, new.id, iif(old.key IS NULL, 'added', 'changed') AS change
    FROM newer.advisory AS new LEFT JOIN older.advisory AS old ON old.key = new.key
    WHERE old.key IS NULL OR old.sha256 <> new.sha256
    UNION ALL
    SELECT old.source, old.id, 'removed' FROM older.advisory AS old
    WHERE old.key NOT IN (SELECT key FROM newer.advisory)
  ) ORDER BY source, id`;

/**
 * Compares two snapshot files.
 *
 * @throws {KnownError} `SNAPSHOT_DAMAGED` when one of them is not one of ours.
 */
export function compareSnapshots(olderPath: string, newerPath: string): SnapshotChanges {
  for (const path of [olderPath, newerPath]) {
    using database = openDatabase(path);
    checkSchema(database, path);
  }
  using both = new DatabaseSync(":memory:");
  try {
    attach(both, olderPath, "older");
    attach(both, newerPath, "newer");
    return {
      keys: both.prepare(KEYS).all().map(lookupNameOf),
      vulnerabilities: both
        .prepare(VULNERABILITIES)
        .all()
        .map(({ id }) => String(id)),
      records: both.prepare(RECORDS).all().map(changedRecordOf),
    };
  } catch (error) {
    throw new KnownError("SNAPSHOT_DAMAGED", `${olderPath}, ${newerPath}: ${messageOf(error)}`, {}, error);
  }
}

/** Attaches a snapshot file under a name of ours, to be read only. */
export function attach(database: DatabaseSync, path: string, name: "older" | "newer"): void {
  const url = pathToFileURL(path);
  url.search = "immutable=1&mode=ro";
  database.prepare(`ATTACH ? AS ${name}`).run(url.href);
}

type Row = Record<string, SQLOutputValue>;

function lookupNameOf({ ecosystem, release, name }: Row): LookupName {
  return { ecosystem: String(ecosystem), release: String(release), name: String(name) };
}

function changedRecordOf({ source, id, change }: Row): ChangedRecord {
  return { source: String(source), id: String(id), change: String(change) as ChangedRecord["change"] };
}
