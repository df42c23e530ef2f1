/** What lies below these came with a package, or with a tool: it is not what the folder's own project asks for. */
const OF_OTHERS =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|gems|pkg\/mod|\.cargo\/registry|Pods|\.terraform|\.build)\//;

/** The last part of a path. */
export const baseNameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** The folder that a path stands in; empty at the top. */
export const folderOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

/** Whether a file came with a package, or with a tool. */
export const isOfOthers = (path: string) => OF_OTHERS.test(path);

/** Whether a file has one of these names and belongs to a project. */
export function isProjectFile(path: string, names: readonly string[]): boolean {
  return names.includes(baseNameOf(path)) && !isOfOthers(path);
}
