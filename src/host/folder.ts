import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { KnownError, messageOf } from "../model/errors.ts";
import { nextTurn } from "./files.ts";

/** Something in a folder of this machine. */
export interface FolderEntry {
  /** From the folder on, with `/` between its parts. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "fifo" | "character-device" | "block-device" | "other";
  readonly sizeBytes: number;
  /** Permissions: the lowest twelve bits. */
  readonly mode: number;
  /** Of a symbolic link, as it is written; links are not followed. */
  readonly linkTarget: string;
}

/** What of a folder is not walked. */
export interface FolderRules {
  /** Told of each folder that is walked, in front of what is in it. */
  readonly enter: (path: string, names: readonly string[]) => void;
  /** Whether an entry, with all that is below it, is passed over. */
  readonly skips: (path: string, isFolder: boolean) => boolean;
}

/** What the kernel shows of itself is no file, and has no end. */
const KERNEL_FOLDERS = new Set(["/proc", "/sys", "/dev"]);

const PIECE_BYTES = 256 * 1024;

/** So many entries may pass before others get their turn. */
const ENTRIES_A_TURN = 1000;

/**
 * All that is below a folder, parents first, names in the order of their code units; or the one file that the path is.
 *
 * @param onTrouble  Told of each entry that cannot be looked at, with its path below the folder.
 */
export async function* walkFolder(
  root: string,
  onTrouble: (path: string, cause: unknown) => void,
  rules?: FolderRules,
): AsyncGenerator<FolderEntry, void> {
  const pending = [""];
  let seen = 0;
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (KERNEL_FOLDERS.has(resolve(root, path))) continue;
    if (++seen % ENTRIES_A_TURN === 0) await nextTurn();
    try {
      const entry = lookAt(root, path);
      if (path !== "" && rules?.skips(path, entry.type === "directory")) continue;
      if (path !== "" || entry.type !== "directory") yield { ...entry, path: path || basename(root) };
      if (entry.type !== "directory") continue;
      const names = readdirSync(join(root, path)).sort((a, b) => (a < b ? 1 : -1));
      rules?.enter(path, names);
      for (const name of names) pending.push(path === "" ? name : `${path}/${name}`);
    } catch (cause) {
      // Gone since its folder was listed, or not ours to see: the others still count.
      onTrouble(path, cause);
    }
  }
}

function lookAt(root: string, path: string): FolderEntry {
  const full = path === "" ? root : join(root, path);
  // The path that was asked for may be a link; what is below it is looked at as it is.
  const stats = path === "" ? statsOfTarget(full) : lstatSync(full);
  const type = stats.isFile()
    ? "file"
    : stats.isDirectory()
      ? "directory"
      : stats.isSymbolicLink()
        ? "symlink"
        : stats.isFIFO()
          ? "fifo"
          : stats.isCharacterDevice()
            ? "character-device"
            : stats.isBlockDevice()
              ? "block-device"
              : "other";
  return {
    path,
    type,
    sizeBytes: type === "file" ? stats.size : 0,
    mode: stats.mode & 0o7777,
    linkTarget: type === "symlink" ? readlinkSync(full) : "",
  };
}

function statsOfTarget(path: string) {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return fstatSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The content of an entry that `walkFolder` told of, at most as long as it was then, piece by piece. A piece is valid
 * during the call only.
 *
 * @returns Whether nobody said `stop`.
 * @throws {KnownError} `READ_FAILED`, also when something else took its place.
 */
export function readEntry(
  root: string,
  { path, sizeBytes }: FolderEntry,
  onPiece: (piece: Uint8Array) => "stop" | undefined,
): boolean {
  const below = join(root, path);
  const full = path === basename(root) && isFile(root) ? root : below;
  let descriptor: number | undefined;
  try {
    const follow = full === root ? 0 : constants.O_NOFOLLOW;
    descriptor = openSync(full, constants.O_RDONLY | constants.O_NONBLOCK | follow);
    const buffer = new Uint8Array(Math.min(sizeBytes, PIECE_BYTES));
    for (let offset = 0; offset < sizeBytes; ) {
      const bytesRead = readSync(descriptor, buffer, 0, Math.min(buffer.length, sizeBytes - offset), offset);
      if (bytesRead === 0) break;
      if (onPiece(buffer.subarray(0, bytesRead)) === "stop") return false;
      offset += bytesRead;
    }
    return true;
  } catch (cause) {
    throw new KnownError("READ_FAILED", `${full}: ${messageOf(cause)}`, { path: full }, cause);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function isFile(path: string): boolean {
  try {
    return statsOfTarget(path).isFile();
  } catch {
    return false;
  }
}
