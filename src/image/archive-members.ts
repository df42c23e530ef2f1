import { seekTar } from "../formats/seek-tar.ts";
import { TarReader } from "../formats/tar-reader.ts";
import { type FileSlice, openSlice } from "../host/files.ts";
import { KnownError } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import { printable } from "./registry/printable.ts";

/** What a name stands for; of two members with one name the later one counts, as when an archive is unpacked. */
type Member =
  | { readonly kind: "file"; readonly slice: FileSlice; readonly sparse: boolean }
  /** A link to the member of that name, as old Docker stores a layer that is equal to another. */
  | { readonly kind: "link"; readonly target: string };

/** Where the members of an archive lie, by their names. */
export interface ArchiveMembers {
  /**
   * `undefined` where no file is, or a link leads to none.
   *
   * @throws {KnownError} `MEDIA_TYPE_UNSUPPORTED` when it is stored as a sparse file.
   */
  readonly find: (name: string) => FileSlice | undefined;
}

/**
 * Finds where each member of an archive lies, without reading what they hold.
 *
 * @throws {KnownError} `IMAGE_NOT_FOUND` when it is no tar, `IMAGE_INCOMPLETE` when it is cut off, `LIMIT_EXCEEDED` when
 * it has too many members.
 */
export async function listMembers(archive: FileSlice, limits: Limits): Promise<ArchiveMembers> {
  const members = await walk(archive, limits.archiveMembers);
  return {
    find(name) {
      let member = members.get(cleanName(name));
      for (let links = 0; member?.kind === "link" && links < limits.linkDepth; links++) {
        member = members.get(member.target);
      }
      if (member?.kind !== "file") return undefined;
      if (!member.sparse) return member.slice;
      throw new KnownError(
        "MEDIA_TYPE_UNSUPPORTED",
        `${archive.path}: '${printable(name)}' is stored as a sparse file; write the archive without (tar's --sparse)`,
        { path: archive.path },
      );
    },
  };
}

async function walk(archive: FileSlice, most: number): Promise<ReadonlyMap<string, Member>> {
  await using file = await openSlice(archive);
  const members = new Map<string, Member>();
  const reader = new TarReader({
    onEntry({ path, type, contentOffset, sizeBytes, linkTarget, sparse }) {
      const name = cleanName(path);
      if (type === "file") {
        const slice = { ...archive, offset: archive.offset + contentOffset, sizeBytes };
        members.set(name, { kind: "file", slice, sparse });
      } else if (type === "symlink") members.set(name, { kind: "link", target: cleanName(`${name}/../${linkTarget}`) });
      else if (type === "hardlink") {
        // It is what its target was when the link came.
        const target = cleanName(linkTarget);
        members.set(name, members.get(target) ?? { kind: "link", target });
      } else members.delete(name);
      if (members.size > most) {
        throw new KnownError("LIMIT_EXCEEDED", `${archive.path}: more than ${most} members`, { path: archive.path });
      }
      return false;
    },
    onContent: () => {},
  });
  try {
    await seekTar(file, reader);
  } catch (cause) {
    if (!(cause instanceof KnownError) || cause.code !== "FILE_MALFORMED") throw cause;
    const isCutOff = members.size > 0 && cause.details.offset === archive.sizeBytes;
    const [code, what] = isCutOff
      ? (["IMAGE_INCOMPLETE", "is cut off"] as const)
      : (["IMAGE_NOT_FOUND", "cannot be read as a tar"] as const);
    throw new KnownError(code, `${archive.path}: ${what}: ${cause.message}`, { path: archive.path }, cause);
  }
  return members;
}

/** One spelling of a member's name: no leading `./` or `/`, `..` taken back. */
function cleanName(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
