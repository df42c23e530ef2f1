import { inflateRaw, inflateRawInPieces } from "../host/inflate-raw.ts";
import { createScratch } from "../host/scratch.ts";
import { KnownError } from "../model/errors.ts";
import { type ByteSource, eachPiece, sourceOf } from "./byte-source.ts";

/** What an archive's directory says of one file. */
export interface ZipEntry {
  /** As it stands there, with `/` between folders. */
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Where its local header begins, in the source. */
  readonly offset: number;
}

/** What an archive holds of that which was asked for. */
export interface ZipListing {
  /** In the order of the directory. */
  readonly entries: readonly ZipEntry[];
  /** What is wrong with it; the entries that stand above can be read. */
  readonly troubles: readonly string[];
  /** It has more than are listed. */
  readonly isCut: boolean;
}

/** What is asked of a zip's directory. */
export interface ZipQuestion {
  readonly wants: (name: string) => boolean;
  /** How names end of which nearly all are and nobody wants any: those are not even read as text. */
  readonly passesOver?: string;
  readonly mostEntries: number;
}

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const MOST_COMMENT_BYTES = 0xffff;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;

/** The directory of an archive with 500,000 files. */
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;

/** In place of a number that does not fit into 32 bits. */
const IN_ZIP64 = 0xffffffff;

const STORED = 0;
const DEFLATED = 8;

interface Directory {
  readonly offset: number;
  readonly sizeBytes: number;
  /** What stands before the archive: the script or program of one that can be run. */
  readonly prefixBytes: number;
}

/**
 * Lists the files of a zip that somebody wants, without reading any. What stands in front of it, such as the script of
 * a jar that can be run, does no harm.
 *
 * Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3
 *
 * @throws {KnownError} `FILE_MALFORMED` when it has no directory, `LIMIT_EXCEEDED` when that is too large.
 */
export function listZip(source: ByteSource, { wants, passesOver = "", mostEntries }: ZipQuestion): ZipListing {
  const directory = findDirectory(source);
  if (directory.sizeBytes > MOST_DIRECTORY_BYTES) {
    throw new KnownError("LIMIT_EXCEEDED", `its directory is larger than ${MOST_DIRECTORY_BYTES} bytes`);
  }
  const bytes = source.read(directory.offset, directory.sizeBytes);
  const view = viewOf(bytes);
  const decoder = new TextDecoder();
  const ending = new TextEncoder().encode(passesOver);
  let isCut = false;
  const entries = new Map<string, ZipEntry>();
  const troubles: string[] = [];
  let twice: string | undefined;
  let at = 0;
  while (at + DIRECTORY_ENTRY_BYTES <= bytes.length && view.getUint32(at, true) === DIRECTORY_ENTRY) {
    const nameEnd = at + DIRECTORY_ENTRY_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > bytes.length) break;
    const nameStart = at + DIRECTORY_ENTRY_BYTES;
    const isPassedOver = endsWith(bytes, nameStart, nameEnd, ending);
    const name = isPassedOver ? "" : decoder.decode(bytes.subarray(nameStart, nameEnd));
    if (!isPassedOver && wants(name)) {
      isCut = entries.size >= mostEntries && !entries.has(name);
      if (isCut) break;
      // Java looks names up in the order of the directory and keeps the last.
      if (entries.has(name)) twice ??= name;
      entries.set(name, entryOf(view, at, name, [nameEnd, extraEnd], directory.prefixBytes));
    }
    at = next;
  }
  if (twice !== undefined) troubles.push(`has '${shown(twice)}' twice; the later one counts`);
  if (at < bytes.length && !isCut) troubles.push("its directory ends in the middle, or is longer than it says");
  return { ...withoutOverlaps([...entries.values()], troubles), isCut };
}

/** Whether bytes end, between two places, as others do; not where there is nothing to compare. */
function endsWith(bytes: Uint8Array, start: number, end: number, ending: Uint8Array): boolean {
  if (ending.length === 0 || end - start < ending.length) return false;
  for (let i = 1; i <= ending.length; i++) if (bytes[end - i] !== ending[ending.length - i]) return false;
  return true;
}

