import { KnownError } from "../model/errors.ts";
import { createBitReader } from "./bzip2-bits.ts";
import { readBlock } from "./bzip2-block.ts";
import { crcOfBzip2 } from "./bzip2-crc.ts";

const BLOCK_MARK = 0x314159265359;
const END_MARK = 0x177245385090;

/** What is handed out at once. */
const OUTPUT_BYTES = 256 * 1024;

/** Blocks are as many times as long as the header says. */
const BLOCK_UNIT = 100_000;

/**
 * Unpacks bzip2, a piece at a time; each piece is valid until the next is asked for. What is held is one block, which
 * its format bounds at 900 kB, whatever it claims to unpack to.
 *
 * Source: https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf, and bzip2's own decompress.c
 *
 * @throws {KnownError} `FILE_MALFORMED` on bytes that are not of the format or end too early, `LIMIT_EXCEEDED` when
 *   they unpack to more than `maxBytes`.
 */
export function* unpackBzip2(packed: Uint8Array, maxBytes: number): Generator<Uint8Array, void> {
  const bits = createBitReader(packed);
  const output = new Uint8Array(OUTPUT_BYTES);
  let total = 0;
  do {
    const [b, z, h, digit] = [bits.read(8), bits.read(8), bits.read(8), bits.read(8)];
    const level = digit - 0x30;
    if (b !== 0x42 || z !== 0x5a || h !== 0x68 || level < 1 || level > 9) throw malformed("no header");
    const following = new Uint32Array(level * BLOCK_UNIT);
    let combined = 0;
    for (;;) {
      const mark = bits.read(24) * 2 ** 24 + bits.read(24);
      const told = (bits.read(16) * 2 ** 16 + bits.read(16)) | 0;
      if (mark === END_MARK) {
        if (told !== combined) throw malformed("the checksum of the whole does not match");
        break;
      }
      if (mark !== BLOCK_MARK) throw malformed("neither a block nor an end");

      let crc = -1;
      for (const length of expand(readBlock(bits, following), following, output)) {
        total += length;
        if (total > maxBytes)
          throw new KnownError("LIMIT_EXCEEDED", `bzip2: more than ${maxBytes} bytes`, { maxBytes });
        const piece = output.subarray(0, length);
        crc = crcOfBzip2(piece, crc);
        yield piece;
      }
      if (~crc !== told) throw malformed("the checksum of a block does not match");
      combined = ((combined << 1) | (combined >>> 31)) ^ ~crc;
    }
    bits.toByte();
  } while (!bits.isAtEnd());
}

/**
 * Writes the bytes of a block in their order, and says how many there are in `output` whenever it is full. After four
 * equal bytes comes how many more of them there are.
 */
function* expand(
  { length, start }: { readonly length: number; readonly start: number },
  following: Uint32Array,
  output: Uint8Array,
): Generator<number, void> {
  let at = 0;
  let run = 0;
  let last = -1;
  let entry = start;
  for (let i = 0; i < length; i++) {
    const next = following[entry] ?? 0;
    const byte = next & 0xff;
    entry = next >>> 8;
    if (run === 4) {
      for (let left = byte; left > 0; ) {
        const count = Math.min(left, output.length - at);
        output.fill(last, at, at + count);
        at += count;
        left -= count;
        if (at === output.length) {
          yield at;
          at = 0;
        }
      }
      run = 0;
      last = -1;
      continue;
    }
    run = byte === last ? run + 1 : 1;
    last = byte;
    output[at++] = byte;
    if (at === output.length) {
      yield at;
      at = 0;
    }
  }
  if (at > 0) yield at;
}

function malformed(what: string): KnownError {
  return new KnownError("FILE_MALFORMED", `bzip2: ${what}`);
}
