import type { ByteSource } from "./byte-source.ts";

/*
 * The pages of an SQLite database: those of its file, and those of a write-ahead log that was not yet written back.
 *
 * Source: https://www.sqlite.org/fileformat2.html
 */

/** Pages by their numbers, from 1. */
export interface SqlitePages {
  readonly pageBytes: number;
  /** What of a page is used: extensions may reserve its end. */
  readonly usableBytes: number;
  /** No page has a higher number. */
  readonly pageCount: number;
  /** `undefined` where there is no such page. */
  readonly pageAt: (number: number) => Uint8Array | undefined;
}

/** The pages of a log take the places of those of the database. */
export interface SqliteLog extends SqlitePages {
  /** Numbers of the pages that it has, in order. */
  readonly numbers: readonly number[];
}

const FILE_HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";
const SMALLEST_PAGE = 512;
const LARGEST_PAGE = 65_536;
/** SQLite asks for as many usable bytes. */
const LEAST_USABLE = 480;

const isPageSize = (bytes: number) => bytes >= SMALLEST_PAGE && bytes <= LARGEST_PAGE && (bytes & (bytes - 1)) === 0;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The pages of a database file, each read when it is asked for; a text that says what is wrong where it is none. */
export function openSqlite(source: ByteSource): SqlitePages | string {
  const bytes = source.read(0, FILE_HEADER_BYTES);
  if (bytes.length < FILE_HEADER_BYTES) return "is too short to be an SQLite database";
  for (let i = 0; i < MAGIC.length; i++) {
    if (bytes[i] !== MAGIC.charCodeAt(i)) return "is not an SQLite database";
  }
  const view = viewOf(bytes);
  // 65,536 does not fit into two bytes: it is written as 1.
  const written = view.getUint16(16);
  const pageBytes = written === 1 ? LARGEST_PAGE : written;
  if (!isPageSize(pageBytes)) return `has pages of ${pageBytes} bytes, which SQLite does not allow`;
  const usableBytes = pageBytes - view.getUint8(20);
  if (usableBytes < LEAST_USABLE) return `has ${usableBytes} usable bytes a page, which SQLite does not allow`;
  // UTF-8 is 1; 0 stands in a database that has no table yet.
  const encoding = view.getUint32(56);
  if (encoding > 1) return "keeps its texts as UTF-16, which rpm never does";
  const pageCount = Math.floor(source.sizeBytes / pageBytes);
  return {
    pageBytes,
    usableBytes,
    pageCount,
    pageAt: (number) =>
      number >= 1 && number <= pageCount ? source.read((number - 1) * pageBytes, pageBytes) : undefined,
  };
}

const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** With the order of bytes in which checksums are counted in its last bit: 0 is little-endian. */
const LOG_MAGIC = 0x377f0682;
const LOG_VERSION = 3_007_000;

/**
 * The pages of a write-ahead log as its last whole transaction left them. Like SQLite itself, this takes frames for as
 * long as their checksums and salts are right: behind them may stand what is left of an earlier log.
 *
 * @returns A text that says what is wrong, where SQLite would use nothing of it.
 */
export function openSqliteLog(source: ByteSource): SqliteLog | string {
  const header = viewOf(source.read(0, LOG_HEADER_BYTES));
  if (header.byteLength < LOG_HEADER_BYTES) return "is too short to be a write-ahead log";
  const magic = header.getUint32(0);
  if ((magic & ~1) >>> 0 !== LOG_MAGIC) return "is not a write-ahead log";
  const little = (magic & 1) === 0;
  const version = header.getUint32(4);
  if (version !== LOG_VERSION) return `is a write-ahead log of version ${version}, which is not known`;
  const pageBytes = header.getUint32(8);
  if (!isPageSize(pageBytes)) return `has pages of ${pageBytes} bytes, which SQLite does not allow`;

  // Each checksum goes on from the one before.
  let [sum0, sum1] = [0, 0];
  const addToSums = (view: DataView, start: number, length: number) => {
    for (let at = start; at < start + length; at += 8) {
      sum0 = (sum0 + view.getUint32(at, little) + sum1) >>> 0;
      sum1 = (sum1 + view.getUint32(at + 4, little) + sum0) >>> 0;
    }
  };
  const areSumsAt = (view: DataView, at: number) => view.getUint32(at) === sum0 && view.getUint32(at + 4) === sum1;
  addToSums(header, 0, 24);
  if (!areSumsAt(header, 24)) return "is a write-ahead log whose header does not have its checksum";

  /** Page → where its bytes stand. */
  const places = new Map<number, number>();
  /** Those of a transaction whose end was not yet seen: page, place, page, place. */
  let pending: number[] = [];
  let pageCount = 0;
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  for (let at = LOG_HEADER_BYTES; at + frameBytes <= source.sizeBytes; at += frameBytes) {
    const frame = viewOf(source.read(at, frameBytes));
    const hasSalts = frame.getUint32(8) === header.getUint32(16) && frame.getUint32(12) === header.getUint32(20);
    if (!hasSalts) break;
    addToSums(frame, 0, 8);
    addToSums(frame, FRAME_HEADER_BYTES, pageBytes);
    if (!areSumsAt(frame, 16)) break;
    pending.push(frame.getUint32(0), at + FRAME_HEADER_BYTES);
    // A transaction's last frame says how many pages the database has then.
    const count = frame.getUint32(4);
    if (count === 0) continue;
    pageCount = count;
    for (let i = 0; i < pending.length; i += 2) places.set(pending[i] ?? 0, pending[i + 1] ?? 0);
    pending = [];
  }
  const pageAt = (number: number) => {
    const place = number <= pageCount ? places.get(number) : undefined;
    return place === undefined ? undefined : source.read(place, pageBytes);
  };
  return {
    pageBytes,
    // Only page 1 tells what is reserved.
    usableBytes: pageBytes - reservedOf(pageAt(1)),
    pageCount,
    numbers: [...places.keys()].filter((page) => page >= 1 && page <= pageCount).sort((a, b) => a - b),
    pageAt,
  };
}

/** rpm reserves nothing: where the log does not have the page that tells, that is what holds. */
function reservedOf(firstPage: Uint8Array | undefined): number {
  const reserved = firstPage?.[20] ?? 0;
  return reserved <= SMALLEST_PAGE - LEAST_USABLE ? reserved : 0;
}