/** Whether the bytes begin as a zip does, or an empty one. */
export function beginsAsZip(source: ByteSource): boolean {
  const [p, k, a] = source.read(0, 4);
  return p === 0x50 && k === 0x4b && (a === 3 || a === 5);
}

/** Larger files are unpacked to disk: an archive may hold one of a gigabyte, and several within each other. */
const HELD_BYTES = 8 * 1024 * 1024;

/** A file of a zip; `close` where it took something that has to be given back. */
export interface OpenedEntry extends ByteSource {
  readonly close?: () => void;
}

/**
 * A file of a zip. One that is stored as it is stays where it is, another one is unpacked: into memory, or onto the disk.
 *
 * @throws {KnownError} `LIMIT_EXCEEDED` when it has more than `maxBytes`, `FILE_MALFORMED` when it is damaged, encrypted
 * or packed in a way that is not read.
 */
export function readZipEntry(source: ByteSource, entry: ZipEntry, maxBytes: number): OpenedEntry {
  const { sizeBytes, packedBytes, method } = entry;
  if (entry.isEncrypted) throw new KnownError("FILE_MALFORMED", "is encrypted");
  if (sizeBytes > maxBytes) throw new KnownError("LIMIT_EXCEEDED", `has ${sizeBytes} bytes, more than ${maxBytes}`);
  const header = source.read(entry.offset, LOCAL_HEADER_BYTES);
  const view = viewOf(header);
  if (header.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== LOCAL_HEADER) {
    throw new KnownError("FILE_MALFORMED", "is not where the directory says");
  }
  const start = entry.offset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + packedBytes > source.sizeBytes) throw new KnownError("FILE_MALFORMED", "is cut");
  if (method === STORED) {
    if (packedBytes !== sizeBytes) throw new KnownError("FILE_MALFORMED", "is not as long as the directory says");
    return subSource(source, start, sizeBytes);
  }
  if (method !== DEFLATED) throw new KnownError("FILE_MALFORMED", `is packed by the unknown method ${method}`);
  if (sizeBytes > HELD_BYTES) return unpackToDisk(subSource(source, start, packedBytes), sizeBytes);
  // One more than it says shows that it is longer; a bomb gets no further.
  const unpacked = inflateRaw(source.read(start, packedBytes), sizeBytes + 1);
  if (unpacked.length !== sizeBytes) throw new KnownError("FILE_MALFORMED", "is not as long as the directory says");
  return sourceOf(unpacked);
}

function unpackToDisk(packed: ByteSource, sizeBytes: number): OpenedEntry {
  const scratch = createScratch();
  let written = 0;
  try {
    inflateRawInPieces(
      (onPiece) => eachPiece(packed, onPiece),
      sizeBytes + 1,
      (output) => {
        scratch.write(output);
        written += output.length;
      },
    );
    if (written !== sizeBytes) throw new KnownError("FILE_MALFORMED", "is not as long as the directory says");
  } catch (error) {
    scratch.close();
    throw error;
  }
  return { ...scratch, sizeBytes };
}

/** A part of a source, as one of its own. */
export function subSource(source: ByteSource, start: number, sizeBytes: number): ByteSource {
  const { readInto } = source;
  return {
    sizeBytes,
    read: (offset, length) => source.read(start + offset, Math.max(0, Math.min(length, sizeBytes - offset))),
    ...(readInto && {
      readInto: (offset: number, target: Uint8Array) =>
        readInto(start + offset, target.subarray(0, Math.max(0, sizeBytes - offset))),
    }),
  };
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

const shown = (name: string) => name.slice(0, 200);

/** Finds the end record, whose comment reaches to the end of the file: from behind, as it is meant. */
function findDirectory(source: ByteSource): Directory {
  const tailBytes = Math.min(source.sizeBytes, END_BYTES + MOST_COMMENT_BYTES);
  const tailStart = source.sizeBytes - tailBytes;
  const tail = source.read(tailStart, tailBytes);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail[at] !== 0x50 || view.getUint32(at, true) !== END) continue;
    // A comment may hold the same four bytes; what stands behind the archive does no harm.
    if (at + END_BYTES + view.getUint16(at + 20, true) > tail.length) continue;
    const end = tailStart + at;
    const found = directory64(source, end) ?? {
      sizeBytes: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
      end,
    };
    return placed(source, found);
  }
  throw new KnownError("FILE_MALFORMED", "is not a zip: it has no end record");
}

