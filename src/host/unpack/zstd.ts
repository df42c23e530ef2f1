import { KnownError } from "../../model/errors.ts";
import type { PushedBytes, Steps } from "./pushed-bytes.ts";
import { XxHash64 } from "./xxhash64.ts";
import { BlockReader } from "./zstd-block.ts";
import { corrupt } from "./zstd-corrupt.ts";
import { type FrameHeader, readFrameHeader } from "./zstd-frame-header.ts";

const FRAME_MARK = 0xfd2fb528;
const SKIPPABLE_MARK = 0x184d2a50;

/** Of output that is kept to refer to; what `zstd` itself allows when it is not told to use more. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

/**
 * Unpacks zstd: frames one after another, skippable ones between them.
 * Source: RFC 8878
 *
 * @throws {KnownError} `FILE_MALFORMED`, also when a frame has another checksum or length than it says, needs a
 * dictionary, or refers further back than 128 MiB.
 */
export function* unpackZstd(input: PushedBytes, onOutput: (output: Uint8Array) => "stop" | undefined): Steps {
  const blocks = new BlockReader();
  for (let where: "within" | "between" = "within"; ; where = "between") {
    const mark = uint32(yield* input.take(4, where));
    if (mark === FRAME_MARK) {
      if ((yield* unpackFrame(input, blocks, onOutput)) === "stop") return;
    } else if ((mark & 0xfffffff0) >>> 0 === SKIPPABLE_MARK) {
      for (let left = uint32(yield* input.take(4)); left > 0; ) left -= (yield* input.takeSome(left)).length;
      yield "turn";
    } else throw corrupt("what begins here is no frame");
  }
}

function* unpackFrame(
  input: PushedBytes,
  blocks: BlockReader,
  onOutput: (output: Uint8Array) => "stop" | undefined,
): Steps<"stop" | undefined> {
  const header = yield* readFrameHeader(input);
  blocks.beginFrame(header.windowBytes, keptBytes(header));
  const hash = header.hasChecksum ? new XxHash64() : undefined;
  let sizeBytes = 0;
  for (let isLast = false; !isLast; ) {
    const [low = 0, middle = 0, high = 0] = yield* input.take(3);
    isLast = (low & 1) === 1;
    const kind = (low >> 1) & 3;
    const blockBytes = (low >> 3) | (middle << 5) | (high << 13);
    blocks.verifySize(blockBytes);
    const output = blocks.read(kind, blockBytes, yield* input.take(kind === 1 ? 1 : blockBytes));
    hash?.update(output);
    sizeBytes += output.length;
    if (output.length > 0 && onOutput(output) === "stop") return "stop";
    yield "turn";
  }
  if (header.sizeBytes !== undefined && header.sizeBytes !== sizeBytes) {
    throw corrupt("a frame has another length than it says");
  }
  if (hash && uint32(yield* input.take(4)) !== hash.digestLow()) {
    throw corrupt("a frame has another checksum than it says");
  }
  return undefined;
}

function keptBytes({ windowBytes, sizeBytes = Number.POSITIVE_INFINITY }: FrameHeader): number {
  const bytes = Math.min(windowBytes, sizeBytes);
  if (bytes <= MAX_WINDOW_BYTES) return bytes;
  throw new KnownError("FILE_MALFORMED", `zstd stream: a frame refers further back than ${MAX_WINDOW_BYTES} bytes`);
}

function uint32(bytes: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}
