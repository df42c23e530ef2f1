import { KnownError } from "../model/errors.ts";

/** What an entry is; `other` is a kind that no image needs (a volume label, a multi-volume part). */
export type TarEntryType =
  | "file"
  | "hardlink"
  | "symlink"
  | "character-device"
  | "block-device"
  | "directory"
  | "fifo"
  | "other";

/** One entry's header, long names and PAX records already applied. */
export interface TarHeader {
  /** As written: may be absolute, or climb with `..`. */
  readonly path: string;
  readonly type: TarEntryType;
  /** Bytes of content that follow in the tar. */
  readonly sizeBytes: number;
  /** Permissions: the lowest twelve bits. */
  readonly mode: number;
  /** Target of a symbolic or hard link, as written. */
  readonly linkTarget: string;
  /** Content is stored as a map of its non-empty parts, and is not what the file would hold. */
  readonly sparse: boolean;
  /** Offset in the tar of the first byte of content. */
  readonly contentOffset: number;
}

/** What entries in front of one say of it. */
export interface Extensions {
  /** GNU's `L`: the name. */
  readonly longName: string | undefined;
  /** GNU's `K`: the link's target. */
  readonly longLink: string | undefined;
  /** PAX's `x`. Global records (`g`) are not among them: Go's reader, and so every engine, leaves them aside. */
  readonly pax: ReadonlyMap<string, string>;
}

export const BLOCK_BYTES = 512;

const TYPES: Readonly<Record<string, TarEntryType>> = {
  "\0": "file",
  "0": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "character-device",
  "4": "block-device",
  "5": "directory",
  "6": "fifo",
  "7": "file",
  S: "file",
};

// A byte order mark is a part of a name like any other character.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Text of any bytes: those that are not UTF-8 become lone surrogates, so that two names stay two names. */
function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join("");
  }
}

export function malformed(offset: number, why: string): KnownError {
  return new KnownError("FILE_MALFORMED", `tar, byte ${offset}: ${why}`, { offset });
}

/**
 * Reads a header and what stands in front of it together. Where the formats contradict each other the reader of Go's
 * standard library decides: Docker, containerd and Podman unpack with it, and what they would not unpack nobody must be
 * able to show us.
 *
 * @param offset  Of the header in the tar.
 * @throws {KnownError} `FILE_MALFORMED` when the checksum or the size is impossible.
 *
 * Source: https://pkg.go.dev/archive/tar, `Reader.next`
 */
export function readHeader(block: Uint8Array, { longName, longLink, pax }: Extensions, offset: number): TarHeader {
  checkSum(block, offset);
  const flag = flagOf(block);
  // An empty record says that the header's own value stands.
  const record = (key: string) => pax.get(key) || undefined;
  const paxSize = record("size");
  const sizeBytes =
    paxSize === undefined ? readNumber(block, 124, 12) : /^\d+$/.test(paxSize) ? Number(paxSize) : Number.NaN;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw malformed(offset, "an entry has an impossible size");

  const sparse = flag === "S" || isPaxSparse(pax);
  const name = longName || record("path") || readName(block);
  const path = (sparse && record("GNU.sparse.name")) || name;
  const type = TYPES[flag] ?? "other";
  return {
    path,
    // Only the oldest kind of entry is a folder by its slash; a `0` with one is a file, with its content behind it.
    type: flag === "\0" && path.endsWith("/") ? "directory" : type,
    sizeBytes,
    mode: (readNumber(block, 100, 8) || 0) & 0o7777,
    linkTarget: longLink || record("linkpath") || readText(block, 157, 100),
    sparse,
    contentOffset: offset + BLOCK_BYTES,
  };
}

/** The letter that tells what an entry is. */
export function flagOf(block: Uint8Array): string {
  return String.fromCharCode(block[156] ?? 0);
}

/** The size of an entry that describes another one: PAX records never speak of it. */
export function metadataBytes(block: Uint8Array, offset: number): number {
  checkSum(block, offset);
  return readNumber(block, 124, 12);
}

function isPaxSparse(pax: ReadonlyMap<string, string>): boolean {
  const version = `${pax.get("GNU.sparse.major") ?? ""}.${pax.get("GNU.sparse.minor") ?? ""}`;
  // 0.0 says it without a version: by pairs of records, one for each part.
  if (version === ".") return !!pax.get("GNU.sparse.map") || pax.has("GNU.sparse.offset");
  return version === "0.0" || version === "0.1" || version === "1.0";
}

