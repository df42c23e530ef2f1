import type { Scratch } from "./scratch.ts";

export type { Scratch } from "./scratch.ts";

/** Keeps bytes in memory: a page has no file that it could read from without waiting. */
export function createScratch(): Scratch {
  let bytes = new Uint8Array(0);
  let sizeBytes = 0;
  return {
    write(chunk) {
      if (sizeBytes + chunk.length > bytes.length) {
        const larger = new Uint8Array(Math.max(2 * bytes.length, sizeBytes + chunk.length));
        larger.set(bytes.subarray(0, sizeBytes));
        bytes = larger;
      }
      bytes.set(chunk, sizeBytes);
      sizeBytes += chunk.length;
    },
    read: (offset, length) => bytes.slice(offset, Math.min(offset + length, sizeBytes)),
    readInto(offset, target) {
      const piece = bytes.subarray(offset, Math.max(offset, Math.min(offset + target.length, sizeBytes)));
      target.set(piece);
      return target.subarray(0, piece.length);
    },
    close() {
      bytes = new Uint8Array(0);
      sizeBytes = 0;
    },
  };
}
