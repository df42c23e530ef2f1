import { corrupt } from "./zstd-corrupt.ts";
import { decodeHuffman, type HuffmanTable, readHuffmanTable } from "./zstd-huffman.ts";

/** The bytes of a block that are not copied from before. */
export interface Literals {
  readonly literals: Uint8Array;
  /** Where the sequences begin. */
  readonly end: number;
  /** For a later block that has none of its own. */
  readonly table: HuffmanTable | undefined;
}

/**
 * Reads the first section of a block. Source: RFC 8878, 3.1.1.3.1
 *
 * @param room  For what is not in the block as it is.
 * @throws {KnownError} `FILE_MALFORMED`
 */
export function readLiterals(block: Uint8Array, room: Uint8Array, before: HuffmanTable | undefined): Literals {
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = block;
  const kind = first & 3;
  const format = (first >> 2) & 3;
  if (kind < 2) {
    const headerBytes = [1, 2, 1, 3][format] ?? 0;
    const length = [first >> 3, (first >> 4) | (second << 4), first >> 3, (first >> 4) | (second << 4) | (third << 12)];
    const sizeBytes = length[format] ?? 0;
    const end = headerBytes + (kind === 0 ? sizeBytes : 1);
    if (end > block.length || sizeBytes > room.length) throw corrupt("literals that are cut off");
    const literals =
      kind === 0 ? block.subarray(headerBytes, end) : room.subarray(0, sizeBytes).fill(block[headerBytes] ?? 0);
    return { literals, end, table: before };
  }

  const headerBytes = [3, 3, 4, 5][format] ?? 0;
  // Two lengths of 10, 14 or 18 bits behind the first four.
  const [sizeBytes = 0, packedBytes = 0] =
    [
      [(first >> 4) | ((second & 0x3f) << 4), (second >> 6) | (third << 2)],
      [(first >> 4) | ((second & 0x3f) << 4), (second >> 6) | (third << 2)],
      [(first >> 4) | (second << 4) | ((third & 0x03) << 12), (third >> 2) | (fourth << 6)],
      [(first >> 4) | (second << 4) | ((third & 0x3f) << 12), (third >> 6) | (fourth << 2) | (fifth << 10)],
    ][format] ?? [];
  const end = headerBytes + packedBytes;
  if (end > block.length || sizeBytes > room.length) throw corrupt("literals that are cut off");
  const packed = block.subarray(headerBytes, end);
  const own = kind === 2 ? readHuffmanTable(packed, 0) : undefined;
  const table = own?.table ?? before;
  if (!table) throw corrupt("literals without a code");
  const literals = room.subarray(0, sizeBytes);
  const streams = packed.subarray(own?.end ?? 0);
  if (format === 0) decodeHuffman(streams, table, literals);
  else decodeFourStreams(streams, table, literals);
  return { literals, end, table };
}

function decodeFourStreams(bytes: Uint8Array, table: HuffmanTable, output: Uint8Array): void {
  if (bytes.length < 6 || output.length < 6) throw corrupt("literals that are cut off");
  const quarter = (output.length + 3) >> 2;
  let at = 6;
  for (let i = 0; i < 4; i++) {
    const length = (bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8);
    const end = i < 3 ? at + length : bytes.length;
    if (end > bytes.length) throw corrupt("literals that are cut off");
    decodeHuffman(bytes.subarray(at, end), table, output.subarray(i * quarter, i < 3 ? (i + 1) * quarter : undefined));
    at = end;
  }
}
