import type { RpmHeader } from "../../formats/rpm-header.ts";
import { linesOf } from "../../formats/text-lines.ts";
import type { Budget } from "./budget.ts";

/*
 * The files of a package as one text: a line for each folder, with a leading slash, and below it a line for each name
 * in it. rpm keeps them likewise, and a folder's path a hundred times over would be most of what a database says.
 */

/** Source: https://github.com/rpm-software-management/rpm/blob/rpm-4.20.x/include/rpm/rpmtag.h */
const OLD_FILE_NAMES = 1027;
const FILE_STATES = 1029;
const DIRECTORY_INDEXES = 1116;
const BASE_NAMES = 1117;
const DIRECTORY_NAMES = 1118;

/** The others are not there, or are another package's: replaced, left out, on a network, of another architecture. */
const NORMAL = 0;

/** No container could open a longer path: PATH_MAX of Linux. */
const LONGEST_PATH = 4096;

/** The files of a header; empty where it has none, or where they go over the budget. */
export function formatFileList(
  header: RpmHeader,
  { files, lists }: { readonly files: Budget; readonly lists: Budget },
): string {
  // Half a million names need not be read to find that there is no room for them.
  if (files.isExceeded() || lists.isExceeded()) return "";
  const folders = namesByFolder(header);
  const lines: string[] = [];
  // What paths have once they are written out counts: a folder's name stands in each of them.
  let characters = 0;
  let kept = 0;
  for (const [folder, names] of folders) {
    const fitting = names.filter((name) => isLine(name) && folder.length + name.length <= LONGEST_PATH);
    if (!folder.startsWith("/") || !isLine(folder) || fitting.length === 0) continue;
    const ofNames = fitting.reduce((sum, name) => sum + name.length, 0);
    characters += ofNames + fitting.length * folder.length;
    kept += ofNames + fitting.length + folder.length + 1;
    lines.push(folder);
    for (const name of fitting) lines.push(name);
  }
  return characters > 0 && files.takes(characters) && lists.takes(kept) ? lines.join("\n") : "";
}

/** Paths of a list that `formatFileList` wrote. */
export function* pathsOfFileList(list: string): Generator<string> {
  let folder = "";
  for (const line of linesOf(list)) {
    if (line.startsWith("/")) folder = line;
    else yield folder + line;
  }
}

const isLine = (text: string) => !text.includes("\n");

/** Folder, with a slash at its end → names of files in it. */
function namesByFolder(header: RpmHeader): ReadonlyMap<string, string[]> {
  const states = header.numbers(FILE_STATES);
  const isThere = (file: number) => (states[file] ?? NORMAL) === NORMAL;
  const folders = new Map<string, string[]>();
  const add = (folder: string, name: string) => {
    const names = folders.get(folder);
    if (names) names.push(name);
    else folders.set(folder, [name]);
  };

  const directories = header.texts(DIRECTORY_NAMES);
  const indexes = header.numbers(DIRECTORY_INDEXES);
  header.texts(BASE_NAMES).forEach((name, file) => {
    const folder = directories[indexes[file] ?? -1];
    if (folder !== undefined && isThere(file) && !name.includes("/")) add(folder, name);
  });
  // Packages of before rpm 4 have whole paths.
  header.texts(OLD_FILE_NAMES).forEach((path, file) => {
    const slash = path.lastIndexOf("/") + 1;
    if (isThere(file)) add(path.slice(0, slash), path.slice(slash));
  });
  return folders;
}
