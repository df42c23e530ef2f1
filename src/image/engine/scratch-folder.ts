import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spoolName } from "../../host/spool.ts";
import { KnownError, messageOf } from "../../model/errors.ts";

/** A folder for what a program leaves behind when it is stopped. */
export interface ScratchFolder {
  readonly path: string;
  /** Deletes it with all that is in it. */
  readonly remove: () => void;
}

/**
 * Makes a folder in the one for temporary files. Its name is that of a spool, so that what a killed run left behind goes
 * when the next one begins (`src/host/spool.ts`).
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export function makeScratchFolder(): ScratchFolder {
  const path = join(tmpdir(), spoolName());
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    throw new KnownError("WRITE_FAILED", `${tmpdir()}: ${messageOf(cause)}`, { path: tmpdir() }, cause);
  }
  const remove = () => {
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // The image was read all the same; a later run tries again.
    }
  };
  return { path, remove };
}
