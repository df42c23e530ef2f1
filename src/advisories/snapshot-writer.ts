import { open } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { Advisory } from "../model/advisory.ts";
import { KnownError, type Report } from "../model/errors.ts";
import type { SupportCycle } from "../model/support.ts";
import type { ChangedRecord } from "./feed.ts";
import { sha256OfFile } from "./file-hash.ts";
import { packInto } from "./pack.ts";
import { canonicalRecord, packText, sha256OfText } from "./record-text.ts";
import type { SnapshotSource } from "./snapshot-reader.ts";
import {
  APPLICATION_ID,
  keyOf,
  nextKey,
  packList,
  packMore,
  packRanges,
  SCHEMA_VERSION,
  STATES,
  TABLES,
  TABLES_OF_ADVISORY,
} from "./snapshot-schema.ts";
import { aliasPairsOf, subjectOf } from "./vulnerability-facts.ts";

/** A source as the writer notes it: beside what matching is told, what the next update asks with. */
export interface WrittenSource extends Omit<SnapshotSource, "records"> {
  readonly feedVersion: number;
  /** See `fingerprintOf`. */
  readonly origin: string;
  /** One for each file of the feed: `null` when the file was absent, empty when its origin gives no cursor. */
  readonly cursors: readonly (string | null)[];
}

export interface SnapshotWriterOptions {
  /** Folder for the files; it holds nothing else of ours. */
  readonly folder: string;
  readonly now: Date;
  /** File of an older snapshot, to copy sources from. */
  readonly older?: string | undefined;
}

/**
 * Builds one snapshot file. The same records, sources and clock give the same bytes, whether the records were read or
 * copied, and in whatever order.
 */
export class SnapshotWriter implements Disposable {
  readonly #folder: string;
  readonly #database: DatabaseSync;
  readonly #statements: Readonly<
    Record<"source" | "taken" | "advisory" | "record" | "affected" | "alias" | "fact" | "support", StatementSync>
  >;

