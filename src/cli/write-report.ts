import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { KnownError, messageOf } from "../model/errors.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Writes a report to standard output, or to a file that appears whole or not at all.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export async function writeReport(text: string, file: string | undefined, terminal: Terminal): Promise<void> {
  if (file === undefined) {
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(text, (error) => {
        // Whoever reads from the pipe had enough (`| head`): no fault of ours.
        if (error && (error as NodeJS.ErrnoException).code !== "EPIPE") reject(error);
        else resolve();
      });
    });
    return;
  }
  // A device or a pipe (`/dev/stdout`) cannot be replaced by renaming.
  const direct = file.startsWith("/dev/") || file.startsWith("/proc/");
  const temporary = direct ? file : `${file}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, text);
    if (!direct) await rename(temporary, file);
  } catch (cause) {
    if (!direct) await rm(temporary, { force: true }).catch(() => undefined);
    throw new KnownError("WRITE_FAILED", `${file}: ${messageOf(cause)}`, { path: file }, cause);
  }
  terminal.status("done", `Report written to ${file}`);
}

/** A document as people read it in a pager, and programs anywhere. */
export function toJson(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
