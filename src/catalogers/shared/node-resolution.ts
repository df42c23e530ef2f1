import type { FileTree } from "../../image/file-tree.ts";
import { folderOf, SYSTEM_FOLDERS } from "./node-folders.ts";

/**
 * Characters of paths that are looked at: 5,000 packages take 12 million. A hostile image asks for each of a hundred
 * thousand names in a thousand folders within each other.
 */
const MOST_CHARACTERS = 64 * 1024 * 1024;

/** Finds what `require` would, among the folders of packages that are known. */
export interface NodeResolver {
  /** The folder, links followed, of the package that one in this folder gets by the name. */
  readonly resolve: (from: string, name: string) => string | undefined;
  /** Whether it gave up looking. */
  readonly isExhausted: () => boolean;
}

/**
 * Looks for packages as Node.js does: in the `node_modules` of the folder, then in those of each folder above.
 *
 * Source: https://nodejs.org/api/modules.html#loading-from-node_modules-folders
 *
 * @param isKnown  Whether a folder, by its real path, has a package.json.
 */
export function nodeResolver(tree: Pick<FileTree, "find">, isKnown: (folder: string) => boolean): NodeResolver {
  const searched = new Map<string, readonly string[]>();
  let characters = 0;
  const isExhausted = () => characters > MOST_CHARACTERS;

  /** The folders that are searched from a folder: those that there are, nearest first. */
  function searchedFrom(folder: string): readonly string[] {
    const known = searched.get(folder);
    if (known) return known;
    // Of the folders on the way up those that are not known yet, then back down: each is made of the one above.
    const unknown: string[] = [];
    let at: string | undefined = folder;
    while (at !== undefined && !searched.has(at)) {
      unknown.push(at);
      at = at === "" ? undefined : folderOf(at);
    }
    let above = (at !== undefined && searched.get(at)) || SYSTEM_FOLDERS;
    for (const here of unknown.reverse()) {
      const modules = here === "" ? "node_modules" : `${here}/node_modules`;
      const isOne = here === "node_modules" || here.endsWith("/node_modules");
      characters += modules.length * (1 + above.length / 8);
      if (!isOne && tree.find(modules)?.type === "directory") above = [modules, ...above];
      searched.set(here, above);
    }
    return above;
  }

  return {
    resolve(from, name) {
      if (isExhausted()) return undefined;
      for (const modules of searchedFrom(from)) {
        const folder = `${modules}/${name}`;
        characters += folder.length;
        if (isExhausted()) return undefined;
        if (isKnown(folder)) return folder;
        const real = tree.find(`${folder}/package.json`)?.path;
        if (real !== undefined && isKnown(folderOf(real))) return folderOf(real);
      }
      return undefined;
    },
    isExhausted,
  };
}
