import { inflateRawSync } from "node:zlib";
import { KnownError, messageOf } from "../model/errors.ts";
import { createDirectInflater } from "./inflate.ts";

/** What came out, and how many of the packed bytes that took. */
export interface InflatedPart {
  readonly bytes: Uint8Array;
  readonly packedBytes: number;
}

/** Room that is taken before it is known how much comes out. */
const MOST_CHUNK_BYTES = 64 * 1024;

/**
 * Unpacks deflated bytes that are all at hand; what follows their end mark is left alone.
 *
 * @throws {KnownError} `LIMIT_EXCEEDED` when more than `maxBytes` come out, `FILE_MALFORMED` on bytes that are no such.
 */
export function inflateRaw(bytes: Uint8Array, maxBytes: number): Uint8Array {
  // Zero would mean no bound.
  return unpacking(maxBytes, () => inflateRawSync(bytes, { maxOutputLength: Math.max(maxBytes, 1) }));
}

/**
 * The same, where something follows that is to be read too: tells where the end mark was.
 *
 * @throws {KnownError} as `inflateRaw`
 */
export function inflateRawPart(bytes: Uint8Array, maxBytes: number): InflatedPart {
  const options = {
    maxOutputLength: Math.max(maxBytes, 1),
    chunkSize: Math.max(64, Math.min(maxBytes, MOST_CHUNK_BYTES)),
    info: true,
  };
  // With `info` comes the engine too, which the types do not know.
  const { buffer, engine } = unpacking(
    maxBytes,
    () => inflateRawSync(bytes, options) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } },
  );
  return { bytes: buffer, packedBytes: engine.bytesWritten };
}

function unpacking<Result>(maxBytes: number, unpack: () => Result): Result {
  try {
    return unpack();
  } catch (cause) {
    if (cause instanceof RangeError) throw new KnownError("LIMIT_EXCEEDED", `unpacks to more than ${maxBytes} bytes`);
    throw new KnownError("FILE_MALFORMED", `cannot be unpacked: ${messageOf(cause)}`, {}, cause);
  }
}

/** Bytes that are handed over one by one: each is valid during the call only. */
type EachPiece = (onPiece: (piece: Uint8Array) => void) => void;

/**
 * The same for bytes that are too many to be held, packed or not. What comes out is valid during the call only.
 *
 * @throws {KnownError} As above.
 */
export function inflateRawInPieces(
  eachPiece: EachPiece,
  maxBytes: number,
  onOutput: (output: Uint8Array) => void,
): void {
  let sizeBytes = 0;
  const inflater = createDirectInflater("raw", (output) => {
    sizeBytes += output.length;
    if (sizeBytes > maxBytes) throw new KnownError("LIMIT_EXCEEDED", `unpacks to more than ${maxBytes} bytes`);
    onOutput(output);
    return undefined;
  });
  if (!inflater) {
    const pieces: Uint8Array[] = [];
    eachPiece((piece) => void pieces.push(piece.slice()));
    onOutput(inflateRaw(Buffer.concat(pieces), maxBytes));
    return;
  }
  try {
    eachPiece(inflater.push);
    inflater.end();
  } catch (cause) {
    // The engine's own words are of streams.
    const isOwn = cause instanceof KnownError && ["FILE_MALFORMED", "IMAGE_INCOMPLETE"].includes(cause.code);
    throw isOwn ? new KnownError("FILE_MALFORMED", `cannot be unpacked: ${messageOf(cause)}`, {}, cause) : cause;
  } finally {
    inflater.close();
  }
}
