import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { KnownError, messageOf } from "../../model/errors.ts";

/** What an encrypted connection to an engine is made with, in PEM. */
export interface TlsMaterial {
  /** Who is trusted to have signed the engine's certificate; the system's authorities when absent. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Accept any certificate: the user's own choice. */
  readonly skipVerify: boolean;
}

/**
 * The files `ca.pem`, `cert.pem` and `key.pem` of a folder; each may be missing, as may the folder.
 *
 * @throws {KnownError} `READ_FAILED`
 */
export async function readTlsMaterial(folder: string, skipVerify: boolean): Promise<TlsMaterial> {
  const [ca, cert, key] = await Promise.all(["ca.pem", "cert.pem", "key.pem"].map((name) => readFileIn(folder, name)));
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), skipVerify };
}

async function readFileIn(folder: string, name: string): Promise<string | undefined> {
  const path = join(folder, name);
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new KnownError("READ_FAILED", `${path}: ${messageOf(cause)}`, { path }, cause);
  }
}
