import { inflateRawPart } from "../host/inflate-raw.ts";
import { KnownError } from "../model/errors.ts";
import { concatBytes } from "./concat-bytes.ts";

const HEADER_BYTES = 10;
const END_BYTES = 8;

/** Flags of a member's header. */
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;

/** Whether bytes begin as gzip does. */
export const beginsAsGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/**
 * Unpacks a gzip file that is all at hand, of one member or several; what follows them is left alone. Its checksums are
 * not looked at.
 *
 * Source: RFC 1952
 *
 * @throws {KnownError} `FILE_MALFORMED`, or `LIMIT_EXCEEDED` when more than `maxBytes` come out.
 */
export function unpackGzipFile(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let left = maxBytes;
  for (let at = 0; beginsAsGzip(bytes.subarray(at)); ) {
    const start = behindHeader(bytes, at);
    const { bytes: part, packedBytes } = inflateRawPart(bytes.subarray(start), left);
    left -= part.length;
    if (part.length > 0) parts.push(part);
    at = start + packedBytes + END_BYTES;
  }
  return concatBytes(parts, maxBytes - left);
}

function behindHeader(bytes: Uint8Array, from: number): number {
  const flags = bytes[from + 3] ?? 0;
  let at = from + HEADER_BYTES;
  if (flags & EXTRA) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  for (const flag of [NAME, COMMENT]) {
    if (!(flags & flag)) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) throw new KnownError("FILE_MALFORMED", "gzip file: ends within its header");
    at = end + 1;
  }
  return flags & HEADER_CRC ? at + 2 : at;
}
