import { KnownError, messageOf } from "../model/errors.ts";
import type { FileSlice, OpenSlice } from "./files.ts";
import { findBlob } from "./offered-blobs.ts";

export type { FileSlice, OpenSlice } from "./files.ts";

/** Each piece is hashed, unpacked and walked before the page gets its turn: some ten milliseconds. */
const READ_BYTES = 256 * 1024;

/** Read ahead for a walk by headers: a call to the browser costs as much as these bytes. */
const WINDOW_BYTES = 256 * 1024;

/** Nothing has a path here. */
export async function kindOfPath(_path: string): Promise<"file" | "directory" | "stream" | undefined> {
  return undefined;
}

/** Nothing has a path here. */
export async function findFileSize(_path: string): Promise<number | undefined> {
  return undefined;
}

/**
 * Reads a whole slice.
 *
 * @throws {KnownError} `LIMIT_EXCEEDED` above `maxBytes`, `READ_FAILED`, or `IMAGE_INCOMPLETE` when the blob is shorter.
 */
export async function readSlice(slice: FileSlice, maxBytes: number): Promise<Uint8Array> {
  const { path, sizeBytes } = slice;
  if (sizeBytes > maxBytes) {
    const message = `${path}: ${sizeBytes} bytes, more than the ${maxBytes} that are read of such a file`;
    throw new KnownError("LIMIT_EXCEEDED", message, { path, sizeBytes, maxBytes });
  }
  const bytes = await readBlob(slice, 0, sizeBytes);
  if (bytes.length < sizeBytes) throw endsEarly(path, sizeBytes - bytes.length);
  return bytes;
}

/**
 * Reads a slice piece by piece.
 *
 * @throws {KnownError} `READ_FAILED`, or `IMAGE_INCOMPLETE` when the blob ends before the slice does.
 */
export async function* streamSlice(slice: FileSlice): AsyncGenerator<Uint8Array, void> {
  const { path, sizeBytes } = slice;
  for (let done = 0; done < sizeBytes; ) {
    const bytes = await readBlob(slice, done, READ_BYTES);
    if (bytes.length === 0) throw endsEarly(path, sizeBytes - done);
    done += bytes.length;
    yield bytes;
    await nextTurn();
  }
}

/** Lets the page paint, and take note of what happened meanwhile. */
export function nextTurn(): Promise<void> {
  // Of all that gives others their turn, a message waits the least: nested timers take four milliseconds each.
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const onMessage = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", onMessage, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}

/**
 * Opens a blob, or a part of one.
 *
 * @throws {KnownError} `READ_FAILED`
 */
export async function openSlice(slice: FileSlice): Promise<OpenSlice> {
  const { sizeBytes } = slice;
  blobOf(slice);
  let window = new Uint8Array(0);
  let windowAt = 0;
  return {
    sizeBytes,
    async read(from, wanted) {
      const length = Math.max(0, Math.min(wanted, sizeBytes - from));
      if (from < windowAt || from + length > windowAt + window.length) {
        window = await readBlob(slice, from, Math.max(length, WINDOW_BYTES));
        windowAt = from;
      }
      return window.subarray(from - windowAt, from - windowAt + length);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Joins a folder and a name inside it. */
export function joinPath(folder: string, ...names: string[]): string {
  return [folder, ...names].join("/");
}

function blobOf(slice: FileSlice): Blob {
  const blob = findBlob(slice);
  if (blob) return blob;
  throw new KnownError("READ_FAILED", `${slice.path}: is no file that this page was given`, { path: slice.path });
}

/** Fewer bytes than asked for at the end of the slice, or of the blob. */
async function readBlob(slice: FileSlice, from: number, wanted: number): Promise<Uint8Array<ArrayBuffer>> {
  const { path, offset, sizeBytes } = slice;
  const blob = blobOf(slice);
  try {
    const part = blob.slice(offset + from, offset + Math.min(sizeBytes, from + wanted));
    return new Uint8Array(await part.arrayBuffer());
  } catch (cause) {
    // The file was changed or deleted since it was dropped, or what was collected had to go for lack of room.
    throw new KnownError("READ_FAILED", `${path}: ${messageOf(cause)}`, { path }, cause);
  }
}

function endsEarly(path: string, missingBytes: number): KnownError {
  return new KnownError("IMAGE_INCOMPLETE", `${path}: ends ${missingBytes} bytes before it should`, {
    path,
    missingBytes,
  });
}