  constructor({ folder, now, older }: SnapshotWriterOptions) {
    this.#folder = folder;
    const database = new DatabaseSync(join(folder, "build.sqlite"));
    this.#database = database;
    // Until it is finished the file is worth nothing: there is nothing to save from a power cut.
    database.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536");
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
    if (older !== undefined) {
      const url = pathToFileURL(older);
      url.search = "immutable=1&mode=ro";
      database.prepare("ATTACH ? AS older").run(url.href);
    }
    database.exec("BEGIN");
    for (const sql of TABLES.values()) database.exec(sql);
    database.prepare("INSERT INTO meta VALUES ('built_at', ?)").run(now.toISOString());
    this.#statements = {
      source: database.prepare("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      taken: database.prepare("SELECT source, id FROM advisory WHERE key = ?"),
      advisory: database.prepare("INSERT INTO advisory VALUES (?, ?, ?, ?, ?, ?)"),
      record: database.prepare("INSERT INTO record VALUES (?, ?)"),
      affected: database.prepare("INSERT INTO affected VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      alias: database.prepare("INSERT INTO alias VALUES (?, ?, ?)"),
      fact: database.prepare("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      support: database.prepare("INSERT OR IGNORE INTO support VALUES (?, ?, ?, ?)"),
    };
  }

  /**
   * Writes a source with all its records, or, when `advisories` fails half-way, nothing of it.
   *
   * @returns How many records it has.
   */
  async writeSource(source: WrittenSource, advisories: AsyncIterable<Advisory>, report: Report): Promise<number> {
    return await this.#writeWhole(source, async () => {
      let records = 0;
      for await (const advisory of advisories) {
        if (this.#add({ ...advisory, source: source.name })) records++;
        else
          report({ code: "FEED_MALFORMED", message: `${source.name}: ${advisory.id}: comes twice; the first stands` });
      }
      return records;
    });
  }

  /** The same for a source that says how long products are supported. */
  async writeSupport(source: WrittenSource, cycles: AsyncIterable<SupportCycle>, report: Report): Promise<number> {
    return await this.#writeWhole(source, async () => {
      let records = 0;
      for await (const { product, cycle, ...facts } of cycles) {
        const { changes } = this.#statements.support.run(product, cycle, source.name, packMore(facts) ?? "{}");
        if (changes === 1) records++;
        else {
          const message = `${source.name}: ${product} ${cycle}: comes twice; the first stands`;
          report({ code: "FEED_MALFORMED", message });
        }
      }
      return records;
    });
  }

  /**
   * The records of a source from the older snapshot, with those that changed since in place of what they were.
   *
   * @returns How many records it has.
   */
  async amendSource(source: WrittenSource, changes: AsyncIterable<ChangedRecord>): Promise<number> {
    return await this.#writeWhole(source, async () => {
      const changed = new Map<string, Advisory | undefined>();
      for await (const { id, advisory } of changes) changed.set(id, advisory);
      let records = this.#copyRecords(source.name, [...changed.keys()]);
      for (const advisory of changed.values()) {
        if (advisory !== undefined && this.#add({ ...advisory, source: source.name })) records++;
      }
      return records;
    });
  }

  async #writeWhole(source: WrittenSource, write: () => Promise<number>): Promise<number> {
    this.#database.exec("SAVEPOINT source");
    try {
      const records = await write();
      this.writeRow(source, records);
      this.#database.exec("RELEASE source");
      return records;
    } catch (error) {
      // On a full disk SQLite has rolled back everything by itself, and there is no savepoint left.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK TO source; RELEASE source");
      throw error;
    }
  }

  /**
   * Copies the records of a source from the older snapshot; `source` says what is known of it now.
   *
   * @returns How many records it has.
   */
  copySource(source: WrittenSource): number {
    const cycles = this.#database
      .prepare("INSERT INTO support SELECT * FROM older.support WHERE source = ?")
      .run(source.name).changes;
    const records = this.#copyRecords(source.name) + Number(cycles);
    this.writeRow(source, records);
    return records;
  }

  /** Copies the advisories of a source from the older snapshot, but for these ids. */
  #copyRecords(source: string, without: readonly string[] = []): number {
    this.#database.exec("CREATE TEMP TABLE IF NOT EXISTS left_out (id TEXT PRIMARY KEY); DELETE FROM left_out");
    const leaveOut = this.#database.prepare("INSERT INTO left_out VALUES (?)");
    for (const id of without) leaveOut.run(id);
    const copied = "source = ? AND id NOT IN (SELECT id FROM left_out)";
    const { changes } = this.#database
      .prepare(`INSERT INTO advisory SELECT * FROM older.advisory WHERE ${copied}`)
      .run(source);
    for (const table of TABLES_OF_ADVISORY) {
      this.#database
        .prepare(
          `INSERT INTO ${table} SELECT * FROM older.${table}
           WHERE advisory IN (SELECT key FROM older.advisory WHERE ${copied})`,
        )
        .run(source);
    }
    return Number(changes);
  }

  /** Notes a source alone: one that is absent or failed has no records. */
  writeRow({ name, state, fetchedAt, reason, feedVersion, origin, cursors }: WrittenSource, records: number): void {
    const row = [name, state, records, fetchedAt ?? null, reason ?? null, feedVersion, origin, JSON.stringify(cursors)];
    this.#statements.source.run(...row);
  }

  /**
   * Ends the work: the file is packed, checked, and safely on the disk.
   *
   * @returns Where it lies, and its id, the SHA-256 of its bytes.
   */
  async finish(): Promise<{ path: string; id: string }> {
    this.#database.exec("COMMIT");
    this.#database.close();
    const path = join(this.#folder, "packed.sqlite");
    packInto(join(this.#folder, "build.sqlite"), path);

    using packed = new DatabaseSync(path, { readOnly: true });
    const verdict = packed.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    if (verdict !== "ok") throw new KnownError("WRITE_FAILED", `${path}: was not written as it should be: ${verdict}`);
    await using file = await open(path, "r+");
    await file.sync();
    return { path, id: sha256OfFile(path) };
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** `false` when the record is there already. */
  #add(advisory: Advisory): boolean {
    const record = canonicalRecord(advisory);
    const { source, id, cves, aliases, affected, severity, cvss, cwes, summary, published } = record;
    const { severityLabel, disputed, exploited, ssvc } = record;
    const key = this.#freeKey(source, id);
    if (key === undefined) return false;

    const statements = this.#statements;
    const text = JSON.stringify(record);
    const onlyItself = cves.length === 1 && cves[0] === id;
    const sha256 = Buffer.from(sha256OfText(text), "hex");
    statements.advisory.run(key, source, id, onlyItself ? null : JSON.stringify(cves), packList(aliases), sha256);
    statements.record.run(key, packText(text));
    for (const [ordinal, { ecosystem, release, name, state, ranges, versions, ...more }] of affected.entries()) {
      const rest = [STATES.indexOf(state), packRanges(ranges), packList(versions), packMore(more)];
      statements.affected.run(ecosystem, release, name, key, ordinal, ...rest);
    }
    for (const [name, other] of aliasPairsOf(record)) statements.alias.run(name, other, key);

    const more = packMore({ severityLabel, disputed, exploited, ssvc });
    const facts = [severity ?? null, packList(cvss), packList(cwes), summary ?? null, published ?? null, more];
    if (facts.some((fact) => fact !== null)) statements.fact.run(subjectOf(record), key, ...facts);
    return true;
  }

  #freeKey(source: string, id: string): number | undefined {
    for (let key = keyOf(source, id); ; key = nextKey(key)) {
      const taken = this.#statements.taken.get(key);
      if (taken === undefined) return key;
      if (taken.source === source && taken.id === id) return undefined;
    }
  }
}
