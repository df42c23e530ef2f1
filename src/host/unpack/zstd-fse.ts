import type { BackwardBits } from "./backward-bits.ts";
import { corrupt } from "./zstd-corrupt.ts";

/** A code of finite state entropy: what each state stands for, and how the next one is found. */
export interface FseTable {
  /** Bits of the first state. */
  readonly accuracy: number;
  readonly symbols: Uint8Array;
  /** Bits to read and to add to the baseline: the next state. */
  readonly bits: Uint8Array;
  readonly baselines: Uint16Array;
}

/** How large a code may be. */
export interface FseBounds {
  readonly maxAccuracy: number;
  readonly maxSymbol: number;
}

/**
 * Reads how probable each symbol is.
 * Source: RFC 8878, 4.1.1
 *
 * @returns The code, and where what follows it begins.
 * @throws {KnownError} `FILE_MALFORMED`
 */
export function readFseTable(
  bytes: Uint8Array,
  start: number,
  { maxAccuracy, maxSymbol }: FseBounds,
): { table: FseTable; end: number } {
  let at = start * 8;
  const peek = (count: number) => {
    const i = at >> 3;
    const word = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16);
    return (word >> (at & 7)) & ((1 << count) - 1);
  };

  const accuracy = peek(4) + 5;
  at += 4;
  if (accuracy > maxAccuracy) throw corrupt("a code that is larger than allowed");
  const probabilities: number[] = [];
  for (let left = 1 << accuracy; left > 0; ) {
    // One of `left + 2` values; the lower ones are a bit shorter, where the longer form has values to spare.
    const length = 32 - Math.clz32(left + 1);
    const spare = 2 ** length - 2 - left;
    const short = peek(length - 1);
    const long = peek(length);
    const isShort = short < spare;
    const value = isShort ? short : long >= 2 ** (length - 1) ? long - spare : long;
    at += isShort ? length - 1 : length;
    // -1: less probable than any place in the table.
    const probability = value - 1;
    probabilities.push(probability);
    left -= Math.abs(probability);
    for (let more = probability === 0 ? 3 : 0; more === 3; ) {
      more = peek(2);
      at += 2;
      for (let i = 0; i < more; i++) probabilities.push(0);
      if (probabilities.length > maxSymbol + 1) break;
    }
    if (probabilities.length > maxSymbol + 1) throw corrupt("a code of more symbols than there are");
  }
  const end = (at + 7) >> 3;
  if (end > bytes.length) throw corrupt("a code that is cut off");
  return { table: buildFseTable(probabilities, accuracy), end };
}

/** @param probabilities  By symbol; they sum up to `2 ** accuracy`, a -1 counting as 1. */
export function buildFseTable(probabilities: readonly number[], accuracy: number): FseTable {
  const size = 1 << accuracy;
  const symbols = new Uint8Array(size);
  let free = size;
  for (const [symbol, probability] of probabilities.entries()) if (probability === -1) symbols[--free] = symbol;

  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (const [symbol, probability] of probabilities.entries()) {
    for (let i = 0; i < probability; i++) {
      symbols[position] = symbol;
      do position = (position + step) & (size - 1);
      while (position >= free);
    }
  }

  const next = probabilities.map((probability) => Math.abs(probability));
  const bits = new Uint8Array(size);
  const baselines = new Uint16Array(size);
  for (const [state, symbol] of symbols.entries()) {
    const number = next[symbol] ?? 0;
    next[symbol] = number + 1;
    const count = accuracy - (31 - Math.clz32(number));
    bits[state] = count;
    baselines[state] = (number << count) - size;
  }
  return { accuracy, symbols, bits, baselines };
}

/** A code of one symbol, which takes no bits. */
export function fseTableOf(symbol: number): FseTable {
  return {
    accuracy: 0,
    symbols: Uint8Array.of(symbol),
    bits: new Uint8Array(1),
    baselines: new Uint16Array(1),
  };
}

/** Where one code is in a stream. */
export class FseState {
  readonly #symbols: Uint8Array;
  readonly #bits: Uint8Array;
  readonly #baselines: Uint16Array;
  #state: number;

  constructor({ accuracy, symbols, bits, baselines }: FseTable, stream: BackwardBits) {
    this.#symbols = symbols;
    this.#bits = bits;
    this.#baselines = baselines;
    this.#state = stream.read(accuracy);
  }

  symbol(): number {
    return this.#symbols[this.#state] ?? 0;
  }

  next(stream: BackwardBits): void {
    this.#state = (this.#baselines[this.#state] ?? 0) + stream.read(this.#bits[this.#state] ?? 0);
  }
}
