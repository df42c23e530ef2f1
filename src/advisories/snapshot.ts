import { existsSync } from "node:fs";
import { basename } from "node:path";
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { Advisory, CvssVector } from "../model/advisory.ts";
import { KnownError, messageOf } from "../model/errors.ts";
import type { SupportCycle } from "../model/support.ts";
import { sha256OfFile } from "./file-hash.ts";
import { sha256OfText, unpackText } from "./record-text.ts";
import type {
  RecordText,
  Snapshot,
  SnapshotRecord,
  SnapshotSource,
  SourceState,
  VulnerabilityFacts,
} from "./snapshot-reader.ts";
import { APPLICATION_ID, keyOf, nextKey, SCHEMA_VERSION, STATES, TABLES, unpackRanges } from "./snapshot-schema.ts";

type Row = Record<string, SQLOutputValue>;

const FIND = `
  SELECT advisory.source, advisory.id, advisory.cves, advisory.aliases, lower(hex(advisory.sha256)), state, ranges,
    versions, more
  FROM affected JOIN advisory ON advisory.key = affected.advisory
  WHERE ecosystem = ? AND release = ? AND name = ?
  ORDER BY advisory.source, advisory.id, ordinal`;

const GET = `
  SELECT source, id, sha256, text FROM advisory JOIN record ON record.advisory = advisory.key WHERE key = ?`;

const FACTS = `
  SELECT source, severity, cvss, cwes, summary, published, more
  FROM fact JOIN advisory ON advisory.key = fact.advisory
  WHERE vulnerability = ? ORDER BY source, id`;

/** Without an index: people ask seldom, the answer takes a blink, and no snapshot grows by it. */
const NAMING = `
  SELECT source, id FROM advisory WHERE id = ?1 OR instr(cves, ?2) > 0 OR instr(aliases, ?2) > 0 ORDER BY source, id`;

/** There are many times more packages than records: only ids that no record goes by are looked for there. */
const NAMING_BY_VENDOR = `
  SELECT source, id FROM advisory
  WHERE key IN (SELECT advisory FROM affected WHERE more IS NOT NULL AND instr(more, ?) > 0) ORDER BY source, id`;

/**
 * Opens a snapshot file for reading.
 *
 * Its id is its name where that is a SHA-256: hashing the file takes longer than a scan, and `verifySnapshot` tells
 * whether the name is true.
 *
 * @throws {KnownError} `SNAPSHOT_MISSING` when there is no such file, `SNAPSHOT_DAMAGED` when it is not one of ours, or
 *   written by another version; the same from every method, when what it reads is broken.
 */
export function openSnapshot(path: string): Snapshot {
  if (!existsSync(path)) throw new KnownError("SNAPSHOT_MISSING", `${path}: there is no such snapshot`, { path });
  const database = openDatabase(path);
  try {
    checkSchema(database, path);
    return snapshotOf(database, path);
  } catch (error) {
    database.close();
    throw damaged(path, error);
  }
}

/** Read-only, without looking for journals beside it, and with nothing that a hostile file could make SQLite do. */
export function openDatabase(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.search = "immutable=1";
  try {
    const database = new DatabaseSync(url, { readOnly: true, defensive: true, allowExtension: false });
    database.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
    return database;
  } catch (error) {
    throw damaged(path, error);
  }
}

/** @throws {KnownError} `SNAPSHOT_DAMAGED` when the tables are not exactly those that we write. */
export function checkSchema(database: DatabaseSync, path: string): void {
  const application = database.prepare("PRAGMA application_id").get()?.application_id;
  if (application !== APPLICATION_ID) throw new KnownError("SNAPSHOT_DAMAGED", `${path}: not a snapshot`, { path });
  const version = database.prepare("PRAGMA user_version").get()?.user_version;
  if (version !== SCHEMA_VERSION) {
    const message = `${path}: is of version ${version}, this Plimsoll reads version ${SCHEMA_VERSION}`;
    throw new KnownError("SNAPSHOT_DAMAGED", message, { path });
  }
  const written = database.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").all();
  const expected = new Set(TABLES.values());
  if (written.length !== expected.size || !written.every(({ sql }) => expected.has(String(sql)))) {
    throw new KnownError("SNAPSHOT_DAMAGED", `${path}: its tables are not those of a snapshot`, { path });
  }
}

