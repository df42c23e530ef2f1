import { inflateRawSync } from "node:zlib";
import { KnownError, messageOf } from "../model/errors.ts";

/**
 * Unpacks deflated bytes that are all at hand; what follows their end mark is left alone.
 *
 * @throws {KnownError} `LIMIT_EXCEEDED` when more than `maxBytes` come out, `FILE_MALFORMED` on bytes that are no such.
 */
export function inflateRaw(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    // Zero would mean no bound.
    return inflateRawSync(bytes, { maxOutputLength: Math.max(maxBytes, 1) });
  } catch (cause) {
    if (cause instanceof RangeError) throw new KnownError("LIMIT_EXCEEDED", `unpacks to more than ${maxBytes} bytes`);
    throw new KnownError("FILE_MALFORMED", `cannot be unpacked: ${messageOf(cause)}`, {}, cause);
  }
}
