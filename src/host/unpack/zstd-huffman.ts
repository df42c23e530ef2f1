import { BackwardBits } from "./backward-bits.ts";
import { corrupt } from "./zstd-corrupt.ts";
import { readFseTable } from "./zstd-fse.ts";

/** A Huffman code: for each value that the next bits can have, the symbol and how many of them it takes. */
export interface HuffmanTable {
  readonly maxBits: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

const MAX_BITS = 11;

/**
 * Reads a code by the weights of its symbols.
 * Source: RFC 8878, 4.2.1
 *
 * @returns The code, and where what follows it begins.
 * @throws {KnownError} `FILE_MALFORMED`
 */
export function readHuffmanTable(bytes: Uint8Array, start: number): { table: HuffmanTable; end: number } {
  const header = bytes[start] ?? 0;
  const end = start + 1 + (header < 128 ? header : (header - 126) >> 1);
  if (end > bytes.length) throw corrupt("a code that is cut off");
  const weights =
    header < 128
      ? readPackedWeights(bytes.subarray(start + 1, end))
      : Array.from({ length: header - 127 }, (_, i) => ((bytes[start + 1 + (i >> 1)] ?? 0) >> (i & 1 ? 0 : 4)) & 15);
  return { table: buildTable(weights), end };
}

/** The weights themselves are packed, in two states that take turns. */
function readPackedWeights(bytes: Uint8Array): number[] {
  const { table, end } = readFseTable(bytes, 0, { maxAccuracy: 6, maxSymbol: MAX_BITS });
  const stream = new BackwardBits(bytes, end, bytes.length);
  let state = stream.read(table.accuracy);
  let other = stream.read(table.accuracy);
  const weights: number[] = [];
  // The last weight is not written. A state may take no bits at all, so that the stream never ends.
  while (weights.length < 255) {
    weights.push(table.symbols[state] ?? 0);
    const next = (table.baselines[state] ?? 0) + stream.read(table.bits[state] ?? 0);
    if (stream.left < 0) {
      weights.push(table.symbols[other] ?? 0);
      return weights;
    }
    state = other;
    other = next;
  }
  throw corrupt("a code of more symbols than there are");
}

function buildTable(weights: readonly number[]): HuffmanTable {
  let places = 0;
  for (const weight of weights) {
    if (weight > MAX_BITS) throw corrupt("a code that is larger than allowed");
    if (weight > 0) places += 1 << (weight - 1);
  }
  if (places === 0) throw corrupt("a code without symbols");
  const maxBits = 32 - Math.clz32(places);
  const size = 1 << maxBits;
  const rest = size - places;
  if (maxBits > MAX_BITS || (rest & (rest - 1)) !== 0) throw corrupt("a code that is not complete");
  const all = [...weights, 32 - Math.clz32(rest)];
  const longest = all.filter((weight) => weight === 1).length;
  if (all.length > 256 || longest < 2 || longest % 2 === 1) throw corrupt("a code that is not complete");

  const symbols = new Uint8Array(size);
  const bits = new Uint8Array(size);
  let position = 0;
  for (let weight = 1; weight <= maxBits; weight++) {
    for (const [symbol, own] of all.entries()) {
      if (own !== weight) continue;
      const end = position + (1 << (weight - 1));
      symbols.fill(symbol, position, end);
      bits.fill(maxBits + 1 - weight, position, end);
      position = end;
    }
  }
  return { maxBits, symbols, bits };
}

/**
 * Fills the output with the symbols of one stream.
 *
 * @throws {KnownError} `FILE_MALFORMED` when the stream holds more or less.
 */
export function decodeHuffman(bytes: Uint8Array, { maxBits, symbols, bits }: HuffmanTable, output: Uint8Array): void {
  const stream = new BackwardBits(bytes, 0, bytes.length);
  for (let i = 0; i < output.length; i++) {
    const code = stream.peek(maxBits);
    output[i] = symbols[code] ?? 0;
    stream.left -= bits[code] ?? 0;
  }
  if (stream.left !== 0) throw corrupt("literals of another length than they say");
}
