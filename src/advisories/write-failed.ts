import { KnownError, messageOf } from "../model/errors.ts";

/** What the system and SQLite say when there is no room or no permission. Source: https://sqlite.org/rescode.html */
const REASONS: ReadonlyMap<string | number, string> = new Map<string | number, string>([
  ["ENOSPC", "the disk is full: free space"],
  ["EDQUOT", "the disk quota is used up: free space"],
  ["EFBIG", "a file would grow larger than the system allows: raise the limit"],
  ["EACCES", "it is not writable: change that"],
  ["EPERM", "it is not writable: change that"],
  ["EROFS", "its file system is read-only: change that"],
  ["ENOTDIR", "it is not a folder: move what is there"],
  ["EEXIST", "it is not a folder: move what is there"],
  ["EISDIR", "a folder is in the way of a file: move it"],
  [8, "it is not writable: change that"],
  [10, "the system refused to write: look at the disk"],
  [13, "the disk is full: free space"],
  [14, "it is not writable: change that"],
]);

/**
 * A refusal of the operating system to write, in words that name the folder and the way out; anything else as it is.
 * A failure that is already ours is passed on.
 */
export function writeFailed(folder: string, error: unknown): unknown {
  if (error instanceof KnownError || !(error instanceof Error)) return error;
  const { code, errcode } = error as { code?: string; errcode?: number };
  // SQLite's extended codes keep the plain one in the low byte.
  const reason = REASONS.get(errcode === undefined ? (code ?? "") : errcode & 0xff);
  if (reason === undefined) return error;
  const message = `${folder}: ${reason}, or choose another folder with PLIMSOLL_DATA_DIR (${messageOf(error)})`;
  return new KnownError("WRITE_FAILED", message, { path: folder }, error);
}