interface ToldDirectory {
  readonly offset: number;
  readonly sizeBytes: number;
  /** Where it ends, if nothing stands between it and the record that tells of it. */
  readonly end: number;
}

/** What the end record of large archives says, if there is one in front of the plain one. */
function directory64(source: ByteSource, end: number): ToldDirectory | undefined {
  if (end < LOCATOR_BYTES) return undefined;
  const locator = viewOf(source.read(end - LOCATOR_BYTES, LOCATOR_BYTES));
  if (locator.getUint32(0, true) !== LOCATOR_64) return undefined;
  const told = Number(locator.getBigUint64(8, true));
  // Where something was put in front of the archive, the record still stands before its locator.
  for (const offset of [told, end - LOCATOR_BYTES - 56]) {
    if (offset < 0 || offset + 56 > source.sizeBytes) continue;
    const record = viewOf(source.read(offset, 56));
    if (record.byteLength < 56 || record.getUint32(0, true) !== END_64) continue;
    return {
      sizeBytes: Number(record.getBigUint64(40, true)),
      offset: Number(record.getBigUint64(48, true)),
      end: offset,
    };
  }
  return undefined;
}

/** Offsets may count from the archive's beginning or, with something in front of it, from the file's. */
function placed(source: ByteSource, { offset, sizeBytes, end }: ToldDirectory): Directory {
  const prefixBytes = end - sizeBytes - offset;
  for (const prefix of [prefixBytes, 0]) {
    const start = offset + prefix;
    if (prefix < 0 || sizeBytes < 0 || start + sizeBytes > source.sizeBytes) continue;
    if (sizeBytes === 0) return { offset: start, sizeBytes, prefixBytes: prefix };
    const signature = source.read(start, 4);
    if (signature.length === 4 && viewOf(signature).getUint32(0, true) === DIRECTORY_ENTRY) {
      return { offset: start, sizeBytes, prefixBytes: prefix };
    }
  }
  throw new KnownError("FILE_MALFORMED", "is not a whole zip: its directory is not where its end record says");
}

function entryOf(
  view: DataView,
  at: number,
  name: string,
  [extraStart, extraEnd]: readonly [number, number],
  prefixBytes: number,
): ZipEntry {
  const told = {
    sizeBytes: view.getUint32(at + 24, true),
    packedBytes: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };
  // In this order stand those that did not fit.
  let left = zip64Field(view, extraStart, extraEnd);
  const real = (value: number) => {
    if (value !== IN_ZIP64 || left.length < 8) return value;
    const wide = Number(view.getBigUint64(left.start, true));
    left = { start: left.start + 8, length: left.length - 8 };
    return wide;
  };
  const sizeBytes = real(told.sizeBytes);
  const packedBytes = real(told.packedBytes);
  return {
    name,
    method: view.getUint16(at + 10, true),
    isEncrypted: (view.getUint16(at + 8, true) & 1) !== 0,
    sizeBytes,
    packedBytes,
    offset: real(told.offset) + prefixBytes,
  };
}

function zip64Field(view: DataView, start: number, end: number): { start: number; length: number } {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && at + 4 + length <= end) return { start: at + 4, length };
  }
  return { start: end, length: 0 };
}

/** Files that share bytes are how a small archive unpacks to more than there is: the later ones are left out. */
function withoutOverlaps(entries: readonly ZipEntry[], troubles: readonly string[]): Omit<ZipListing, "isCut"> {
  const overlapping = new Set<ZipEntry>();
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset < end) overlapping.add(entry);
    else end = entry.offset + LOCAL_HEADER_BYTES + entry.packedBytes;
  }
  const [first] = overlapping;
  if (!first) return { entries, troubles };
  const others = overlapping.size === 1 ? "" : ` and ${overlapping.size - 1} more`;
  return {
    entries: entries.filter((entry) => !overlapping.has(entry)),
    troubles: [...troubles, `'${shown(first.name)}'${others} shares bytes with another file, which no honest zip does`],
  };
}
