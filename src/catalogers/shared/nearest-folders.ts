import { type Found, stands } from "../cataloger.ts";
import { folderOf } from "./project-files.ts";

/**
 * Tells to which project a file belongs: that of the lock file in its folder, or in the nearest one above. Where there
 * is none it stands by itself.
 */
export function nearestFolders<Evidence>(
  evidence: readonly Found<Evidence>[],
  isLock: (found: Found<Evidence>) => boolean,
): (path: string) => string {
  const folders = new Set(evidence.filter((found) => stands(found) && isLock(found)).map(({ path }) => folderOf(path)));
  return (path) => {
    for (let at = folderOf(path); ; at = folderOf(at)) {
      if (folders.has(at)) return at;
      if (at === "") return path;
    }
  };
}
