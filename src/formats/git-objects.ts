import { inflateRawPart } from "../host/inflate-raw.ts";
import { createSha1 } from "../host/sha1.ts";
import { codeOf, KnownError, messageOf } from "../model/errors.ts";

/** What a repository keeps: a file's content is a `blob`, a folder a `tree`. */
export type GitType = "commit" | "tree" | "blob" | "tag";

export interface GitObject {
  readonly type: GitType;
  /** 40 hex digits. */
  readonly id: string;
  readonly content: Uint8Array;
}

export interface GitPack {
  /** Those that could be put together. */
  readonly objects: readonly GitObject[];
  /** What is wrong with it, or too large. */
  readonly troubles: readonly { readonly code: "FILE_MALFORMED" | "LIMIT_EXCEEDED"; readonly message: string }[];
}

const TYPES: Readonly<Record<number, GitType>> = { 1: "commit", 2: "tree", 3: "blob", 4: "tag" };
const OFFSET_DELTA = 6;
const ID_DELTA = 7;

const ID_BYTES = 20;
const HEADER_BYTES = 12;
const ZLIB_HEADER_BYTES = 2;
const ZLIB_END_BYTES = 4;

/** Larger numbers than this are nobody's. */
const MOST = 2 ** 40;

/** An object that is told by what differs from another one. */
interface Delta {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * A file that holds one object.
 *
 * Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 *
 * @throws {KnownError} `FILE_MALFORMED`, or `LIMIT_EXCEEDED` when it unpacks to more than `maxBytes`.
 */
export function readLooseObject(bytes: Uint8Array, maxBytes: number): GitObject {
  const { content } = inflateZlib(bytes, 0, maxBytes);
  const end = content.subarray(0, 40).indexOf(0);
  const [, type = ""] = /^(commit|tree|blob|tag) \d+$/.exec(asciiOf(content.subarray(0, Math.max(end, 0)))) ?? [];
  if (type === "") throw new KnownError("FILE_MALFORMED", "is no object of git");
  return { type: type as GitType, id: idOf([content]), content: content.subarray(end + 1) };
}

/**
 * A file that holds many objects, of which most are told by what differs from another one.
 *
 * Source: https://git-scm.com/docs/pack-format
 *
 * @param maxBytes  So much is unpacked, of all together.
 * @throws {KnownError} `FILE_MALFORMED` when it is no pack.
 */
export function readGitPack(bytes: Uint8Array, maxBytes: number): GitPack {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEADER_BYTES || asciiOf(bytes.subarray(0, 4)) !== "PACK" || ![2, 3].includes(view.getUint32(4))) {
    throw new KnownError("FILE_MALFORMED", "is no pack of git");
  }
  const reader = new PackReader(maxBytes);
  const count = view.getUint32(8);
  let at = HEADER_BYTES;
  // An object has more than one byte: the number that the header tells bounds nothing.
  for (let i = 0; i < count && at < bytes.length; i++) {
    try {
      at = reader.read(bytes, at);
    } catch (error) {
      reader.tell(error);
      break;
    }
  }
  return reader.result();
}

/** Puts objects together in the order in which what they rest on is known. */
class PackReader {
  readonly #objects: GitObject[] = [];
  readonly #byOffset = new Map<number, GitObject>();
  readonly #byId = new Map<string, GitObject>();
  /** Those that wait for another, by its place or its id. */
  readonly #waiting = new Map<number | string, Delta[]>();
  readonly #troubles: GitPack["troubles"][number][] = [];
  #left: number;

  constructor(maxBytes: number) {
    this.#left = maxBytes;
  }

  /** @returns Where the next one begins. */
  read(bytes: Uint8Array, offset: number): number {
    let at = offset;
    const next = () => {
      const byte = bytes[at++];
      if (byte === undefined) throw new KnownError("FILE_MALFORMED", "ends in the middle of an object");
      return byte;
    };
    let byte = next();
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte & 0x80; factor *= 128) {
      byte = next();
      size += (byte & 0x7f) * factor;
      if (size > MOST) throw new KnownError("FILE_MALFORMED", "has an object of no possible size");
    }
    let base: number | string | undefined;
    if (kind === OFFSET_DELTA) {
      byte = next();
      let back = byte & 0x7f;
      while (byte & 0x80) {
        byte = next();
        back = (back + 1) * 128 + (byte & 0x7f);
        if (back > offset) throw new KnownError("FILE_MALFORMED", "has an object that rests on none");
      }
      base = offset - back;
    } else if (kind === ID_DELTA) {
      base = hexOf(bytes.subarray(at, at + ID_BYTES));
      at += ID_BYTES;
    }
    const { content, end } = inflateZlib(bytes, at, Math.min(size, this.#left));
    this.#left -= content.length;
    const type = TYPES[kind];
    if (type) this.#add(type, offset, content);
    else if (base !== undefined) this.#wait(base, { offset, bytes: content });
    else throw new KnownError("FILE_MALFORMED", "has an object of an unknown kind");
    return end;
  }

  tell(error: unknown): void {
    const code = codeOf(error) === "LIMIT_EXCEEDED" ? "LIMIT_EXCEEDED" : "FILE_MALFORMED";
    this.#troubles.push({ code, message: messageOf(error) });
  }

  #wait(base: number | string, delta: Delta): void {
    const known = typeof base === "number" ? this.#byOffset.get(base) : this.#byId.get(base);
    if (known) {
      this.#add(known.type, delta.offset, this.#applied(known.content, delta.bytes));
      return;
    }
    const list = this.#waiting.get(base);
    if (list) list.push(delta);
    else this.#waiting.set(base, [delta]);
  }

