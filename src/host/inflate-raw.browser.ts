import { Inflate } from "fflate";
import { KnownError, messageOf } from "../model/errors.ts";
import type { InflatedPart } from "./inflate-raw.ts";
import { createDeflateInflater } from "./unpack/deflate.ts";

export type { InflatedPart } from "./inflate-raw.ts";

/** Pushed at once: small enough that what comes out of it, a thousand times as much at most, fits into memory. */
const PIECE_BYTES = 16 * 1024;

/**
 * Unpacks deflated bytes that are all at hand; what follows their end mark is left alone.
 *
 * @throws {KnownError} `LIMIT_EXCEEDED` when more than `maxBytes` come out, `FILE_MALFORMED` on bytes that are no such.
 */
export function inflateRaw(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  inflateRawInPieces(
    (onPiece) => onPiece(bytes),
    Math.max(maxBytes, 1),
    (piece) => {
      length += piece.length;
      pieces.push(piece);
    },
  );
  return joined(pieces, length);
}

/**
 * The same, where something follows that is to be read too: tells where the end mark was.
 *
 * @throws {KnownError} as `inflateRaw`
 */
export function inflateRawPart(bytes: Uint8Array, maxBytes: number): InflatedPart {
  const inflater = createDeflateInflater(
    (message, cause) => new KnownError("FILE_MALFORMED", `cannot be unpacked: ${message}`, {}, cause),
  );
  const pieces: Uint8Array[] = [];
  let length = 0;
  let at = 0;
  while (!inflater.ended()) {
    const input = bytes.subarray(at, at + PIECE_BYTES);
    if (input.length === 0) throw new KnownError("FILE_MALFORMED", "cannot be unpacked: unexpected end of file");
    at += input.length;
    const piece = inflater.push(input);
    length += piece.length;
    if (length > Math.max(maxBytes, 1)) {
      throw new KnownError("LIMIT_EXCEEDED", `unpacks to more than ${maxBytes} bytes`);
    }
    // The engine may use its buffer again.
    if (piece.length > 0) pieces.push(piece.slice());
  }
  return { bytes: joined(pieces, length), packedBytes: at - inflater.leftBytes() };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Bytes that are handed over one by one: each is valid during the call only. */
type EachPiece = (onPiece: (piece: Uint8Array) => void) => void;

/**
 * The same for bytes that are too many to be held.
 *
 * @throws {KnownError} As above.
 */
export function inflateRawInPieces(
  eachPiece: EachPiece,
  maxBytes: number,
  onOutput: (output: Uint8Array) => void,
): void {
  let length = 0;
  let last = new Uint8Array(0);
  const engine = new Inflate((piece) => {
    length += piece.length;
    if (length > maxBytes) throw new KnownError("LIMIT_EXCEEDED", `unpacks to more than ${maxBytes} bytes`);
    if (piece.length > 0) onOutput(piece);
  });
  try {
    eachPiece((bytes) => {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        // One behind: the engine wants to know of the last piece that it is.
        if (last.length > 0) engine.push(last, false);
        last = bytes.slice(at, at + PIECE_BYTES);
      }
    });
    engine.push(last, true);
  } catch (cause) {
    if (cause instanceof KnownError) throw cause;
    throw new KnownError("FILE_MALFORMED", `cannot be unpacked: ${messageOf(cause)}`, {}, cause);
  }
}
