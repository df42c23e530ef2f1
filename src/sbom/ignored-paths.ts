import ignore, { type Ignore } from "ignore";
import type { FolderRules } from "../host/folder.ts";

/** What is passed over in a folder of this machine. Plain data: a thread is told it. */
export interface IgnoredPaths {
  /** Patterns as in a .gitignore file, from the folder on. */
  readonly exclude: readonly string[];
  /** Whether what git ignores in a checkout is passed over. */
  readonly gitignore: boolean;
}

/** Patterns become regular expressions: with more of these in one, trying a long name would take for ever. */
const MOST_WILDCARDS = 8;
const LONGEST_PATTERN = 1000;

/**
 * Rules for walking a folder.
 *
 * @param readText  The text of a .gitignore file, by its path below the folder.
 * Source: https://git-scm.com/docs/gitignore
 */
export function rulesFor(
  { exclude, gitignore }: IgnoredPaths,
  readText: (path: string) => string | undefined,
): FolderRules & { readonly passedOver: () => number } {
  let passedOver = 0;
  const excluded = matcherOf(exclude);
  /** Folder → what its own file says; of folders in a checkout. */
  const files = new Map<string, Ignore>();
  const checkouts = new Set<string>();

  const isInCheckout = (folder: string) => foldersAbove(folder).some((above) => checkouts.has(above));

  const skips = (path: string, isFolder: boolean) => {
    const slash = isFolder ? "/" : "";
    if (excluded.ignores(path + slash)) return true;
    if (!gitignore || checkouts.size === 0) return false;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (path === below(folder, ".git") && checkouts.has(folder)) return true;
    // The file that is nearest decides; where a folder is ignored, nobody looks below it.
    for (const above of foldersAbove(folder)) {
      const answer = files.get(above)?.test(path.slice(above === "" ? 0 : above.length + 1) + slash);
      if (answer?.ignored) return true;
      if (answer?.unignored) return false;
    }
    return false;
  };

  return {
    passedOver: () => passedOver,
    enter(folder, names) {
      if (!gitignore) return;
      if (names.includes(".git")) checkouts.add(folder);
      if (!names.includes(".gitignore") || !isInCheckout(folder)) return;
      const text = readText(below(folder, ".gitignore"));
      if (text !== undefined) files.set(folder, matcherOf(text.split("\n")));
    },
    skips(path, isFolder) {
      const isSkipped = skips(path, isFolder);
      if (isSkipped) passedOver++;
      return isSkipped;
    },
  };
}

function matcherOf(patterns: readonly string[]): Ignore {
  const bounded = patterns.filter(
    (pattern) => pattern.length <= LONGEST_PATTERN && (pattern.match(/[*?[]/g)?.length ?? 0) <= MOST_WILDCARDS,
  );
  return ignore({ allowRelativePaths: true }).add(bounded);
}

const below = (folder: string, name: string) => (folder === "" ? name : `${folder}/${name}`);

/** The folder itself first, the root (an empty path) last. */
function foldersAbove(folder: string): string[] {
  const folders = [folder];
  for (let at = folder.lastIndexOf("/"); at > 0; at = folder.lastIndexOf("/", at - 1))
    folders.push(folder.slice(0, at));
  if (folder !== "") folders.push("");
  return folders;
}