  /** Keeps an object, then all that waited for it, and for those. */
  #add(type: GitType, offset: number, content: Uint8Array): void {
    const ready = [{ offset, content }];
    for (let next = ready.pop(); next; next = ready.pop()) {
      const id = idOf([new TextEncoder().encode(`${type} ${next.content.length}\0`), next.content]);
      const object: GitObject = { type, id, content: next.content };
      this.#objects.push(object);
      this.#byOffset.set(next.offset, object);
      this.#byId.set(id, object);
      for (const key of [next.offset, id]) {
        for (const delta of this.#waiting.get(key) ?? []) {
          ready.push({ offset: delta.offset, content: this.#applied(next.content, delta.bytes) });
        }
        this.#waiting.delete(key);
      }
    }
  }

  #applied(base: Uint8Array, delta: Uint8Array): Uint8Array {
    const content = applyDelta(base, delta, this.#left);
    this.#left -= content.length;
    return content;
  }

  result(): GitPack {
    let left = 0;
    for (const list of this.#waiting.values()) left += list.length;
    if (left > 0) {
      const message = `${left} objects rest on others that are not in it`;
      this.#troubles.push({ code: "FILE_MALFORMED", message });
    }
    return { objects: this.#objects, troubles: this.#troubles };
  }
}

/** @throws {KnownError} `FILE_MALFORMED`, or `LIMIT_EXCEEDED` above `maxBytes`. */
function applyDelta(base: Uint8Array, delta: Uint8Array, maxBytes: number): Uint8Array {
  const malformed = () => new KnownError("FILE_MALFORMED", "has an object that does not fit what it rests on");
  let at = 0;
  const size = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = delta[at++];
      if (byte === undefined || value > MOST) throw malformed();
      value += (byte & 0x7f) * factor;
      if (!(byte & 0x80)) return value;
    }
  };
  if (size() !== base.length) throw malformed();
  const sizeBytes = size();
  if (sizeBytes > maxBytes) throw new KnownError("LIMIT_EXCEEDED", `unpacks to more than ${maxBytes} bytes`);
  const content = new Uint8Array(sizeBytes);
  let filled = 0;
  while (at < delta.length) {
    const op = delta[at++] ?? 0;
    let part = delta.subarray(at, at + op);
    if (op & 0x80) {
      const number = (flags: number, factors: readonly number[]) =>
        factors.reduce((sum, factor, i) => sum + (flags & (1 << i) ? (delta[at++] ?? 0) * factor : 0), 0);
      const from = number(op, [1, 2 ** 8, 2 ** 16, 2 ** 24]);
      const length = number(op >> 4, [1, 2 ** 8, 2 ** 16]) || 0x10000;
      if (from + length > base.length) throw malformed();
      part = base.subarray(from, from + length);
    } else {
      if (op === 0 || part.length < op) throw malformed();
      at += op;
    }
    if (filled + part.length > sizeBytes) throw malformed();
    content.set(part, filled);
    filled += part.length;
  }
  if (filled !== sizeBytes) throw malformed();
  return content;
}

/** So many names are kept: what a tree of a million files says of each takes memory. */
const MOST_NAMES = 200_000;
/** Folders within each other. */
const MOST_FOLDERS = 100;

/** Where the repository had each object, going by the first of its trees that names it. */
export function namesOf(objects: readonly GitObject[]): (id: string) => string | undefined {
  const places = new Map<string, { readonly tree: string; readonly name: string }>();
  for (const { type, id, content } of objects) {
    if (type !== "tree") continue;
    for (let at = 0; at < content.length && places.size < MOST_NAMES; ) {
      const blank = content.indexOf(0x20, at);
      const end = blank < 0 ? -1 : content.indexOf(0, blank);
      if (end < 0 || end + 1 + ID_BYTES > content.length) break;
      const child = hexOf(content.subarray(end + 1, end + 1 + ID_BYTES));
      if (!places.has(child)) {
        places.set(child, { tree: id, name: new TextDecoder().decode(content.subarray(blank + 1, end)) });
      }
      at = end + 1 + ID_BYTES;
    }
  }
  return (id) => {
    const names: string[] = [];
    for (let place = places.get(id); place && names.length < MOST_FOLDERS; place = places.get(place.tree)) {
      names.push(place.name);
    }
    return names.length === 0 ? undefined : names.reverse().join("/");
  };
}

/** @throws {KnownError} as `inflateRawPart` */
function inflateZlib(bytes: Uint8Array, at: number, maxBytes: number): { content: Uint8Array; end: number } {
  const method = bytes[at] ?? 0;
  // Source: RFC 1950, 2.2
  if ((method & 15) !== 8 || ((method << 8) | (bytes[at + 1] ?? 0)) % 31 !== 0) {
    throw new KnownError("FILE_MALFORMED", "has an object that is not packed as objects are");
  }
  const start = at + ZLIB_HEADER_BYTES;
  const { bytes: content, packedBytes } = inflateRawPart(bytes.subarray(start), maxBytes);
  return { content, end: start + packedBytes + ZLIB_END_BYTES };
}

const asciiOf = (bytes: Uint8Array) => String.fromCharCode(...bytes);

function idOf(parts: readonly Uint8Array[]): string {
  const sha1 = createSha1();
  for (const part of parts) sha1.update(part);
  return sha1.digest();
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}
