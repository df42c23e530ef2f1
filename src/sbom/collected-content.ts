import type { ByteSource } from "../formats/byte-source.ts";
import { createScratch } from "../host/scratch.ts";

/** Larger files go to disk while they are looked at: memory is what many threads share. */
const HELD_BYTES = 24 * 1024 * 1024;

/** The content of a file, as it comes. Of one that is held nobody may keep bytes beyond `close`. */
export interface CollectedContent extends ByteSource {
  /** @throws {KnownError} `WRITE_FAILED` */
  readonly write: (chunk: Uint8Array) => void;
  /** Frees what was kept; may be called twice. */
  readonly close: () => void;
}

/** @param sizeBytes  Of the whole file: it gets no more than that. */
export function collectContent(sizeBytes: number): CollectedContent {
  let written = 0;
  const counted = ({ write, ...rest }: Omit<CollectedContent, "sizeBytes">): CollectedContent => ({
    ...rest,
    get sizeBytes() {
      return written;
    },
    write(chunk) {
      write(chunk);
      written += chunk.length;
    },
  });
  return counted(sizeBytes <= HELD_BYTES ? holdInMemory(sizeBytes) : createScratch());
}

/** Lent to one file after the other: a thousand jars would else leave a gigabyte for the collector. */
let spare: Uint8Array | undefined;

/** Read without a copy. */
function holdInMemory(sizeBytes: number): Omit<CollectedContent, "sizeBytes"> {
  // Another file may be open, as in a page that reads two layers in turn.
  let bytes = spare && spare.length >= sizeBytes ? spare : new Uint8Array(sizeBytes);
  spare = undefined;
  let filled = 0;
  return {
    write(chunk) {
      bytes.set(chunk, filled);
      filled += chunk.length;
    },
    read: (offset, length) => bytes.subarray(offset, Math.max(offset, Math.min(offset + length, filled))),
    close() {
      if (bytes.length > (spare?.length ?? 0)) spare = bytes;
      bytes = new Uint8Array(0);
      filled = 0;
    },
  };
}
