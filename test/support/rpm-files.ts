import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { adler32 } from "../../src/formats/adler32.ts";

/** Values of a header by their tags: one text, several, numbers of 8, 32 or (as bigint) 64 bits, or bytes. */
export type HeaderTags = Readonly<
  Record<number, string | readonly string[] | readonly number[] | Int8Array | bigint | Uint8Array>
>;

const TYPES = { int8: 1, int32: 4, int64: 5, text: 6, bytes: 7, texts: 8 } as const;

function storedValue(value: HeaderTags[number]): { type: number; count: number; bytes: Uint8Array; align: number } {
  if (typeof value === "string") {
    return { type: TYPES.text, count: 1, bytes: Buffer.from(`${value}\0`), align: 1 };
  }
  if (value instanceof Uint8Array) return { type: TYPES.bytes, count: value.length, bytes: value, align: 1 };
  if (value instanceof Int8Array) {
    return { type: TYPES.int8, count: value.length, bytes: Uint8Array.from(value), align: 1 };
  }
  if (typeof value === "bigint") {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(value);
    return { type: TYPES.int64, count: 1, bytes, align: 8 };
  }
  if (value.every((item) => typeof item === "string")) {
    return {
      type: TYPES.texts,
      count: value.length,
      bytes: Buffer.from(value.map((t) => `${t}\0`).join("")),
      align: 1,
    };
  }
  const bytes = Buffer.alloc(4 * value.length);
  value.forEach((number, i) => {
    bytes.writeUInt32BE(Number(number), 4 * i);
  });
  return { type: TYPES.int32, count: value.length, bytes, align: 4 };
}

/** A header as rpm's databases keep it. Tags of a list stand in its order, those of an object by number. */
export function rpmHeader(tags: HeaderTags | readonly HeaderTags[]): Uint8Array {
  const entries = (Array.isArray(tags) ? (tags as HeaderTags[]) : [tags]).flatMap((part) => Object.entries(part));
  const index = Buffer.alloc(8 + 16 * entries.length);
  const store: Uint8Array[] = [];
  let offset = 0;
  entries.forEach(([tag, value], i) => {
    const { type, count, bytes, align } = storedValue(value);
    const padding = (align - (offset % align)) % align;
    store.push(new Uint8Array(padding), bytes);
    offset += padding;
    [Number(tag), type, offset, count].forEach((number, field) => {
      index.writeUInt32BE(number, 8 + 16 * i + 4 * field);
    });
    offset += bytes.length;
  });
  index.writeUInt32BE(entries.length, 0);
  index.writeUInt32BE(offset, 4);
  return Uint8Array.from(Buffer.concat([index, ...store]));
}

/** A package of that name and version, and what else is given by tags. */
export function rpmPackageHeader(name: string, version: string, more: HeaderTags = {}): Uint8Array {
  const [upstream = "", release = ""] = version.split("-");
  return rpmHeader({ 1000: name, 1001: upstream, 1002: release, 1022: "x86_64", ...more });
}

/** A `Packages.db`; packages are numbered from 1. */
export function ndbOf(headers: readonly Uint8Array[]): Uint8Array {
  const blocks: Buffer[] = [];
  const slots = Buffer.alloc(4096);
  slots.write("RpmP", 0, "latin1");
  slots.writeUInt32LE(1, 12);
  let block = 256;
  for (let at = 32; at < 4096; at += 16) slots.write("Slot", at, "latin1");
  headers.forEach((header, i) => {
    const count = Math.ceil((16 + header.length + 12) / 16);
    const blob = Buffer.alloc(16 * count);
    blob.write("BlbS", 0, "latin1");
    blob.writeUInt32LE(i + 1, 4);
    blob.writeUInt32LE(header.length, 12);
    blob.set(header, 16);
    blob.writeUInt32LE(adler32(blob.subarray(0, blob.length - 12)), blob.length - 12);
    blob.writeUInt32LE(header.length, blob.length - 8);
    blob.write("BlbE", blob.length - 4, "latin1");
    for (const [field, number] of [i + 1, block, count].entries()) {
      slots.writeUInt32LE(number, 32 + 16 * i + 4 + 4 * field);
    }
    blocks.push(blob);
    block += count;
  });
  return Uint8Array.from(Buffer.concat([slots, ...blocks]));
}

const BDB_PAGE = 512;

