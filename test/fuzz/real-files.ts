import { closeSync, globSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

/** Enough for every field that there is; more only makes cases slower. */
const MOST_BYTES = 32 * 1024;
const MOST_FILES = 20;

/**
 * The first bytes of real files, where PLIMSOLL_TEST_IMAGES names a folder of images that the end-to-end tests built;
 * none otherwise, so that a seed makes the same cases everywhere else.
 *
 * @param pattern  Below that folder, for `globSync`.
 */
export function realFiles(pattern: string): Uint8Array[] {
  const folder = process.env.PLIMSOLL_TEST_IMAGES;
  if (!folder) return [];
  const found = globSync(pattern, { cwd: folder }).sort().slice(0, MOST_FILES);
  return found.map((path) => firstBytes(join(folder, path))).filter(({ length }) => length > 0);
}

function firstBytes(path: string): Uint8Array {
  const bytes = new Uint8Array(MOST_BYTES);
  const file = openSync(path, "r");
  try {
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
