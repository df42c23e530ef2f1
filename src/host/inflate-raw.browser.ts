import { Inflate } from "fflate";
import { KnownError, messageOf } from "../model/errors.ts";

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
