import { KnownError } from "../model/errors.ts";
import type { FolderEntry } from "./folder.ts";

export type { FolderEntry, FolderRules } from "./folder.ts";

function noFolders(root: string): KnownError {
  return new KnownError("READ_FAILED", `${root}: a browser has no folders that could be looked into`, { path: root });
}

/** @throws {KnownError} `READ_FAILED` */
// biome-ignore lint/correctness/useYield: there is nothing to tell of.
export async function* walkFolder(
  root: string,
  _onTrouble: (path: string, cause: unknown) => void,
): AsyncGenerator<FolderEntry, void> {
  throw noFolders(root);
}

/** @throws {KnownError} `READ_FAILED` */
export function readEntry(root: string, _entry: FolderEntry, _onPiece: unknown): boolean {
  throw noFolders(root);
}