/** A `Packages` of Berkeley DB with small pages: packages of up to 400 bytes stand on the page, others on pages of theirs. */
export function bdbOf(headers: readonly Uint8Array[], { little = true, version = 9 } = {}): Uint8Array {
  const pages: Buffer[] = [];
  const u32 = (page: Buffer, value: number, at: number) =>
    little ? page.writeUInt32LE(value, at) : page.writeUInt32BE(value, at);
  const u16 = (page: Buffer, value: number, at: number) =>
    little ? page.writeUInt16LE(value, at) : page.writeUInt16BE(value, at);
  const newPage = (kind: number) => {
    const page = Buffer.alloc(BDB_PAGE);
    u32(page, pages.length, 8);
    page[25] = kind;
    pages.push(page);
    return page;
  };
  const bytesOf = (number: number) => {
    const bytes = Buffer.alloc(4);
    u32(bytes, number, 0);
    return bytes;
  };
  const meta = newPage(8);
  u32(meta, 0x061561, 12);
  u32(meta, version, 16);
  u32(meta, BDB_PAGE, 20);

  const addPair = (key: number, value: Uint8Array) => {
    const page = newPage(version === 9 ? 13 : 2);
    const items = [Buffer.concat([Buffer.from([1]), bytesOf(key)]), value];
    let at = BDB_PAGE;
    items.forEach((item, i) => {
      at -= item.length;
      page.set(item, at);
      u16(page, at, 26 + 2 * i);
    });
    u16(page, items.length, 20);
    u16(page, at, 22);
  };
  // The highest number that was given stands under 0.
  addPair(0, Buffer.concat([Buffer.from([1]), bytesOf(headers.length)]));
  headers.forEach((header, i) => {
    if (header.length <= 400) {
      addPair(i + 1, Buffer.concat([Buffer.from([1]), header]));
      return;
    }
    const first = pages.length;
    const room = BDB_PAGE - 26;
    for (let from = 0; from < header.length; from += room) {
      const page = newPage(7);
      const part = header.subarray(from, from + room);
      page.set(part, 26);
      u16(page, part.length, 22);
      u32(page, from + room < header.length ? pages.length : 0, 16);
    }
    addPair(i + 1, Buffer.concat([Buffer.from([3, 0, 0, 0]), bytesOf(first), bytesOf(header.length)]));
  });
  u32(meta, pages.length - 1, 32);
  return Uint8Array.from(Buffer.concat(pages));
}

/** The statements by which rpm makes its tables, one of the many indexes among them. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS 'Name' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL,
    FOREIGN KEY (hnum) REFERENCES 'Packages'(hnum));
  CREATE INDEX IF NOT EXISTS 'Name_hnum_idx' ON 'Name'(hnum ASC);`;

export interface SqliteFiles {
  readonly database: Uint8Array;
  /** Empty where nothing is left in it. */
  readonly log: Uint8Array;
}

/** What SQLite leaves on the disk after some steps, with the connection still open. */
export function sqliteFiles(
  steps: (database: DatabaseSync) => void,
  { pageBytes = 4096, isLogged = false } = {},
): SqliteFiles {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
  const path = join(folder, "rpmdb.sqlite");
  const database = new DatabaseSync(path);
  try {
    // As for rpm, to which a row of an index is no reason to keep a package.
    database.exec("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF");
    database.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = ${isLogged ? "WAL" : "DELETE"}`);
    steps(database);
    return {
      database: Uint8Array.from(readFileSync(path)),
      log: isLogged ? Uint8Array.from(readFileSync(`${path}-wal`)) : new Uint8Array(),
    };
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes rpm's tables and puts packages in. */
export function insertPackages(database: DatabaseSync, headers: readonly Uint8Array[]): void {
  database.exec(SCHEMA);
  const insert = database.prepare("INSERT INTO Packages (blob) VALUES (?)");
  const name = database.prepare("INSERT INTO Name VALUES ('x', ?, 0)");
  for (const header of headers) name.run(insert.run(header).lastInsertRowid);
}

/** An `rpmdb.sqlite`; packages are numbered from 1. */
export function sqliteOf(headers: readonly Uint8Array[], pageBytes?: number): Uint8Array {
  return sqliteFiles((database) => insertPackages(database, headers), pageBytes === undefined ? {} : { pageBytes })
    .database;
}
