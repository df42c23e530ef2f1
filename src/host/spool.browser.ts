import { KnownError, messageOf } from "../model/errors.ts";
import { offerBlob } from "./offered-blobs.ts";
import type { Spool } from "./spool.ts";

export type { Spool } from "./spool.ts";

/** Collected before they are handed to the browser, which may keep them on disk. */
const PART_BYTES = 16 * 1024 * 1024;

/**
 * Keeps a stream in a blob, which the browser lays on disk where it is large.
 *
 * @param name  What to call the stream in a message.
 * @throws {KnownError} `WRITE_FAILED` when there is no room, and what the stream throws.
 */
export async function spool(chunks: AsyncIterable<Uint8Array>, name: string): Promise<Spool> {
  const parts: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let piecesBytes = 0;
  const seal = () => {
    parts.push(guard(name, () => new Blob(pieces)));
    pieces = [];
    piecesBytes = 0;
  };
  for await (const chunk of chunks) {
    // A piece is valid only until the next one.
    pieces.push(new Uint8Array(chunk));
    piecesBytes += chunk.length;
    if (piecesBytes >= PART_BYTES) seal();
  }
  seal();
  const { slice, withdraw } = offerBlob(
    guard(name, () => new Blob(parts)),
    name,
  );
  return { slice, close: withdraw };
}

function guard<Result>(name: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new KnownError(
      "WRITE_FAILED",
      `${name}: cannot be unpacked for lack of room: ${messageOf(cause)}`,
      {},
      cause,
    );
  }
}
