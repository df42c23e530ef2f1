import { inflateRaw } from "../host/inflate-raw.ts";
import { KnownError } from "../model/errors.ts";
import { findBytes } from "./find-bytes.ts";
import { type Program, readAt, viewOf } from "./program.ts";

/**
 * Stands in every program that can begin an application of .NET, behind eight bytes that tell where the bundle's
 * header is, or are zero.
 * Source: src/installer/managed/Microsoft.NET.HostModel/AppHost/HostWriter.cs of https://github.com/dotnet/runtime
 */
const MARK = Uint8Array.of(
  ...[0x8b, 0x12, 0x02, 0xb9, 0x6a, 0x61, 0x20, 0x38, 0x72, 0x7b, 0x93, 0x02, 0x14, 0xd7, 0xa0, 0x32],
  ...[0x13, 0xf5, 0xb9, 0xe6, 0xef, 0xae, 0x33, 0x18, 0xee, 0x3b, 0x2d, 0xce, 0x24, 0xb3, 0x6a, 0xae],
);
const OFFSET_BYTES = 8;

const PIECE_BYTES = 1024 * 1024;
/** Looked through for the mark: such programs have some hundred KB of data that they may change. */
const MOST_DATA_BYTES = 32 * 1024 * 1024;
const MOST_DEPS_BYTES = 16 * 1024 * 1024;
const MOST_MANIFEST_BYTES = 16 * 1024 * 1024;
const MOST_FILES = 100_000;
const MOST_NAME_BYTES = 4096;

/** Since .NET 5 the header says where the file of dependencies is. */
const WITH_PLACES = 2;
/** Since .NET 6 files may be packed. */
const WITH_PACKED = 6;
const NEWEST = 6;

/** An application of .NET in one file. */
export interface DotnetBundle {
  /** Its list of what it needs; absent where it was published without one. */
  readonly depsJson?: Uint8Array;
}

/**
 * What a program carries behind its own end; `undefined` for one that is no such bundle.
 *
 * Source: https://github.com/dotnet/designs/blob/main/accepted/2020/single-file/bundler.md and
 * src/native/corehost/bundle/header.h of https://github.com/dotnet/runtime
 *
 * @throws {KnownError} `FILE_MALFORMED` or `LIMIT_EXCEEDED` when it is one, and cannot be read.
 */
export function readDotnetBundle(program: Program): DotnetBundle | undefined {
  const headerAt = findHeader(program);
  if (headerAt === undefined) return undefined;
  const { source } = program;
  const cursor = cursorOf(readAt(source, headerAt, MOST_MANIFEST_BYTES));
  const major = cursor.number(4);
  cursor.number(4);
  const count = cursor.number(4);
  if (major < 1 || major > NEWEST) throw malformed(`is of version ${major}, which is not known`);
  cursor.text();
  if (major >= WITH_PLACES) {
    const [offset, sizeBytes] = [cursor.number(8), cursor.number(8)];
    // The file of settings, and flags.
    for (let i = 0; i < 3; i++) cursor.number(8);
    if (offset !== 0 && sizeBytes !== 0) return { depsJson: contentOf(program, { offset, sizeBytes, packedBytes: 0 }) };
  }
  for (let i = 0; i < Math.min(count, MOST_FILES); i++) {
    const [offset, sizeBytes] = [cursor.number(8), cursor.number(8)];
    const packedBytes = major >= WITH_PACKED ? cursor.number(8) : 0;
    cursor.number(1);
    if (cursor.text().endsWith(".deps.json")) {
      return { depsJson: contentOf(program, { offset, sizeBytes, packedBytes }) };
    }
  }
  return {};
}

/** Where the header stands, by the first mark that names a place in the file. */
function findHeader({ segments, source }: Program): number | undefined {
  let left = MOST_DATA_BYTES;
  for (const { isData, offset, sizeBytes } of segments) {
    if (!isData) continue;
    const end = Math.min(offset + sizeBytes, source.sizeBytes, offset + left);
    for (let at = offset; at < end; at += PIECE_BYTES) {
      // A mark may stand across the end of a piece.
      const piece = readAt(source, at, Math.min(PIECE_BYTES + OFFSET_BYTES + MARK.length, end - at));
      for (let found = findBytes(piece, MARK, OFFSET_BYTES); found >= 0; found = findBytes(piece, MARK, found + 1)) {
        const header = Number(viewOf(piece).getBigUint64(found - OFFSET_BYTES, true));
        if (header > 0 && header < source.sizeBytes) return header;
      }
    }
    left -= Math.max(0, end - offset);
    if (left <= 0) return undefined;
  }
  return undefined;
}

interface Place {
  readonly offset: number;
  readonly sizeBytes: number;
  /** 0 where it stands as it is. */
  readonly packedBytes: number;
}

function contentOf({ source }: Program, { offset, sizeBytes, packedBytes }: Place): Uint8Array {
  const stored = packedBytes === 0 ? sizeBytes : packedBytes;
  if (offset + stored > source.sizeBytes) throw malformed("names a place behind the end of the file");
  if (Math.max(stored, sizeBytes) > MOST_DEPS_BYTES) {
    throw new KnownError("LIMIT_EXCEEDED", `its list of dependencies has more than ${MOST_DEPS_BYTES} bytes`);
  }
  const bytes = readAt(source, offset, stored);
  return packedBytes === 0 ? bytes : inflateRaw(bytes, sizeBytes);
}

/** Reads numbers and texts one behind the other. */
function cursorOf(bytes: Uint8Array): { number: (width: 1 | 4 | 8) => number; text: () => string } {
  const view = viewOf(bytes);
  let at = 0;
  const number = (width: 1 | 4 | 8) => {
    if (at + width > bytes.length) throw malformed("is cut off");
    const value =
      width === 1 ? view.getUint8(at) : width === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
    at += width;
    return value;
  };
  return {
    number,
    text() {
      // The length stands in front, in groups of seven bits.
      let length = 0;
      for (let shift = 0; shift < 28; shift += 7) {
        const byte = number(1);
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      if (length > MOST_NAME_BYTES || at + length > bytes.length) throw malformed("is cut off");
      at += length;
      return new TextDecoder().decode(bytes.subarray(at - length, at));
    },
  };
}

const malformed = (what: string) => new KnownError("FILE_MALFORMED", `its bundle of .NET ${what}`);
