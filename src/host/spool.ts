import { randomBytes } from "node:crypto";
import { closeSync, openSync, readdirSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KnownError, messageOf } from "../model/errors.ts";
import type { FileSlice } from "./files.ts";

/** A stream kept on disk, because what is in it is needed in another order than it comes. */
export interface Spool {
  /** Where it was kept, until it is closed. */
  readonly slice: FileSlice;
  readonly close: () => void;
}

/** Begins the name of every spool; the number of the process that made it follows. */
const PREFIX = "plimsoll-spool-";

/** A name for what this process keeps in the folder for temporary files: once it is gone, the next run sweeps it. */
export function spoolName(): string {
  return `${PREFIX}${process.pid}-${randomBytes(6).toString("hex")}`;
}

/**
 * Keeps a stream in the folder for temporary files (`TMPDIR`), in a file that loses its name as soon as it is open: the
 * system frees it however this process ends. Where a system does not allow that, it goes when it is closed, and what a
 * killed run left behind goes when the next one begins.
 *
 * @param name  What to call the stream in a message.
 * @throws {KnownError} `WRITE_FAILED`, and what the stream throws; nothing is left then.
 */
export async function spool(chunks: AsyncIterable<Uint8Array>, name: string): Promise<Spool> {
  const folder = tmpdir();
  const file = createNameless(folder);
  let sizeBytes = 0;
  try {
    for await (const chunk of chunks) {
      for (let done = 0; done < chunk.length; ) {
        done += guardWrites(folder, () =>
          writeSync(file.descriptor, chunk, done, chunk.length - done, sizeBytes + done),
        );
      }
      sizeBytes += chunk.length;
    }
  } catch (error) {
    file.close();
    throw error;
  }
  return { slice: { path: name, descriptor: file.descriptor, offset: 0, sizeBytes }, close: file.close };
}

/**
 * A file in a folder that loses its name as soon as it is open, where the system allows that.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export function createNameless(folder: string): { readonly descriptor: number; readonly close: () => void } {
  sweep(folder);
  const path = join(folder, spoolName());
  const descriptor = guardWrites(folder, () => openSync(path, "wx+", 0o600));
  let named = true;
  const unname = () => {
    try {
      unlinkSync(path);
      named = false;
    } catch {
      // Windows may keep the name as long as the file is open.
    }
  };
  unname();
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    closeSync(descriptor);
    if (named) unname();
  };
  return { descriptor, close };
}

/** @throws {KnownError} `WRITE_FAILED` where the work throws. */
export function guardWrites<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new KnownError("WRITE_FAILED", `${folder}: ${messageOf(cause)}`, { path: folder }, cause);
  }
}

/** Swept once in a run: its own files have no names, or go when they are closed. */
const swept = new Set<string>();

/** Deletes the spools of processes that are no more. */
function sweep(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    // Creating a file there will say what is wrong.
    return;
  }
  for (const name of names) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-[0-9a-f]{12}$`).exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // Another user's: his next run takes it away.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is running too.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