/** Text up to the first NUL. */
export function readText(bytes: Uint8Array, offset: number, length: number): string {
  // Most entries have no link and no prefix.
  if (bytes[offset] === 0) return "";
  const end = bytes.indexOf(0, offset);
  return decode(bytes.subarray(offset, end < 0 || end > offset + length ? offset + length : end));
}

/** Bytes of a header that mark its format; each is looked at in every header. */
const USTAR = [0x75, 0x73, 0x74, 0x61, 0x72, 0];
const GNU = [0x75, 0x73, 0x74, 0x61, 0x72, 0x20, 0x20, 0];
const STAR = [0x74, 0x61, 0x72, 0];

const hasMark = (block: Uint8Array, offset: number, mark: readonly number[]) =>
  mark.every((byte, i) => block[offset + i] === byte);

/** The name with what each format keeps in front of it. */
function readName(block: Uint8Array): string {
  const name = readText(block, 0, 100);
  const prefix = prefixOf(block);
  return prefix === "" ? name : `${prefix}/${name}`;
}

function prefixOf(block: Uint8Array): string {
  if (hasMark(block, 257, USTAR)) return readText(block, 345, hasMark(block, 508, STAR) ? 131 : 155);
  if (!hasMark(block, 257, GNU)) return "";
  // GNU has times there. Old writers put a prefix all the same: it is one where it cannot be times.
  const isTime = (at: number) => block[at] === 0 || !Number.isNaN(readNumber(block, at, 12));
  if (isTime(345) && isTime(357)) return "";
  const prefix = readText(block, 345, 155);
  return [...prefix].every((character) => character < "\u0080") ? prefix : "";
}

/** Octal text, or a big-endian number whose first bit is set (GNU base-256). `NaN` when it is neither. */
function readNumber(block: Uint8Array, offset: number, length: number): number {
  const first = block[offset] ?? 0;
  if (first & 0x80) {
    if (first & 0x40) return Number.NaN; // negative
    let value = first & 0x3f;
    for (let i = offset + 1; i < offset + length; i++) value = value * 256 + (block[i] ?? 0);
    return value;
  }
  const isPadding = (byte: number | undefined) => byte === 0 || byte === 0x20;
  const end = offset + length;
  let at = offset;
  while (at < end && isPadding(block[at])) at++;
  let value = 0;
  for (; at < end && !isPadding(block[at]); at++) {
    const digit = (block[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) return Number.NaN;
    value = value * 8 + digit;
  }
  return value;
}

/** Where the checksum stands; it counts as eight blanks itself. */
const CHECK_SUM = { offset: 148, length: 8 };

function checkSum(block: Uint8Array, offset: number): void {
  const written = readNumber(block, CHECK_SUM.offset, CHECK_SUM.length);
  let sum = CHECK_SUM.length * 0x20;
  for (let i = 0; i < BLOCK_BYTES; i++) sum += block[i] ?? 0;
  for (let i = 0; i < CHECK_SUM.length; i++) sum -= block[CHECK_SUM.offset + i] ?? 0;
  if (written === sum) return;
  // Old writers summed signed bytes.
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const isSummed = i < CHECK_SUM.offset || i >= CHECK_SUM.offset + CHECK_SUM.length;
    if (isSummed && (block[i] ?? 0) > 127) sum -= 256;
  }
  if (written !== sum) throw malformed(offset, "not a tar header: its checksum is wrong");
}

/**
 * `LENGTH KEY=VALUE\n` records; LENGTH counts the whole record in bytes.
 *
 * @throws {KnownError} `FILE_MALFORMED` where Go's reader refuses them, too.
 */
export function parsePax(bytes: Uint8Array, offset: number): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    let space = at;
    while (space < bytes.length && space < at + 20 && bytes[space] !== 0x20) space++;
    const length = Number(decode(bytes.subarray(at, space)));
    const end = at + length;
    if (!Number.isSafeInteger(length) || length < space - at + 3 || end > bytes.length || bytes[end - 1] !== 0x0a) {
      throw malformed(offset, "a PAX record has a wrong length");
    }
    const equals = bytes.indexOf(0x3d, space);
    if (equals < 0 || equals >= end) throw malformed(offset, "a PAX record has no '='");
    const key = decode(bytes.subarray(space + 1, equals));
    const value = decode(bytes.subarray(equals + 1, end - 1));
    if (key === "" || key.includes("\0") || (IN_WORDS.has(key) && value.includes("\0"))) {
      throw malformed(offset, "a PAX record has no key, or a NUL in it");
    }
    records.set(key, value);
    at = end;
  }
  return records;
}

/** Records whose value is a text that ends up in a header. */
const IN_WORDS = new Set(["path", "linkpath", "size", "uname", "gname"]);
