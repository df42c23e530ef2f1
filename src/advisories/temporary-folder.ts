import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spoolName } from "../host/spool.ts";
import { writeFailed } from "./write-failed.ts";

/**
 * A folder of our own among the temporary files, until it is disposed of; what a killed run leaves, the next one sweeps.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = join(tmpdir(), spoolName());
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    throw writeFailed(path, error);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
