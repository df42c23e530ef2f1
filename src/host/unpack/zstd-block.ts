import { BackwardBits } from "./backward-bits.ts";
import { corrupt } from "./zstd-corrupt.ts";
import { FseState } from "./zstd-fse.ts";
import type { HuffmanTable } from "./zstd-huffman.ts";
import { readLiterals } from "./zstd-literals.ts";
import {
  type LengthCodes,
  LITERAL_LENGTHS,
  MATCH_LENGTHS,
  readSequenceTables,
  type SequenceTables,
} from "./zstd-sequences.ts";

const BLOCK_BYTES = 128 * 1024;

/** Beyond what is kept of output, so that it is seldom moved. */
const MAX_SPARE_BYTES = 8 * 1024 * 1024;

/** Shorter runs are copied byte by byte. */
const LONG_RUN = 48;

/** Unpacks the blocks of frames, each with what the ones before it in its frame left behind. */
export class BlockReader {
  readonly #room = new Uint8Array(BLOCK_BYTES);
  #output = new Uint8Array(0);
  /** End of what is in `#output`. */
  #at = 0;
  #keptBytes = 0;
  #maxBytes = BLOCK_BYTES;
  #huffman: HuffmanTable | undefined;
  #tables: SequenceTables | undefined;
  readonly #recent = new Uint32Array(3);

  /** @param keptBytes  How far back a block can refer: the window, or all of a frame that is smaller. */
  beginFrame(windowBytes: number, keptBytes: number): void {
    const needed = keptBytes + Math.max(BLOCK_BYTES, Math.min(keptBytes, MAX_SPARE_BYTES));
    if (this.#output.length < needed) this.#output = new Uint8Array(needed);
    this.#at = 0;
    this.#keptBytes = keptBytes;
    this.#maxBytes = Math.min(windowBytes, BLOCK_BYTES);
    this.#huffman = undefined;
    this.#tables = undefined;
    this.#recent.set([1, 4, 8]);
  }

  /** @throws {KnownError} `FILE_MALFORMED` for a block that is larger than its frame allows, packed or not. */
  verifySize(sizeBytes: number): void {
    if (sizeBytes > this.#maxBytes) throw corrupt("a block that is larger than allowed");
  }

  /**
   * Unpacks one block.
   *
   * @param sizeBytes  What its header says: of one byte that is repeated, how often.
   * @returns Its bytes, valid until the next one is read.
   * @throws {KnownError} `FILE_MALFORMED`
   */
  read(kind: number, sizeBytes: number, block: Uint8Array): Uint8Array {
    this.#makeRoom();
    const start = this.#at;
    if (kind === 0) this.#output.set(block, start);
    else if (kind === 1) this.#output.fill(block[0] ?? 0, start, start + sizeBytes);
    else if (kind === 3) throw corrupt("a block of an unknown kind");
    this.#at = kind === 2 ? this.#unpack(block) : start + sizeBytes;
    return this.#output.subarray(start, this.#at);
  }

  #makeRoom(): void {
    if (this.#at + BLOCK_BYTES <= this.#output.length) return;
    this.#output.copyWithin(0, this.#at - this.#keptBytes, this.#at);
    this.#at = this.#keptBytes;
  }

  /** @returns Where its output ends. */
  #unpack(block: Uint8Array): number {
    const { literals, end, table } = readLiterals(block, this.#room.subarray(0, this.#maxBytes), this.#huffman);
    this.#huffman = table;
    const [first = 0, second = 0, third = 0] = block.subarray(end);
    const [count, headerBytes] =
      first < 128
        ? [first, 1]
        : first < 255
          ? [((first - 128) << 8) | second, 2]
          : [(second | (third << 8)) + 0x7f00, 3];
    if (end + headerBytes > block.length) throw corrupt("sequences that are cut off");
    if (count > 0) return this.#execute(block, end + headerBytes, count, literals);
    if (end + headerBytes < block.length) throw corrupt("a block that is longer than what is in it");
    this.#output.set(literals, this.#at);
    return this.#at + literals.length;
  }

  /** Copies literals and what stands earlier in the output, in turn. Source: RFC 8878, 3.1.1.4 */
  #execute(block: Uint8Array, tablesAt: number, count: number, literals: Uint8Array): number {
    const { tables, end } = readSequenceTables(block, tablesAt, this.#tables);
    this.#tables = tables;
    const stream = new BackwardBits(block, end, block.length);
    const literalLengths = new FseState(tables.literalLengths, stream);
    const offsets = new FseState(tables.offsets, stream);
    const matchLengths = new FseState(tables.matchLengths, stream);

    const output = this.#output;
    const limit = this.#at + this.#maxBytes;
    let at = this.#at;
    let literalsTaken = 0;
    for (let left = count; left > 0; left--) {
      const offsetValue = readOffset(stream, offsets.symbol());
      const matchLength = readLength(stream, MATCH_LENGTHS, matchLengths.symbol());
      const literalLength = readLength(stream, LITERAL_LENGTHS, literalLengths.symbol());
      const offset = this.#offsetOf(offsetValue, literalLength);
      if (left > 1) {
        literalLengths.next(stream);
        matchLengths.next(stream);
        offsets.next(stream);
      }
      // Looked at before anything is copied: the lengths are a stranger's.
      if (stream.left < 0) throw corrupt("sequences that are cut off");
      if (literalsTaken + literalLength > literals.length || at + literalLength + matchLength > limit) {
        throw corrupt("a block that is larger than allowed");
      }
      copyRun(literals, literalsTaken, output, at, literalLength);
      literalsTaken += literalLength;
      at += literalLength;
      if (offset > at) throw corrupt("a reference to what was not there");
      copyRun(output, at - offset, output, at, matchLength);
      at += matchLength;
    }
    if (stream.left !== 0) throw corrupt("sequences of another length than they say");
    const rest = literals.length - literalsTaken;
    if (at + rest > limit) throw corrupt("a block that is larger than allowed");
    copyRun(literals, literalsTaken, output, at, rest);
    return at + rest;
  }

  /** The first three values stand for offsets that were used before. Source: RFC 8878, 3.1.1.5 */
  #offsetOf(value: number, literalLength: number): number {
    const recent = this.#recent;
    const [first = 0, second = 0, third = 0] = recent;
    const which = value > 3 ? 0 : literalLength === 0 ? value + 1 : value;
    if (which === 1) return first;
    const offset = which === 0 ? value - 3 : which === 2 ? second : which === 3 ? third : first - 1;
    if (offset === 0) throw corrupt("a reference to what was not there");
    if (which !== 2) recent[2] = second;
    recent[1] = first;
    recent[0] = offset;
    return offset;
  }
}

function readLength(stream: BackwardBits, { bases, bits }: LengthCodes, code: number): number {
  return (bases[code] ?? 0) + stream.read(bits[code] ?? 0);
}

function readOffset(stream: BackwardBits, code: number): number {
  if (code <= 24) return (1 << code) + stream.read(code);
  const high = stream.read(code - 16);
  return 2 ** code + high * 2 ** 16 + stream.read(16);
}

/** Byte by byte where it is short, or where it repeats what it just wrote. */
function copyRun(from: Uint8Array, start: number, to: Uint8Array, at: number, length: number): void {
  const repeats = from === to && at - start < length;
  if (length >= LONG_RUN && !repeats) to.set(from.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i] ?? 0;
}
