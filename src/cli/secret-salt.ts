import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KnownError, messageOf } from "../model/errors.ts";

/** Where the salt is that makes fingerprints of secrets this installation's own. */
export const saltPath = (dataDir: string) => join(dataDir, "secrets", "salt");

/**
 * The salt of this installation; made when it is first asked for. Who has it can tell whether a guess is the secret of a
 * fingerprint: nobody but the owner may read it.
 *
 * @throws {KnownError} `READ_FAILED`, `WRITE_FAILED`, or `FILE_MALFORMED` when the file is not ours.
 */
export function readSalt(dataDir: string): string {
  const path = saltPath(dataDir);
  try {
    mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
    // Of two runs side by side, one makes it and both read it.
    writeFileSync(path, `${randomBytes(32).toString("hex")}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") {
      throw new KnownError("WRITE_FAILED", `${path}: ${messageOf(cause)}`, { path }, cause);
    }
  }
  let salt: string;
  try {
    salt = readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new KnownError("READ_FAILED", `${path}: ${messageOf(cause)}`, { path }, cause);
  }
  if (!/^[0-9a-f]{64}$/.test(salt)) {
    throw new KnownError("FILE_MALFORMED", `${path}: is no salt of fingerprints; delete it to have a new one made`, {
      path,
    });
  }
  return salt;
}
