import { hash } from "node:crypto";
import { AFFECTED_STATES, type AffectedPackage, type AffectedRange } from "../model/advisory.ts";

/** `PLMS`: tells our files from any other SQLite database. */
export const APPLICATION_ID = 0x504c4d53;

/** Raised with every change of the tables or of what stands in them. */
export const SCHEMA_VERSION = 3;

/**
 * The tables of a snapshot.
 *
 * Keys are made of the contents, never counted: a record keeps its key from one snapshot to the next, so that two of
 * them differ only where their records do, and the order in which the sources were read leaves no trace.
 * What matching reads for every package (`affected`, `advisory`) is kept apart from the long texts.
 */
export const TABLES: ReadonlyMap<string, string> = new Map([
  ["meta", "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"],
  [
    "source",
    `CREATE TABLE source (
      name TEXT PRIMARY KEY, state TEXT NOT NULL, records INTEGER NOT NULL, fetched_at TEXT, reason TEXT,
      feed_version INTEGER NOT NULL, origin TEXT NOT NULL, cursors TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
  [
    // cves is NULL where the record is named by its only CVE, aliases where it has none.
    "advisory",
    `CREATE TABLE advisory (
      key INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, cves TEXT, aliases TEXT, sha256 BLOB NOT NULL
    ) STRICT`,
  ],
  ["record", "CREATE TABLE record (advisory INTEGER PRIMARY KEY, text BLOB NOT NULL) STRICT"],
  [
    "affected",
    `CREATE TABLE affected (
      ecosystem TEXT NOT NULL, release TEXT NOT NULL, name TEXT NOT NULL, advisory INTEGER NOT NULL,
      ordinal INTEGER NOT NULL, state INTEGER NOT NULL, ranges TEXT, versions TEXT, more TEXT,
      PRIMARY KEY (ecosystem, release, name, advisory, ordinal)
    ) STRICT, WITHOUT ROWID`,
  ],
  [
    "alias",
    `CREATE TABLE alias (
      name TEXT NOT NULL, other TEXT NOT NULL, advisory INTEGER NOT NULL, PRIMARY KEY (name, other, advisory)
    ) STRICT, WITHOUT ROWID`,
  ],
  [
    "fact",
    `CREATE TABLE fact (
      vulnerability TEXT NOT NULL, advisory INTEGER NOT NULL, severity TEXT, cvss TEXT, cwes TEXT, summary TEXT,
      published TEXT, more TEXT, PRIMARY KEY (vulnerability, advisory)
    ) STRICT, WITHOUT ROWID`,
  ],
  [
    // facts is the rest of a SupportCycle.
    "support",
    `CREATE TABLE support (
      product TEXT NOT NULL, cycle TEXT NOT NULL, source TEXT NOT NULL, facts TEXT NOT NULL,
      PRIMARY KEY (product, cycle, source)
    ) STRICT, WITHOUT ROWID`,
  ],
]);

/** Tables whose rows belong to an advisory, and so to a source. */
export const TABLES_OF_ADVISORY = ["record", "affected", "alias", "fact"] as const;

/** 53 bits, what a JavaScript number holds: with half a million records two meet once in 70,000 snapshots. */
export function keyOf(source: string, id: string): number {
  const digest = hash("sha256", `${source}\0${id}`, "buffer");
  return digest.readUIntBE(0, 6) * 32 + (digest.readUInt8(6) >> 3);
}

/** Where to look when the key is another record's. */
export function nextKey(key: number): number {
  return key === Number.MAX_SAFE_INTEGER ? 0 : key + 1;
}

/** A state is kept as its place in this list: new ones come to its end. */
export const STATES: readonly AffectedPackage["state"][] = AFFECTED_STATES;

/** `[[introduced, fixed, last affected, after]]`, shortened from the right; `NULL` for none. */
export function packRanges(ranges: readonly AffectedRange[]): string | null {
  if (ranges.length === 0) return null;
  return JSON.stringify(
    ranges.map(({ introduced, fixed, lastAffected, after }) => {
      if (after !== undefined) return [introduced ?? 0, fixed ?? 0, lastAffected ?? 0, after];
      if (lastAffected !== undefined) return [introduced ?? 0, fixed ?? 0, lastAffected];
      if (fixed !== undefined) return [introduced ?? 0, fixed];
      return introduced === undefined ? [] : [introduced];
    }),
  );
}

/** Throws when the text is not what `packRanges` writes. */
export function unpackRanges(text: string | null): AffectedRange[] {
  if (text === null) return [];
  const packed = JSON.parse(text) as [introduced?: unknown, fixed?: unknown, lastAffected?: unknown, after?: unknown][];
  return packed.map(([introduced, fixed, lastAffected, after]) => ({
    ...(typeof introduced === "string" && { introduced }),
    ...(typeof after === "string" && { after }),
    ...(typeof fixed === "string" && { fixed }),
    ...(typeof lastAffected === "string" && { lastAffected }),
  }));
}

/** What few have, as one JSON object; `NULL` where there is nothing of it. */
export function packMore(more: Readonly<Record<string, unknown>>): string | null {
  const present = Object.entries(more).filter(([, value]) => value !== undefined);
  return present.length === 0 ? null : JSON.stringify(Object.fromEntries(present));
}

export function packList(list: readonly unknown[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list);
}
