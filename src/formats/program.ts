import type { ByteSource } from "./byte-source.ts";
import { readElf } from "./elf.ts";
import { latin1Of } from "./latin1.ts";
import { readMachO } from "./mach-o.ts";
import { readPe } from "./pe.ts";

/** A named part of a program's file. */
export interface ProgramSection {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** A part of the file as it lies in memory when the program runs. */
export interface ProgramSegment {
  readonly name: string;
  readonly address: number;
  readonly offset: number;
  /** In the file; in memory it may be longer. */
  readonly sizeBytes: number;
  /** Holds data that the program may change. */
  readonly isData: boolean;
}

/** A program, by what all three formats say of its file. */
export interface Program {
  readonly format: "elf" | "pe" | "mach-o";
  /** By the name that Go gives it; absent for rare ones. */
  readonly architecture?: string;
  readonly isLittleEndian: boolean;
  readonly sections: readonly ProgramSection[];
  readonly segments: readonly ProgramSegment[];
  /** The file; of one for several architectures the part that is read. */
  readonly source: ByteSource;
}

/** A file whose tables are longer was not made by a compiler. */
export const MOST_SECTIONS = 20_000;

/** A program in one of the formats of Linux, Windows and macOS; `undefined` for any other file. */
export function readProgram(source: ByteSource): Program | undefined {
  const [a, b, c, d] = source.read(0, 4);
  if (a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46) return readElf(source);
  if (a === 0x4d && b === 0x5a) return readPe(source);
  return readMachO(source);
}

/** A section's bytes, or their beginning. */
export function readSection({ source }: Program, section: ProgramSection, mostBytes: number): Uint8Array {
  return readAt(source, section.offset, Math.min(section.sizeBytes, mostBytes));
}

/** What lies at an address when the program runs, as far as it stands in the file. */
export function readAddress({ source, segments }: Program, address: number, length: number): Uint8Array {
  const segment = segments.find((one) => address >= one.address && address < one.address + one.sizeBytes);
  if (!segment) return new Uint8Array();
  const within = address - segment.address;
  return readAt(source, segment.offset + within, Math.min(length, segment.sizeBytes - within));
}

/** A stranger's offset and length: nothing where they lead out of the file. */
export function readAt(source: ByteSource, offset: number, length: number): Uint8Array {
  if (!(offset >= 0 && offset < source.sizeBytes && length > 0)) return new Uint8Array();
  return source.read(offset, Math.min(length, source.sizeBytes - offset));
}

/** Text up to its first zero. */
export function textAt(bytes: Uint8Array, start: number, most: number): string {
  const piece = bytes.subarray(start, start + most);
  const zero = piece.indexOf(0);
  return latin1Of(zero < 0 ? piece : piece.subarray(0, zero));
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
