import type { Reader } from "../catalogers/cataloger.ts";
import type { FileTable } from "../image/file-table.ts";
import type { FileTree } from "../image/file-tree.ts";

/** A place that the image reaches through a link: a reader wants `as`, and the file or folder stands at `at`. */
export interface Alias {
  readonly at: string;
  readonly as: string;
}

/**
 * The fixed paths of readers that the image has behind a link (`/var/lib/dpkg → /opt/dpkg`) and that were not read in
 * passing, since nobody could know while a layer passed what its paths would be called in the end.
 */
export function findAliases(tree: FileTree, readers: readonly Pick<Reader, "roots" | "wants">[]): Alias[] {
  return readers.flatMap(({ roots, wants }) =>
    roots.flatMap((as): Alias[] => {
      const at = tree.find(as)?.path;
      const isRead = at === undefined || at === as || wants(at) || roots.includes(at);
      return isRead ? [] : [{ at, as }];
    }),
  );
}

/** The path by which a reader knows a file that stands behind a link. */
export function seenAs(path: string, aliases: readonly Alias[]): string | undefined {
  for (const { at, as } of aliases) {
    if (path === at) return as;
    if (path.startsWith(`${at}/`)) return as + path.slice(at.length);
  }
  return undefined;
}

/** Whether a layer has anything at or below one of the places. */
export function holdsAny(table: FileTable | undefined, aliases: readonly Alias[]): boolean {
  if (!table) return false;
  // Each path of the table ends with a NUL, and begins behind one.
  const paths = `\0${table.paths}`;
  return aliases.some(({ at }) => paths.includes(`\0${at}\0`) || paths.includes(`\0${at}/`));
}
