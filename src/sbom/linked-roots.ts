import { NO_FACTS, type Reader } from "../catalogers/cataloger.ts";
import { type FileTable, readFileTable } from "../image/file-table.ts";
import type { FileTree } from "../image/file-tree.ts";

/** A place that the image reaches through a link: a reader wants `as`, and the file or folder stands at `at`. */
export interface Alias {
  readonly at: string;
  readonly as: string;
}

type Rooted = Pick<Reader, "roots" | "wants">;

const isBelow = (path: string, root: string) => path === root || path.startsWith(`${root}/`);

/**
 * What readers want and nobody read in passing, since nobody could know while a layer passed what its paths would be
 * called in the end: fixed paths that the image has behind a link (`/var/lib/dpkg → /opt/dpkg`), and files that a layer
 * wrote through one (`tmp/x → /var/lib/dpkg`, `tmp/x/status`).
 */
export function findAliases(tree: FileTree, readers: readonly Rooted[]): Alias[] {
  const behind = readers.flatMap(({ roots, wants }) =>
    roots.flatMap((as): Alias[] => {
      const at = tree.find(as)?.path;
      const isRead = at === undefined || at === as || wants(at, NO_FACTS) || roots.includes(at);
      return isRead ? [] : [{ at, as }];
    }),
  );
  const find = aliasFinder(behind);
  const through = tree.writtenThroughLinks.map(({ path, real }): Alias => {
    // The place may itself be one that a fixed path leads to.
    return { at: path, as: find(real) ?? real };
  });
  return [...through, ...behind];
}

/** Whether some reader wants a file by its real path; see `mergeLayers`. */
export function isSoughtBy(readers: readonly Rooted[]): (real: string) => boolean {
  // What a link leads to is not known while layers are laid; a file below any folder of a fixed path may be meant.
  return (real) =>
    readers.some(({ roots, wants }) => roots.some((root) => isBelow(real, root)) && wants(real, NO_FACTS));
}

/**
 * Whether a file that was read as a fixed path, or below one, is what the finished image has there: the link through
 * which it was written may have been turned since.
 */
export function isWhereItWasRead(tree: FileTree, { roots }: Rooted, readAs: string, stood: string): boolean {
  return !roots.some((root) => isBelow(readAs, root)) || tree.find(readAs)?.path === stood;
}

/** Links on the way to fixed paths that lead in a circle or to nothing, each once. */
export function findBrokenLinks(tree: FileTree, readers: readonly Rooted[]): string[] {
  const broken = readers.flatMap(({ roots }) => roots.map((root) => tree.findBrokenLink(root)));
  return [...new Set(broken.filter((path) => path !== undefined))];
}

/** A part of a path, with what an alias says of it and the parts below. */
interface Step {
  as: string | undefined;
  readonly below: Map<string, Step>;
}

/**
 * Tells the path by which a reader knows a file that stands behind a link; of places within each other the inner one
 * counts. There may be as many places as files, and each a thousand folders deep: a question goes down part by part,
 * and no further than places go.
 */
export function aliasFinder(aliases: readonly Alias[]): (path: string) => string | undefined {
  const root: Step = { as: undefined, below: new Map() };
  for (const { at, as } of aliases) {
    let step = root;
    for (const part of at.split("/")) {
      const next: Step = step.below.get(part) ?? { as: undefined, below: new Map() };
      step.below.set(part, next);
      step = next;
    }
    step.as ??= as;
  }
  return (path) => {
    let seen: string | undefined;
    let step: Step | undefined = root;
    for (let start = 0; step !== undefined && start <= path.length; ) {
      const slash = path.indexOf("/", start);
      const end = slash < 0 ? path.length : slash;
      step = step.below.get(path.slice(start, end));
      if (step?.as !== undefined) seen = step.as + path.slice(end);
      start = end + 1;
    }
    return seen;
  };
}

/** Whether a layer has anything at or below one of the places. */
export function holdsAny(table: FileTable | undefined, find: (path: string) => string | undefined): boolean {
  if (!table) return false;
  for (const { path } of readFileTable(table)) if (find(path) !== undefined) return true;
  return false;
}
