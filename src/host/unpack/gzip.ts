import { KnownError } from "../../model/errors.ts";
import { crc32 } from "./crc32.ts";
import { createDeflateInflater } from "./deflate.ts";
import type { PushedBytes, Steps } from "./pushed-bytes.ts";

/** Inflated at a time: deflate packs a thousand times at best, so that no more than 32 MiB come out at once. */
const PIECE_BYTES = 32 * 1024;

/** Flags of a member's header. */
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

function malformed(what: string, cause?: unknown): KnownError {
  return new KnownError("FILE_MALFORMED", `gzip stream: ${what}`, {}, cause);
}

/**
 * Unpacks gzip: members one after another. Zeros may pad the last one; what is behind them is left alone.
 * Source: RFC 1952
 *
 * @throws {KnownError} `FILE_MALFORMED`, also when a member has another checksum or length than its end says.
 */
export function* unpackGzip(input: PushedBytes, onOutput: (output: Uint8Array) => "stop" | undefined): Steps {
  for (let isFirst = true; ; isFirst = false) {
    const [mark = 0] = yield* input.take(1, isFirst ? "within" : "between");
    if (mark === 0 && !isFirst) return;
    yield* readHeader(mark, input);

    const inflater = createDeflateInflater((message, cause) => malformed(message, cause));
    let crc = 0;
    let sizeBytes = 0;
    while (!inflater.ended()) {
      const piece = yield* input.takeSome(PIECE_BYTES);
      const output = inflater.push(piece);
      crc = crc32(output, crc);
      sizeBytes += output.length;
      if (output.length > 0 && onOutput(output) === "stop") return;
      yield "turn";
    }
    input.putBack(inflater.leftBytes());

    const end = yield* input.take(8);
    const view = new DataView(end.buffer, end.byteOffset, end.length);
    if (view.getUint32(0, true) !== crc) throw malformed("another checksum than its end says");
    if (view.getUint32(4, true) !== sizeBytes % 2 ** 32) throw malformed("another length than its end says");
  }
}

/** @param mark  Its first byte. */
function* readHeader(mark: number, input: PushedBytes): Steps {
  let crc = crc32(Uint8Array.of(mark));
  function* take(count: number): Steps<Uint8Array> {
    const bytes = yield* input.take(count);
    crc = crc32(bytes, crc);
    return bytes;
  }
  const [secondMark, method, flags = 0] = yield* take(9);
  if (mark !== 0x1f || secondMark !== 0x8b) throw malformed("a member without a header");
  if (method !== 8) throw malformed("an unknown method");
  if (flags & RESERVED) throw malformed("unknown flags");
  if (flags & EXTRA) {
    const [low = 0, high = 0] = yield* take(2);
    yield* take(low | (high << 8));
  }
  for (const flag of [NAME, COMMENT]) {
    if (flags & flag) while ((yield* take(1))[0] !== 0);
  }
  if (flags & HEADER_CRC) {
    const expected = crc & 0xffff;
    const [low = 0, high = 0] = yield* take(2);
    if ((low | (high << 8)) !== expected) throw malformed("another checksum of the header than it says");
  }
}
