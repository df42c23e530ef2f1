import type { ByteSource } from "../formats/byte-source.ts";
import { createScratch, type Scratch } from "../host/scratch.ts";

/** Larger files go to disk while they are looked at: memory is what many threads share. */
const HELD_BYTES = 8 * 1024 * 1024;

/** The content of a file, as it comes. */
export interface CollectedContent extends ByteSource {
  /** @throws {KnownError} `WRITE_FAILED` */
  readonly write: (chunk: Uint8Array) => void;
  /** Frees what was kept; may be called twice. */
  readonly close: () => void;
}

/** @param sizeBytes  Of the whole file: it gets no more than that. */
export function collectContent(sizeBytes: number): CollectedContent {
  const scratch = sizeBytes <= HELD_BYTES ? holdInMemory(sizeBytes) : createScratch();
  let written = 0;
  return {
    get sizeBytes() {
      return written;
    },
    write(chunk) {
      scratch.write(chunk);
      written += chunk.length;
    },
    read: scratch.read,
    close: scratch.close,
  };
}

/** As large as it will be from the start, and read without a copy. */
function holdInMemory(sizeBytes: number): Scratch {
  let bytes = new Uint8Array(sizeBytes);
  let filled = 0;
  return {
    write(chunk) {
      bytes.set(chunk, filled);
      filled += chunk.length;
    },
    read: (offset, length) => bytes.subarray(offset, Math.min(offset + length, filled)),
    close() {
      bytes = new Uint8Array(0);
    },
  };
}