function snapshotOf(database: DatabaseSync, path: string): Snapshot {
  // The many rows that matching asks for come as lists: an object of each costs more than the row itself.
  const find = listing(database.prepare(FIND));
  const get = database.prepare(GET);
  const facts = listing(database.prepare(FACTS));
  const parse = parsedOnce();
  const aliases = database.prepare("SELECT DISTINCT other FROM alias WHERE name = ? ORDER BY other");
  const naming = database.prepare(NAMING);
  const namingByVendor = database.prepare(NAMING_BY_VENDOR);
  const support = database.prepare("SELECT facts FROM support WHERE product = ? AND cycle = ? ORDER BY source LIMIT 1");
  const covers = database.prepare("SELECT 1 FROM affected WHERE ecosystem = ? AND release = ? LIMIT 1");

  const guarded = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw damaged(path, error);
    }
  };

  return {
    id: idOf(path),
    builtAt: String(database.prepare("SELECT value FROM meta WHERE name = 'built_at'").get()?.value ?? ""),
    sources: database.prepare("SELECT * FROM source ORDER BY name").all().map(sourceOf),
    find: (ecosystem, release, name) =>
      guarded(() => find(ecosystem, release, name).map((row) => recordOf(row, parse))),
    get: (source, id) =>
      guarded(() =>
        advisoryOf(
          findText((key) => get.get(key), source, id, path),
          path,
        ),
      ),
    textOf: (source, id) => guarded(() => wordsOf(findText((key) => get.get(key), source, id, path))),
    factsOf: (id) => guarded(() => facts(id).map((row) => factsOfRow(row, parse))),
    aliasesOf: (id) => guarded(() => aliases.all(id).map(({ other }) => String(other))),
    naming: (id) =>
      guarded(() => {
        const quoted = JSON.stringify(id);
        const rows = naming.all(id, quoted);
        return (rows.length > 0 ? rows : namingByVendor.all(quoted)).map((row) => ({
          source: String(row.source),
          id: String(row.id),
        }));
      }),
    // They lie in a file beside this one: whoever knows which adds it.
    epssOf: () => undefined,
    supportOf: (product, cycle) => guarded(() => supportOfRow(support.get(product, cycle), product, cycle)),
    covers: (ecosystem, release) => guarded(() => covers.get(ecosystem, release) !== undefined),
    [Symbol.dispose]: () => {
      if (database.isOpen) database.close();
    },
  };
}

function idOf(path: string): string {
  return /^([0-9a-f]{64})\.sqlite$/.exec(basename(path))?.[1] ?? sha256OfFile(path);
}

export function sourceOf(row: Row): SnapshotSource {
  return {
    name: String(row.name),
    state: String(row.state) as SourceState,
    records: Number(row.records),
    ...(row.fetched_at !== null && { fetchedAt: String(row.fetched_at) }),
    ...(row.reason !== null && { reason: String(row.reason) }),
  };
}

/** The columns of `FIND`. */
function recordOf(
  [source, id, cves, aliases, sha256, state, ranges, versions, more]: SQLOutputValue[],
  parse: Parse,
): SnapshotRecord {
  return {
    source: String(source),
    id: String(id),
    cves: cves === null ? [String(id)] : parse(cves, listOf),
    aliases: parse(aliases, listOf),
    sha256: String(sha256),
    state: STATES[Number(state)] ?? "affected",
    ranges: parse(ranges, unpackRanges),
    versions: parse(versions, listOf),
    ...parse(more, moreOf),
  };
}

