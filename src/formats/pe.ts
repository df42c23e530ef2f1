import type { ByteSource } from "./byte-source.ts";
import { type Program, readAt, textAt, viewOf } from "./program.ts";

const HEADER_BYTES = 24;
const SECTION_BYTES = 40;
/** Initialised data that may be read and written. */
const DATA = 0xc0000040;

/** Source: https://learn.microsoft.com/windows/win32/debug/pe-format#machine-types */
const MACHINES: Readonly<Record<number, string>> = { 332: "386", 452: "arm", 34404: "amd64", 43620: "arm64" };

/** Reads the tables of a Windows program; `undefined` for what is none, though it begins as one. */
export function readPe(source: ByteSource): Program | undefined {
  const stub = readAt(source, 0x3c, 4);
  if (stub.length < 4) return undefined;
  const at = viewOf(stub).getUint32(0, true);
  const header = readAt(source, at, HEADER_BYTES);
  if (header.length < HEADER_BYTES || textAt(header, 0, 4) !== "PE") return undefined;
  const view = viewOf(header);
  const architecture = MACHINES[view.getUint16(4, true)];
  const optionalBytes = view.getUint16(20, true);
  const optional = readAt(source, at + HEADER_BYTES, optionalBytes);
  const base = imageBase(optional);
  const table = readAt(source, at + HEADER_BYTES + optionalBytes, view.getUint16(6, true) * SECTION_BYTES);
  const rows = Array.from({ length: Math.floor(table.length / SECTION_BYTES) }, (_, i) => {
    const row = viewOf(table.subarray(i * SECTION_BYTES, (i + 1) * SECTION_BYTES));
    const flags = row.getUint32(36, true);
    return {
      name: textAt(table, i * SECTION_BYTES, 8),
      address: base + row.getUint32(12, true),
      offset: row.getUint32(20, true),
      sizeBytes: row.getUint32(16, true),
      isData: (flags & DATA) >>> 0 === DATA,
    };
  });
  return {
    format: "pe",
    ...(architecture && { architecture }),
    isLittleEndian: true,
    sections: rows.map(({ name, offset, sizeBytes }) => ({ name, offset, sizeBytes })),
    segments: rows,
    source,
  };
}

function imageBase(optional: Uint8Array): number {
  if (optional.length < 32) return 0;
  const view = viewOf(optional);
  return view.getUint16(0, true) === 0x20b ? Number(view.getBigUint64(24, true)) : view.getUint32(28, true);
}
