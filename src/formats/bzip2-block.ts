import { KnownError } from "../model/errors.ts";
import type { BitReader } from "./bzip2-bits.ts";

/** Symbols that are coded by one table before the next selector. */
const GROUP = 50;
const LONGEST_CODE = 20;
/** What the format can tell of; more are written by nobody and read by nobody. */
const MOST_SELECTORS = 18_002;

/** A table of Huffman codes, from the shortest to the longest. */
interface Codes {
  readonly shortest: number;
  /** By length: the last code of it, left-aligned to nothing; -1 where there is none. */
  readonly limits: Int32Array;
  /** By length: what to take off a code for its place in `symbols`. */
  readonly offsets: Int32Array;
  readonly symbols: Uint16Array;
}

/**
 * Reads a block behind its checksum into `following`: in its order, each entry has a byte and, above it, the entry of
 * the next one.
 *
 * @returns How many bytes there are, and the entry of the first one.
 */
export function readBlock(
  bits: BitReader,
  following: Uint32Array,
): { readonly length: number; readonly start: number } {
  if (bits.read(1) === 1) throw malformed("a randomised block, which nothing writes any more");
  const origin = bits.read(24);
  const alphabet = readAlphabet(bits);
  const symbolCount = alphabet.length + 2;
  const tableCount = bits.read(3);
  if (tableCount < 2 || tableCount > 6) throw malformed(`${tableCount} tables`);
  const selectors = readSelectors(bits, tableCount);
  const tables = Array.from({ length: tableCount }, () => readCodes(bits, symbolCount));

  const counts = new Uint32Array(256);
  const length = readSymbols(bits, alphabet, tables, selectors, following, counts);
  if (origin >= length) throw malformed("begins outside its block");
  const places = new Uint32Array(256);
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    places[byte] = sum;
    sum += counts[byte] ?? 0;
  }
  for (let i = 0; i < length; i++) {
    const byte = (following[i] ?? 0) & 0xff;
    const place = places[byte] ?? 0;
    places[byte] = place + 1;
    following[place] = (following[place] ?? 0) | (i << 8);
  }
  return { length, start: (following[origin] ?? 0) >>> 8 };
}

/** The bytes that occur: sixteen bits say which sixteenths have any, and sixteen for each of those which. */
function readAlphabet(bits: BitReader): Uint8Array {
  const sixteenths = bits.read(16);
  const bytes: number[] = [];
  for (let high = 0; high < 16; high++) {
    if (((sixteenths >> (15 - high)) & 1) === 0) continue;
    const used = bits.read(16);
    for (let low = 0; low < 16; low++) if (((used >> (15 - low)) & 1) === 1) bytes.push(high * 16 + low);
  }
  if (bytes.length === 0) throw malformed("a block without bytes");
  return Uint8Array.from(bytes);
}

function readSelectors(bits: BitReader, tableCount: number): Uint8Array {
  const count = bits.read(15);
  if (count === 0) throw malformed("no selectors");
  const recent = Uint8Array.from({ length: tableCount }, (_, i) => i);
  const selectors = new Uint8Array(Math.min(count, MOST_SELECTORS));
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tableCount) throw malformed("a selector of no table");
    const table = recent[place] ?? 0;
    recent.copyWithin(1, 0, place);
    recent[0] = table;
    // Some packers round up, and nobody reads those.
    if (i < selectors.length) selectors[i] = table;
  }
  return selectors;
}

function readCodes(bits: BitReader, symbolCount: number): Codes {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let i = 0; i < symbolCount; i++) {
    for (;;) {
      if (length < 1 || length > LONGEST_CODE) throw malformed("a code of an impossible length");
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[i] = length;
  }
  const limits = new Int32Array(LONGEST_CODE + 1).fill(-1);
  const offsets = new Int32Array(LONGEST_CODE + 1);
  const symbols = new Uint16Array(symbolCount);
  let [code, place, shortest] = [0, 0, LONGEST_CODE];
  for (let bitCount = 1; bitCount <= LONGEST_CODE; bitCount++) {
    const first = code;
    offsets[bitCount] = first - place;
    for (let i = 0; i < symbolCount; i++) {
      if (lengths[i] !== bitCount) continue;
      symbols[place++] = i;
      code++;
    }
    if (code > first) {
      limits[bitCount] = code - 1;
      shortest = Math.min(shortest, bitCount);
    }
    code <<= 1;
  }
  return { shortest, limits, offsets, symbols };
}

function readCode(bits: BitReader, { shortest, limits, offsets, symbols }: Codes): number {
  let code = bits.read(shortest);
  for (let length = shortest; length <= LONGEST_CODE; length++) {
    if (code <= (limits[length] ?? -1)) {
      const symbol = symbols[code - (offsets[length] ?? 0)];
      if (symbol === undefined) break;
      return symbol;
    }
    code = (code << 1) | bits.read(1);
  }
  throw malformed("a code that stands for nothing");
}

/** Runs of the byte that was last used are counted in digits of one and two; other symbols say how long ago theirs was. */
function readSymbols(
  bits: BitReader,
  recent: Uint8Array,
  tables: readonly Codes[],
  selectors: Uint8Array,
  bytes: Uint32Array,
  counts: Uint32Array,
): number {
  const end = recent.length + 1;
  let [length, run, weight, group, left] = [0, 0, 1, 0, 0];
  let codes = tables[0];
  for (;;) {
    if (left === 0) {
      const selector = selectors[group++];
      codes = selector === undefined ? undefined : tables[selector];
      if (codes === undefined) throw malformed("more symbols than selectors");
      left = GROUP;
    }
    left--;
    const symbol = readCode(bits, codes as Codes);
    if (symbol <= 1) {
      run += weight << symbol;
      weight *= 2;
      if (run > bytes.length - length) throw malformed("a block that is longer than it may be");
      continue;
    }
    if (run > 0) {
      const byte = recent[0] ?? 0;
      bytes.fill(byte, length, length + run);
      counts[byte] = (counts[byte] ?? 0) + run;
      length += run;
      run = 0;
      weight = 1;
    }
    if (symbol === end) return length;
    if (length >= bytes.length) throw malformed("a block that is longer than it may be");
    const byte = recent[symbol - 1] ?? 0;
    recent.copyWithin(1, 0, symbol - 1);
    recent[0] = byte;
    bytes[length++] = byte;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
}

function malformed(what: string): KnownError {
  return new KnownError("FILE_MALFORMED", `bzip2: ${what}`);
}
