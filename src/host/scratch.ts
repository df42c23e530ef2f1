import { readSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { createNameless, guardWrites } from "./spool.ts";

/** Bytes that are put aside as they come, and then read anywhere. */
export interface Scratch {
  /** @throws {KnownError} `WRITE_FAILED` */
  readonly write: (chunk: Uint8Array) => void;
  /** At most `length` bytes from `offset` on, as a copy. */
  readonly read: (offset: number, length: number) => Uint8Array;
  /** The same into the caller's own bytes: as much as fits, of what there is. */
  readonly readInto: (offset: number, target: Uint8Array) => Uint8Array;
  /** Frees what was kept; may be called twice. */
  readonly close: () => void;
}

/** Whoever reads a directory or a table takes it in small steps. */
const WINDOW_BYTES = 64 * 1024;

/** Puts bytes into a file that has no name, in the folder for temporary files; see `spool`. */
export function createScratch(): Scratch {
  const folder = tmpdir();
  const { descriptor, close } = createNameless(folder);
  let sizeBytes = 0;
  let window = new Uint8Array(0);
  let windowOffset = 0;

  function readInto<Target extends Uint8Array>(offset: number, target: Target): Target {
    const length = Math.max(0, Math.min(target.length, sizeBytes - offset));
    let filled = 0;
    while (filled < length) {
      const bytesRead = readSync(descriptor, target, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return target.subarray(0, filled) as Target;
  }

  const readFile = (offset: number, length: number) =>
    readInto(offset, new Uint8Array(Math.max(0, Math.min(length, sizeBytes - offset))));

  return {
    write(chunk) {
      for (let done = 0; done < chunk.length; ) {
        done += guardWrites(folder, () => writeSync(descriptor, chunk, done, chunk.length - done, sizeBytes + done));
      }
      sizeBytes += chunk.length;
      window = new Uint8Array(0);
    },
    read(offset, length) {
      if (length >= WINDOW_BYTES) return readFile(offset, length);
      const end = Math.min(offset + length, sizeBytes);
      if (offset < windowOffset || end > windowOffset + window.length) {
        window = readFile(offset, WINDOW_BYTES);
        windowOffset = offset;
      }
      return window.slice(offset - windowOffset, Math.max(offset, end) - windowOffset);
    },
    readInto,
    close,
  };
}
