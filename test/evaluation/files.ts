import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file, or all files below a folder, in the order of their paths. */
export function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
