import { cpSync } from "node:fs";
import { join } from "node:path";
import { inTestData } from "./world.ts";

/** Of Debian's advisories and its long-term support's. */
export const LISTS = ["debian/security-tracker/data/DSA/list", "debian/security-tracker/data/DLA/list"] as const;
export const NPM = "osv/npm/all.zip";

/** As much as a build takes a second or two for, and writes some ten million bytes of. */
export const SOME = [...LISTS, NPM, "osv/Maven/all.zip", "osv/AlmaLinux/all.zip"] as const;

/** A mirror with these files of the test data; by default without the largest, which only takes time. */
export function mirrorOf(folder: string, files: readonly string[] = [...LISTS, NPM]): string {
  for (const file of files) cpSync(inTestData(`feeds/${file}`), join(folder, file));
  return folder;
}
