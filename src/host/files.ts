import { constants, createReadStream, mkdirSync, readSync, writeFileSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { KnownError, messageOf } from "../model/errors.ts";

/** A run of bytes in a file of this machine. Plain data, so that a worker can be told to read it. */
export interface FileSlice {
  /** What to open, and to call it in a message. */
  readonly path: string;
  /** Of a file that this process has open, and that has no name any more. Holds in every thread. */
  readonly descriptor?: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** 1 MiB at a time: large enough for spinning disks, small beside the memory budget. */
const READ_BYTES = 1024 * 1024;

function readFailed(path: string, cause: unknown): KnownError {
  return new KnownError("READ_FAILED", `${path}: ${messageOf(cause)}`, { path }, cause);
}

/** `stream` is what can be read once, from its beginning: a pipe, a device. `undefined` where nothing is. */
export async function kindOfPath(path: string): Promise<"file" | "directory" | "stream" | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return "directory";
    return found.isFile() ? "file" : "stream";
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
export async function* streamSlice(slice: FileSlice): AsyncGenerator<Uint8Array, void> {
  const { path, sizeBytes } = slice;
  await using file = await openSlice(slice);
  for (let done = 0; done < sizeBytes; ) {
    const bytes = await file.read(done, READ_BYTES);
    if (bytes.length === 0) {
      throw new KnownError("IMAGE_INCOMPLETE", `${path}: ends ${sizeBytes - done} bytes before it should`, {
        path,
        missingBytes: sizeBytes - done,
      });
    }
    done += bytes.length;
    yield bytes;
    await nextTurn();
  }
}

/** A whole file as a slice. */
export async function wholeFile(path: string): Promise<FileSlice> {
  return { path, offset: 0, sizeBytes: (await findFileSize(path)) ?? 0 };
}

/**
 * Reads a pipe or a device, from what comes next to its end.
 *
 * @throws {KnownError} `READ_FAILED`
 */
export function streamFile(path: string): AsyncIterable<Uint8Array> {
  return guardReads(createReadStream(path, { highWaterMark: READ_BYTES }), path);
}

/** @throws {KnownError} `READ_FAILED`, also when it is a terminal: nobody types an archive. */
export function streamStandardInput(signal?: AbortSignal): AsyncIterable<Uint8Array> {
  if (process.stdin.isTTY) {
    throw new KnownError("READ_FAILED", "standard input: is a terminal; pipe an archive in, as with `docker save`");
  }
  // Nobody may ever write to it: a signal must not wait for that.
  signal?.addEventListener("abort", () => process.stdin.destroy(), { once: true });
  return guardReads(process.stdin, "standard input");
}

async function* guardReads(stream: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array, void> {
  try {
    yield* stream;
  } catch (cause) {
    throw readFailed(name, cause);
  }
}

/** Lets this thread take note of what happened meanwhile: a signal, a message, a timer. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Random access to a slice whose file stays open. */
export interface OpenSlice extends AsyncDisposable {
  readonly sizeBytes: number;
  /**
   * Bytes from an offset of the slice on: fewer than asked for at its end, none behind it.
   * They are valid only until the next read.
   *
   * @throws {KnownError} `READ_FAILED`
   */
  readonly read: (offset: number, sizeBytes: number) => Uint8Array | Promise<Uint8Array>;
}

/**
 * Opens a file, or a part of one. Reads block: they come from the page cache most of the time, and a thread that reads
 * layers has nothing else to do.
 *
 * @throws {KnownError} `READ_FAILED`
 */
export async function openSlice({ path, descriptor, offset, sizeBytes }: FileSlice): Promise<OpenSlice> {
  // No O_NOFOLLOW: a layout may be made of links (Bazel, Nix), and the digest decides what is believed.
  const file = descriptor === undefined ? await openForReading(path) : undefined;
  const fd = file?.fd ?? descriptor ?? -1;
  let buffer = new Uint8Array(0);
  return {
    sizeBytes,
    read(from, wanted) {
      const length = Math.max(0, Math.min(wanted, sizeBytes - from));
      if (buffer.length < length) buffer = new Uint8Array(length);
      let filled = 0;
      try {
        while (filled < length) {
          const bytesRead = readSync(fd, buffer, filled, length - filled, offset + from + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
      } catch (cause) {
        throw readFailed(path, cause);
      }
      return buffer.subarray(0, filled);
    },
    [Symbol.asyncDispose]: async () => file?.close(),
  };
}

async function openForReading(path: string) {
  try {
    return await open(path, constants.O_RDONLY);
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
