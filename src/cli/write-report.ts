import { randomBytes } from "node:crypto";
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { KnownError, messageOf } from "../model/errors.ts";
import type { Terminal } from "./terminal.ts";

export { toJson } from "../report/to-json.ts";

/**
 * Writes a report to standard output, or to a file that appears whole or not at all.
 *
 * @throws {KnownError} `WRITE_FAILED` for a file; what goes wrong with standard output is told when the program ends.
 */
export async function writeReport(text: string, file: string | undefined, terminal: Terminal): Promise<void> {
  if (file === undefined) {
    terminal.separate();
    await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    return;
  }
  // Behind a link stands the file that is meant.
  const target = await realpath(file).catch(() => file);
  const there = await stat(target).catch(() => undefined);
  if (there && !there.isFile()) {
    // A pipe or a device cannot be replaced by renaming; a folder cannot be written at all, and says so.
    await writeFile(target, text).catch((cause: unknown) => {
      throw writeFailed(file, cause);
    });
  } else {
    const temporary = `${target}.${randomBytes(4).toString("hex")}.tmp`;
    try {
      await writeFile(temporary, text, there && { mode: there.mode });
      await rename(temporary, target);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw writeFailed(file, cause);
    }
  }
  terminal.status("done", `Report written to ${file}`);
}

/** What system calls say, in words about the file that was asked for and not the one beside it. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "what should be its folder is none",
  EISDIR: "is a folder",
  EACCES: "may not be written",
  EPERM: "may not be written",
  EROFS: "stands on a read-only disk",
  ENOSPC: "no space is left on the disk",
};

function writeFailed(file: string, cause: unknown): KnownError {
  const reason = REASONS[(cause as NodeJS.ErrnoException).code ?? ""] ?? messageOf(cause);
  return new KnownError("WRITE_FAILED", `${file}: ${reason}`, { path: file }, cause);
}