/** The columns of `FACTS`. */
function factsOfRow(
  [source, severity, cvss, cwes, summary, published, more]: SQLOutputValue[],
  parse: Parse,
): VulnerabilityFacts {
  return {
    source: String(source),
    ...(severity !== null && { severity: severity as NonNullable<VulnerabilityFacts["severity"]> }),
    cvss: parse(cvss, listOf<CvssVector>),
    cwes: parse(cwes, listOf),
    ...(summary !== null && { summary: String(summary) }),
    ...(published !== null && { published: String(published) }),
    ...parse(more, moreOf),
  };
}

/** Rows as lists of their columns. */
function listing(statement: StatementSync): (...values: string[]) => SQLOutputValue[][] {
  statement.setReturnArrays(true);
  return (...values) => statement.all(...values) as unknown as SQLOutputValue[][];
}

/** Reads the text of a column. One that is asked for again soon gives what it gave before, which nobody changes. */
type Parse = <T>(value: SQLOutputValue | undefined, read: (text: string | null) => T) => T;

/** Enough for what the packages of one source have in common. */
const MOST_PARSED = 10_000;

/** Versions, ranges and advisories of a vendor are the same for many packages of a release. */
function parsedOnce(): Parse {
  const known = new Map<unknown, Map<string | null, unknown>>();
  return <T>(value: SQLOutputValue | undefined, read: (text: string | null) => T): T => {
    const text = value === null || value === undefined ? null : String(value);
    const parsed = known.get(read) ?? new Map<string | null, unknown>();
    if (parsed.size === 0) known.set(read, parsed);
    let answer = parsed.get(text);
    if (answer === undefined) {
      if (parsed.size >= MOST_PARSED) parsed.clear();
      answer = read(text);
      parsed.set(text, answer);
    }
    return answer as T;
  };
}

function supportOfRow(row: Row | undefined, product: string, cycle: string): SupportCycle | undefined {
  return row === undefined ? undefined : { product, cycle, ...moreOf(String(row.facts)) };
}

/** Throws when it is no JSON object. */
function moreOf(text: string | null): object {
  if (text === null) return {};
  const more: unknown = JSON.parse(text);
  if (typeof more !== "object" || more === null || Array.isArray(more)) throw new TypeError("not an object");
  return more;
}

/** Throws when it is no JSON list. */
function listOf<T = string>(text: string | null): T[] {
  if (text === null) return [];
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new TypeError("not a list");
  return list as T[];
}

interface FoundText {
  readonly source: string;
  readonly id: string;
  readonly text: string;
  readonly sha256: Uint8Array;
}

function findText(read: (key: number) => Row | undefined, source: string, id: string, path: string): FoundText {
  for (let key = keyOf(source, id); ; key = nextKey(key)) {
    const row = read(key);
    if (row === undefined) {
      throw new KnownError("SNAPSHOT_DAMAGED", `${path}: has no record ${source} ${id}`, { path });
    }
    if (row.source !== source || row.id !== id) continue;
    return { source, id, text: unpackText(row.text as Uint8Array), sha256: row.sha256 as Uint8Array };
  }
}

function advisoryOf({ source, id, text, sha256 }: FoundText, path: string): Advisory {
  if (sha256OfText(text) !== Buffer.from(sha256).toString("hex")) {
    throw new KnownError("SNAPSHOT_DAMAGED", `${path}: record ${source} ${id} was altered`, { path });
  }
  return JSON.parse(text) as Advisory;
}

/** Where the packages begin: behind everything else, and often most of the text. No quoted text has such a quote. */
const PACKAGES = ',"affected":[';

function wordsOf({ text }: FoundText): RecordText {
  const end = text.indexOf(PACKAGES);
  const { cves, summary, details, references, published } = JSON.parse(
    end < 0 ? text : `${text.slice(0, end)}}`,
  ) as Advisory;
  return {
    cves,
    ...(summary !== undefined && { summary }),
    ...(details !== undefined && { details }),
    references,
    ...(published !== undefined && { published }),
  };
}

function damaged(path: string, error: unknown): KnownError {
  if (error instanceof KnownError) return error;
  return new KnownError("SNAPSHOT_DAMAGED", `${path}: ${messageOf(error)}`, { path }, error);
}
