import { type FileHandle, open, readdir } from "node:fs/promises";
import { KnownError } from "../../model/errors.ts";

/** No settings of an engine and no bundle of certificates comes near. */
const CONFIG_BYTES = 1024 * 1024;

const CHUNK_BYTES = 64 * 1024;

/**
 * Reads a settings file.
 *
 * @returns `undefined` where there is none.
 * @throws {KnownError} `READ_FAILED`, or `LIMIT_EXCEEDED` above 1 MiB.
 */
export async function readConfigFile(path: string): Promise<string | undefined> {
  const bytes = await refuseLater(path, async () => {
    await using file = await open(path, "r");
    return await readUpTo(file, CONFIG_BYTES + 1);
  });
  if (bytes === undefined) return undefined;
  if (bytes.length > CONFIG_BYTES) {
    throw new KnownError("LIMIT_EXCEEDED", `${path}: larger than ${CONFIG_BYTES} bytes`, {
      path,
      maxBytes: CONFIG_BYTES,
    });
  }
  // Takes away the byte order mark that Windows editors write.
  return new TextDecoder().decode(bytes);
}

/**
 * The names of the files in a settings folder, in the order of the alphabet.
 *
 * @returns None where there is no folder.
 * @throws {KnownError} `READ_FAILED`
 */
export async function listConfigFiles(folder: string): Promise<readonly string[]> {
  const entries = await refuseLater(folder, () => readdir(folder, { withFileTypes: true }));
  return (entries ?? [])
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** For `catch`: nothing, where the system does not let this user read; what else went wrong is thrown again. */
export function passOverForbidden(error: unknown): undefined {
  const { cause } = error as { cause?: NodeJS.ErrnoException };
  if (error instanceof KnownError && (cause?.code === "EACCES" || cause?.code === "EPERM")) return undefined;
  throw error;
}

/** The size of a file is not asked first: it may be a pipe, as in `REGISTRY_AUTH_FILE=<(…)`. */
async function readUpTo(file: FileHandle, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let filled = 0; filled < maxBytes; ) {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(CHUNK_BYTES), position: null });
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    filled += bytesRead;
  }
  return Buffer.concat(chunks);
}

async function refuseLater<Value>(path: string, read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    const why = code === "EACCES" || code === "EPERM" ? "you may not read it" : (cause as Error).message;
    throw new KnownError("READ_FAILED", `${path}: ${why}`, { path }, cause);
  }
}
