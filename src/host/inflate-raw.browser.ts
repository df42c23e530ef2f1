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
  const engine = new Inflate((piece) => {
    length += piece.length;
    if (length > Math.max(maxBytes, 1)) {
      throw new KnownError("LIMIT_EXCEEDED", `unpacks to more than ${maxBytes} bytes`);
    }
    if (piece.length > 0) pieces.push(piece);
  });
  try {
    for (let at = 0; ; at += PIECE_BYTES) {
      const isLast = at + PIECE_BYTES >= bytes.length;
      engine.push(bytes.subarray(at, at + PIECE_BYTES), isLast);
      if (isLast) break;
    }
  } catch (cause) {
    if (cause instanceof KnownError) throw cause;
    throw new KnownError("FILE_MALFORMED", `cannot be unpacked: ${messageOf(cause)}`, {}, cause);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
