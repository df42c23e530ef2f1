import { existsSync, readFileSync } from "node:fs";
import { KnownError, messageOf } from "../model/errors.ts";
import type { Epss } from "../model/finding.ts";

/** The score of one CVE as its source gives it. */
export interface EpssScore {
  readonly id: string;
  /** From 0 to 1. */
  readonly score: number;
  /** Its place among all, from 0 to 1, where the source says it: computed before the scores were rounded. */
  readonly percentile?: number;
}

/** All scores of one day. */
export interface EpssScores {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly scores: readonly EpssScore[];
}

/** Scores that lie beside a snapshot. They move every day, so the snapshot would be another every day with them in it. */
export interface EpssReader {
  readonly date: string;
  readonly records: number;
  readonly of: (id: string) => Epss | undefined;
}

/** First bytes of a file: who wrote it, and in which form. */
const MAGIC = "PLMSEPS1";
/** Magic, how many rows, and the day. */
const HEADER_BYTES = 24;
/** Year, number, score and percentile, each an unsigned number of four bytes, little end first. */
const ROW_BYTES = 16;
const MILLION = 1_000_000;

/** Year and number of a CVE's id, where they are all that it says: two ids never give the same pair. */
function partsOf(id: string): readonly [year: number, number: number] | undefined {
  const [, year = "", digits = ""] = /^CVE-(\d{4})-(\d{4,10})$/.exec(id) ?? [];
  const number = Number(digits);
  if (year === "" || number > 0xffffffff || String(number).padStart(4, "0") !== digits) return undefined;
  return [Number(year), number];
}

/** Whether a score can be kept under this id. */
export function isScoredId(id: string): boolean {
  return partsOf(id) !== undefined;
}

/**
 * The file of a day's scores: sorted rows of equal length, so that a CVE is found without reading the others.
 * A percentile that the source does not give is computed: the share of scores that are no higher. The same scores give
 * the same bytes.
 *
 * Source: https://www.first.org/epss/articles/prob_percentile_bins
 */
export function packScores({ date, scores }: EpssScores): Buffer {
  const rows = scores.flatMap(({ id, score, percentile }) => {
    const parts = partsOf(id);
    const millionths = Math.round(score * MILLION);
    return parts === undefined ? [] : [{ year: parts[0], number: parts[1], score: millionths, percentile }];
  });
  rows.sort((a, b) => a.year - b.year || a.number - b.number);
  const notAbove = new Map<number, number>();
  const sorted = Uint32Array.from(rows, ({ score }) => score).sort();
  for (const [index, score] of sorted.entries()) notAbove.set(score, index + 1);

  const bytes = Buffer.alloc(HEADER_BYTES + rows.length * ROW_BYTES);
  bytes.write(MAGIC, 0, "latin1");
  bytes.writeUInt32LE(rows.length, 8);
  bytes.write(date.slice(0, 10), 12, "latin1");
  let at = HEADER_BYTES;
  for (const { year, number, score, percentile } of rows) {
    const share = percentile ?? (notAbove.get(score) ?? 0) / rows.length;
    for (const value of [year, number, score, Math.round(share * MILLION)]) at = bytes.writeUInt32LE(value, at);
  }
  return bytes;
}

/**
 * Opens a file of scores; it is read when the first is asked for.
 *
 * @throws {KnownError} `SNAPSHOT_MISSING` when there is no such file; from `of` and the others `SNAPSHOT_DAMAGED` when
 *   it is not what we write.
 */
export function openScores(path: string): EpssReader {
  // Two updates may have passed since its name was read; then there is a newer name.
  if (!existsSync(path)) throw new KnownError("SNAPSHOT_MISSING", `${path}: there are no such scores`, { path });
  let loaded: Buffer | undefined;
  const bytes = () => {
    loaded ??= readScores(path);
    return loaded;
  };
  return {
    get date() {
      return bytes().toString("latin1", 12, 22);
    },
    get records() {
      return bytes().readUInt32LE(8);
    },
    of(id) {
      const parts = partsOf(id);
      return parts && search(bytes(), parts[0], parts[1]);
    },
  };
}

function readScores(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw damaged(path, messageOf(error));
  }
  const isOurs = bytes.length >= HEADER_BYTES && bytes.toString("latin1", 0, 8) === MAGIC;
  if (!isOurs || bytes.length !== HEADER_BYTES + bytes.readUInt32LE(8) * ROW_BYTES) {
    throw damaged(path, "not a file of EPSS scores");
  }
  return bytes;
}

function damaged(path: string, what: string): KnownError {
  return new KnownError("SNAPSHOT_DAMAGED", `${path}: ${what}; build anew: plimsoll db build`, { path });
}

function search(bytes: Buffer, year: number, number: number): Epss | undefined {
  let low = 0;
  let high = bytes.readUInt32LE(8);
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = HEADER_BYTES + middle * ROW_BYTES;
    const order = bytes.readUInt32LE(at) - year || bytes.readUInt32LE(at + 4) - number;
    if (order === 0) {
      return { score: bytes.readUInt32LE(at + 8) / MILLION, percentile: bytes.readUInt32LE(at + 12) / MILLION };
    }
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}
