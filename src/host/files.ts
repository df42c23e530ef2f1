import { constants, mkdirSync, writeFileSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { KnownError, messageOf } from "../model/errors.ts";

/** A run of bytes in a file of this machine. Plain data, so that a worker can be told to read it. */
export interface FileSlice {
  readonly path: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** 1 MiB at a time: large enough for spinning disks, small beside the memory budget. */
const READ_BYTES = 1024 * 1024;

function readFailed(path: string, cause: unknown): KnownError {
  return new KnownError("READ_FAILED", `${path}: ${messageOf(cause)}`, { path }, cause);
}

/** `file`, `directory`, or `undefined` where nothing is. */
export async function kindOfPath(path: string): Promise<"file" | "directory" | undefined> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? "directory" : found.isFile() ? "file" : undefined;
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    throw readFailed(path, cause);
  }
}

/** Bytes in a file, or `undefined` where there is none. */
export async function findFileSize(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    throw readFailed(path, cause);
  }
}

/**
 * Reads a whole slice.
 *
 * @throws {KnownError} `LIMIT_EXCEEDED` above `maxBytes`, `READ_FAILED`, or `IMAGE_INCOMPLETE` when the file is shorter.
 */
export async function readSlice(slice: FileSlice, maxBytes: number): Promise<Uint8Array> {
  if (slice.sizeBytes > maxBytes) {
    throw new KnownError(
      "LIMIT_EXCEEDED",
      `${slice.path}: ${slice.sizeBytes} bytes, more than the ${maxBytes} that are read of such a file`,
      { path: slice.path, sizeBytes: slice.sizeBytes, maxBytes },
    );
  }
  const bytes = new Uint8Array(slice.sizeBytes);
  let filled = 0;
  for await (const chunk of streamSlice(slice)) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}

/**
 * Reads a slice piece by piece. A piece is valid only until the next one is asked for.
 *
 * @throws {KnownError} `READ_FAILED`, or `IMAGE_INCOMPLETE` when the file ends before the slice does.
 */
export async function* streamSlice({ path, offset, sizeBytes }: FileSlice): AsyncGenerator<Uint8Array, void> {
  // No O_NOFOLLOW: a layout may be made of links (Bazel, Nix), and the digest decides what is believed.
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY);
  } catch (cause) {
    throw readFailed(path, cause);
  }
  try {
    const buffer = new Uint8Array(Math.min(READ_BYTES, Math.max(sizeBytes, 1)));
    let done = 0;
    while (done < sizeBytes) {
      const wanted = Math.min(buffer.length, sizeBytes - done);
      const { bytesRead } = await file.read(buffer, 0, wanted, offset + done).catch((cause: unknown) => {
        throw readFailed(path, cause);
      });
      if (bytesRead === 0) {
        throw new KnownError("IMAGE_INCOMPLETE", `${path}: ends ${sizeBytes - done} bytes before it should`, {
          path,
          missingBytes: sizeBytes - done,
        });
      }
      done += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Random access to one file that stays open. */
export interface OpenFile extends AsyncDisposable {
  readonly path: string;
  readonly sizeBytes: number;
  /** Fewer bytes than asked for only at the end of the file. */
  readonly read: (offset: number, sizeBytes: number) => Promise<Uint8Array>;
}

/** @throws {KnownError} `READ_FAILED` */
export async function openFile(path: string): Promise<OpenFile> {
  try {
    const file = await open(path, constants.O_RDONLY);
    const { size } = await file.stat();
    return {
      path,
      sizeBytes: size,
      async read(offset, sizeBytes) {
        const bytes = new Uint8Array(Math.max(0, Math.min(sizeBytes, size - offset)));
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (cause) {
    throw readFailed(path, cause);
  }
}

/** Joins a folder and a name inside it. */
export function joinPath(folder: string, ...names: string[]): string {
  return join(folder, ...names);
}

/** Writes a file and the folders above it. Only `image/build` writes: images that we make ourselves. */
export function writeFileInFolder(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}
