import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { constants, crc32, deflateRawSync } from "node:zlib";
import { createSha256 } from "../../../src/host/sha256.ts";

/** Bytes that may be too many to be held: they come in parts, the same each time. */
export interface Bytes {
  readonly sizeBytes: number;
  /** `sha256:…` */
  readonly digest: string;
  readonly parts: () => Iterable<Uint8Array>;
}

/** Bytes of parts that are made when they are asked for. */
export function bytesOf(parts: () => Iterable<Uint8Array>): Bytes {
  const hash = createSha256();
  let sizeBytes = 0;
  for (const part of parts()) {
    hash.update(part);
    sizeBytes += part.length;
  }
  return { sizeBytes, digest: hash.digest(), parts };
}

export function held(...parts: readonly (Uint8Array | string)[]): Bytes {
  const bytes = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part));
  return bytesOf(() => bytes);
}

export function* repeat(part: Uint8Array, times: number): Generator<Uint8Array> {
  for (let i = 0; i < times; i++) yield part;
}

/** Writes a file and the folders above it, never holding more than a part. */
export function writeParts(path: string, parts: Iterable<Uint8Array>): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  try {
    for (const part of parts) writeSync(file, part);
  } finally {
    closeSync(file);
  }
}

const uint32 = (value: number): Uint8Array => Buffer.from(Uint32Array.of(value).buffer);

/**
 * A member of gzip that holds `head` and then `part` many times over: packed once, since a full flush makes every
 * repetition the same bytes.
 *
 * @param checked  Whether its checksum is true; of a bomb nobody ever sees it, and it costs a second a gigabyte.
 */
export function* gzipRepeated(
  head: Uint8Array,
  part: Uint8Array,
  times: number,
  { checked = true } = {},
): Generator<Uint8Array> {
  const flushed = (bytes: Uint8Array) => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });
  yield Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
  yield flushed(head);
  const packed = flushed(part);
  let crc = crc32(head);
  for (let i = 0; i < times; i++) {
    if (checked) crc = crc32(part, crc);
    yield packed;
  }
  yield deflateRawSync(new Uint8Array(0));
  yield uint32(crc);
  yield uint32((head.length + part.length * times) % 2 ** 32);
}

export const ZSTD_MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);

/** What one block of zstd unpacks to at most. */
export const ZSTD_BLOCK_BYTES = 128 * 1024;

/**
 * A frame of zstd whose blocks say only which byte to repeat: four bytes for 128 KiB.
 *
 * Source: https://datatracker.ietf.org/doc/html/rfc8878, 3.1.1.2
 */
export function* zstdRunLength(byte: number, blocks: number): Generator<Uint8Array> {
  yield ZSTD_MAGIC;
  // No size, no checksum, no dictionary; a window of 128 KiB.
  yield Uint8Array.of(0, 7 << 3);
  const block = (isLast: boolean) => {
    const header = (isLast ? 1 : 0) | (1 << 1) | (ZSTD_BLOCK_BYTES << 3);
    return Uint8Array.of(header & 0xff, (header >> 8) & 0xff, header >> 16, byte);
  };
  const many = Buffer.concat(Array.from({ length: 1024 }, () => block(false)));
  yield* repeat(many, Math.floor((blocks - 1) / 1024));
  yield* repeat(block(false), (blocks - 1) % 1024);
  yield block(true);
}
