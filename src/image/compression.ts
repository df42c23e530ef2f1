import type { Compression } from "../host/inflate.ts";

/** How bytes are packed, by their first ones: media types and file names lie. */
export function compressionOf(first: Uint8Array): Compression {
  if (first[0] === 0x1f && first[1] === 0x8b) return "gzip";
  // A zstd frame, or a skippable one, which some writers put first.
  if (first[1] === 0xb5 && first[2] === 0x2f && first[3] === 0xfd && first[0] === 0x28) return "zstd";
  if (((first[0] ?? 0) & 0xf0) === 0x50 && first[1] === 0x2a && first[2] === 0x4d && first[3] === 0x18) return "zstd";
  return "none";
}

/** The bytes of the longest mark above. */
const MARK_BYTES = 4;

/** The same stream, whose first piece is long enough to tell how it is packed; pieces stay valid until the next. */
export async function* withWholeMark(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let first: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (first?.length === 0 && chunk.length >= MARK_BYTES) first = undefined;
    if (first === undefined) yield chunk;
    else {
      const joined: Uint8Array = new Uint8Array(first.length + chunk.length);
      joined.set(first);
      joined.set(chunk, first.length);
      first = joined;
      if (joined.length >= MARK_BYTES) {
        yield joined;
        first = undefined;
      }
    }
  }
  if (first !== undefined && first.length > 0) yield first;
}
