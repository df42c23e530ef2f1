import type { ByteSource } from "./byte-source.ts";
import { type Program, type ProgramSegment, readAddress, readAt, textAt, viewOf } from "./program.ts";

/** A Windows program or library, with where its tables lie. */
export interface PeProgram extends Program {
  readonly format: "pe";
  /** Added to the addresses that the file's own tables tell. */
  readonly baseAddress: number;
  /** In the order that the format gives; `length` 0 where the file has none. */
  readonly directories: readonly { readonly address: number; readonly length: number }[];
  /** For what the code was compiled before it came here; absent for Windows, and for code that runs anywhere. */
  readonly compiledFor?: string;
}

const HEADER_BYTES = 24;
const SECTION_BYTES = 40;
const DIRECTORY_BYTES = 8;
const MOST_DIRECTORIES = 16;
/** Windows takes 96; each address is looked for among all. */
const MOST_SECTIONS = 1000;
/** Initialised data that may be read and written. */
const DATA = 0xc0000040;
const PE32_PLUS = 0x20b;

/** Source: https://learn.microsoft.com/windows/win32/debug/pe-format#machine-types */
const MACHINES: Readonly<Record<number, string>> = {
  332: "386",
  452: "arm",
  34404: "amd64",
  43620: "arm64",
  20580: "riscv64",
  25188: "loong64",
};

/**
 * .NET marks code that it compiled for another system by a machine of its own: these, laid over the real one.
 * Source: IMAGE_FILE_MACHINE_OS_MASK in src/coreclr/inc/pedecoder.h of https://github.com/dotnet/runtime
 */
const SYSTEMS: readonly (readonly [mask: number, system: string])[] = [
  [0x7b79, "linux"],
  [0x4644, "osx"],
  [0xadc4, "freebsd"],
  [0x1993, "netbsd"],
  [0x1992, "sunos"],
];

/** Reads the tables of a Windows program; `undefined` for what is none, though it begins as one. */
export function readPe(source: ByteSource): PeProgram | undefined {
  const stub = readAt(source, 0x3c, 4);
  if (stub.length < 4) return undefined;
  const at = viewOf(stub).getUint32(0, true);
  const header = readAt(source, at, HEADER_BYTES);
  if (header.length < HEADER_BYTES || textAt(header, 0, 4) !== "PE") return undefined;
  const view = viewOf(header);
  const optionalBytes = view.getUint16(20, true);
  const optional = readAt(source, at + HEADER_BYTES, optionalBytes);
  const baseAddress = imageBase(optional);
  const count = Math.min(view.getUint16(6, true), MOST_SECTIONS);
  const table = readAt(source, at + HEADER_BYTES + optionalBytes, count * SECTION_BYTES);
  const rows = Array.from({ length: Math.floor(table.length / SECTION_BYTES) }, (_, i): ProgramSegment => {
    const row = viewOf(table.subarray(i * SECTION_BYTES, (i + 1) * SECTION_BYTES));
    const flags = row.getUint32(36, true);
    return {
      name: textAt(table, i * SECTION_BYTES, 8),
      address: baseAddress + row.getUint32(12, true),
      offset: row.getUint32(20, true),
      sizeBytes: row.getUint32(16, true),
      isData: (flags & DATA) >>> 0 === DATA,
    };
  });
  return {
    format: "pe",
    ...targetOf(view.getUint16(4, true)),
    isLittleEndian: true,
    sections: rows.map(({ name, offset, sizeBytes }) => ({ name, offset, sizeBytes })),
    segments: rows,
    source,
    baseAddress,
    directories: directoriesOf(optional),
  };
}

/** What lies in one of the file's directories, or its beginning. */
export function readDirectory(pe: PeProgram, index: number, mostBytes: number): Uint8Array {
  const { address, length } = pe.directories[index] ?? { address: 0, length: 0 };
  return address === 0 ? new Uint8Array() : readRelative(pe, address, Math.min(length, mostBytes));
}

/** What lies at an address that the file's own tables tell. */
export function readRelative(pe: PeProgram, address: number, length: number): Uint8Array {
  return readAddress(pe, pe.baseAddress + address, length);
}

function targetOf(machine: number): Pick<PeProgram, "architecture" | "compiledFor"> {
  const plain = MACHINES[machine];
  if (plain) return { architecture: plain };
  for (const [mask, compiledFor] of SYSTEMS) {
    const architecture = MACHINES[machine ^ mask];
    if (architecture) return { architecture, compiledFor };
  }
  return {};
}

function imageBase(optional: Uint8Array): number {
  if (optional.length < 32) return 0;
  const view = viewOf(optional);
  return view.getUint16(0, true) === PE32_PLUS ? Number(view.getBigUint64(24, true)) : view.getUint32(28, true);
}

function directoriesOf(optional: Uint8Array): PeProgram["directories"] {
  if (optional.length < 2) return [];
  const view = viewOf(optional);
  const countAt = view.getUint16(0, true) === PE32_PLUS ? 108 : 92;
  if (optional.length < countAt + 4) return [];
  const start = countAt + 4;
  const there = Math.floor((optional.length - start) / DIRECTORY_BYTES);
  const length = Math.min(view.getUint32(countAt, true), there, MOST_DIRECTORIES);
  return Array.from({ length }, (_, i) => ({
    address: view.getUint32(start + i * DIRECTORY_BYTES, true),
    length: view.getUint32(start + i * DIRECTORY_BYTES + 4, true),
  }));
}
