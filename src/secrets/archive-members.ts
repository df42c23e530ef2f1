import { sourceOf } from "../formats/byte-source.ts";
import { namesOf, readGitPack, readLooseObject } from "../formats/git-objects.ts";
import { beginsAsGzip, unpackGzipFile } from "../formats/gzip-file.ts";
import { TarReader } from "../formats/tar-reader.ts";
import { listZip, readZipEntry } from "../formats/zip-source.ts";
import { codeOf, type ErrorCode, KnownError, messageOf } from "../model/errors.ts";
import type { ArchiveKind } from "./archive-kind.ts";

/** A file within an archive. */
export interface Member {
  /** Where it is there. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is asked of an archive's files, and what is done with them: one is in memory at a time. */
export interface MemberVisitor {
  readonly wants: (name: string, sizeBytes: number) => boolean;
  readonly onMember: (member: Member) => void;
  readonly tell: (code: ErrorCode, message: string) => void;
}

/**
 * Goes through the files of an archive, in their order; not through archives within it.
 *
 * @param maxBytes  So much is unpacked of all of them together.
 */
export function visitMembers(kind: ArchiveKind, path: string, bytes: Uint8Array, maxBytes: number, to: MemberVisitor) {
  try {
    VISITS[kind](path, bytes, maxBytes, to);
  } catch (error) {
    to.tell(codeOf(error), messageOf(error));
  }
}

type Visit = (path: string, bytes: Uint8Array, maxBytes: number, to: MemberVisitor) => void;

/** Several times what the largest archives have; each is kept until all are known. */
const MOST_MEMBERS = 200_000;

const zip: Visit = (_path, bytes, maxBytes, { wants, onMember, tell }) => {
  const source = sourceOf(bytes);
  const question = { wants: (name: string) => !name.endsWith("/"), mostEntries: MOST_MEMBERS };
  const { entries, troubles, isCut } = listZip(source, question);
  for (const trouble of troubles) tell("FILE_MALFORMED", trouble);
  if (isCut) tell("LIMIT_EXCEEDED", `has more than ${MOST_MEMBERS} files`);
  let left = maxBytes;
  for (const entry of entries) {
    const name = plain(entry.name);
    // Whoever has no password has no secret.
    if (entry.isEncrypted || !wants(name, entry.sizeBytes)) continue;
    if (entry.sizeBytes > left) throw tooMuch(maxBytes);
    try {
      const content = readZipEntry(source, entry, left);
      left -= content.sizeBytes;
      try {
        onMember({ name, bytes: content.read(0, content.sizeBytes) });
      } finally {
        content.close?.();
      }
    } catch (error) {
      tell(codeOf(error), `${name}: ${messageOf(error)}`);
    }
  }
};

const tar: Visit = (_path, bytes, _maxBytes, { wants, onMember }) => {
  const reader = new TarReader({
    onEntry: ({ path, type, sizeBytes, sparse }) => type === "file" && !sparse && wants(plain(path), sizeBytes),
    onContent: ({ path }, content) => onMember({ name: plain(path), bytes: content }),
  });
  reader.push(bytes);
};

/** A tar, or a single file that has the name of its archive. */
const gzip: Visit = (path, bytes, maxBytes, to) => {
  if (!beginsAsGzip(bytes)) throw new KnownError("FILE_MALFORMED", "is not packed as its name says");
  const unpacked = unpackGzipFile(bytes, maxBytes);
  if (isTar(unpacked)) return tar(path, unpacked, maxBytes, to);
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.gz$/i, "");
  if (to.wants(name, unpacked.length)) to.onMember({ name, bytes: unpacked });
};

/** What every tar of this century says in its first header. */
const isTar = (bytes: Uint8Array) => [..."ustar"].every((character, i) => bytes[257 + i] === character.charCodeAt(0));

const gitPack: Visit = (_path, bytes, maxBytes, { wants, onMember, tell }) => {
  const { objects, troubles } = readGitPack(bytes, maxBytes);
  for (const { code, message } of troubles) tell(code, message);
  const nameOf = namesOf(objects);
  for (const { type, id, content } of objects) {
    if (type === "tree") continue;
    const name = (type === "blob" && nameOf(id)) || `${type} ${id}`;
    if (wants(name, content.length)) onMember({ name, bytes: content });
  }
};

const gitObject: Visit = (_path, bytes, maxBytes, { wants, onMember }) => {
  const { type, id, content } = readLooseObject(bytes, maxBytes);
  const name = `${type} ${id}`;
  if (type !== "tree" && wants(name, content.length)) onMember({ name, bytes: content });
};

const VISITS: Readonly<Record<ArchiveKind, Visit>> = {
  java: zip,
  zip,
  tar,
  gzip,
  "git-pack": gitPack,
  "git-object": gitObject,
};

/** `./a/b`, `/a/b` → `a/b` */
const plain = (name: string) => name.replace(/^(?:\.?\/)+/, "");

const tooMuch = (maxBytes: number) =>
  new KnownError("LIMIT_EXCEEDED", `unpacks to more than ${maxBytes} bytes; the rest was not looked at`);
