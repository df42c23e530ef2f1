import type { PushedBytes, Steps } from "./pushed-bytes.ts";
import { corrupt } from "./zstd-corrupt.ts";

export interface FrameHeader {
  /** How far back the frame's blocks may refer. */
  readonly windowBytes: number;
  /** What the frame unpacks to; absent where its writer did not know. */
  readonly sizeBytes: number | undefined;
  readonly hasChecksum: boolean;
}

/** Reads what follows a frame's mark. Source: RFC 8878, 3.1.1.1 */
export function* readFrameHeader(input: PushedBytes): Steps<FrameHeader> {
  const [flags = 0] = yield* input.take(1);
  const isSingleSegment = (flags & 0x20) !== 0;
  if (flags & 0x08) throw corrupt("a frame sets a flag that is reserved");

  let windowBytes = 0;
  if (!isSingleSegment) {
    const [window = 0] = yield* input.take(1);
    const base = 2 ** (10 + (window >> 3));
    windowBytes = base + (base / 8) * (window & 7);
  }
  const dictionary = yield* input.take([0, 1, 2, 4][flags & 3] ?? 0);
  if (dictionary.some((byte) => byte !== 0)) throw corrupt("a frame needs a dictionary");

  const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const size = yield* input.take(sizeLength);
  let sizeBytes = sizeLength === 2 ? 256 : 0;
  for (const [i, byte] of size.entries()) sizeBytes += byte * 256 ** i;
  return {
    windowBytes: isSingleSegment ? sizeBytes : windowBytes,
    sizeBytes: sizeLength === 0 ? undefined : sizeBytes,
    hasChecksum: (flags & 0x04) !== 0,
  };
}
