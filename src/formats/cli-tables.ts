import { type PeProgram, readDirectory, readRelative } from "./pe.ts";
import { viewOf } from "./program.ts";

/** Where the header of .NET stands among a file's directories. */
const CLI_HEADER = 14;
const CLI_HEADER_BYTES = 72;
const SIGNATURE = 0x424a5342;
const MOST_STREAMS = 32;
const MOST_ROOT_BYTES = 4096;
const MOST_TABLES_BYTES = 64 * 1024 * 1024;
const MOST_NAME_BYTES = 1024;
const MOST_BLOB_BYTES = 4096;

/** Numbers of the tables that are read. */
export const TABLE = {
  typeRef: 0x01,
  typeDef: 0x02,
  methodDef: 0x06,
  memberRef: 0x0a,
  customAttribute: 0x0c,
  assembly: 0x20,
  assemblyRef: 0x23,
} as const;

/** What one column of a table holds: a number of so many bytes, a place in a heap, or a row of other tables. */
type Column = 2 | 4 | "string" | "guid" | "blob" | { readonly rowOf: readonly number[]; readonly tagBits: number };

const row = (table: number): Column => ({ rowOf: [table], tagBits: 0 });
const coded = (tagBits: number, ...rowOf: number[]): Column => ({ rowOf, tagBits });

const TYPE = coded(2, 0x02, 0x01, 0x1b);
const HAS_CONSTANT = coded(2, 0x04, 0x08, 0x17);
const HAS_ATTRIBUTE = coded(
  5,
  ...[0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0a, 0x00, 0x0e, 0x17, 0x14],
  ...[0x11, 0x1a, 0x1b, 0x20, 0x23, 0x26, 0x27, 0x28, 0x2a, 0x2c, 0x2b],
);
const METHOD = coded(1, 0x06, 0x0a);

/**
 * The columns of every table up to the last that is read; each row's width follows from how long the others are.
 *
 * Source: ECMA-335, partition II, chapter 22 (https://ecma-international.org/publications-and-standards/standards/ecma-335/)
 */
const COLUMNS: readonly (readonly Column[])[] = [
  [2, "string", "guid", "guid", "guid"],
  [coded(2, 0x00, 0x1a, 0x23, 0x01), "string", "string"],
  [4, "string", "string", TYPE, row(0x04), row(0x06)],
  [row(0x04)],
  [2, "string", "blob"],
  [row(0x06)],
  [4, 2, 2, "string", "blob", row(0x08)],
  [row(0x08)],
  [2, 2, "string"],
  [row(0x02), TYPE],
  [coded(3, 0x02, 0x01, 0x1a, 0x06, 0x1b), "string", "blob"],
  [2, HAS_CONSTANT, "blob"],
  [HAS_ATTRIBUTE, coded(3, 0x06, 0x0a), "blob"],
  [coded(1, 0x04, 0x08), "blob"],
  [2, coded(2, 0x02, 0x06, 0x20), "blob"],
  [2, 4, row(0x02)],
  [4, row(0x04)],
  ["blob"],
  [row(0x02), row(0x14)],
  [row(0x14)],
  [2, "string", TYPE],
  [row(0x02), row(0x17)],
  [row(0x17)],
  [2, "string", "blob"],
  [2, row(0x06), coded(1, 0x14, 0x17)],
  [row(0x02), METHOD, METHOD],
  ["string"],
  ["blob"],
  [2, coded(1, 0x04, 0x06), "string", row(0x1a)],
  [4, row(0x04)],
  [4, 4],
  [4],
  [4, 2, 2, 2, 2, 4, "blob", "string", "string"],
  [4],
  [4, 4, 4],
  [2, 2, 2, 2, 4, "blob", "string", "string", "blob"],
];

/** The tables in which a .NET assembly describes itself. */
export interface CliTables {
  /** Number of the method that it begins with; 0 in a library. */
  readonly entryPoint: number;
  /** Part of the code was compiled for a machine before it came here. */
  readonly isCompiled: boolean;
  readonly rows: (table: number) => number;
  /** Its rows stand in the order of what they belong to. */
  readonly isSorted: (table: number) => boolean;
  /** The numbers of a row, counted from 1; `undefined` where there is none. */
  readonly row: (table: number, index: number) => readonly number[] | undefined;
  readonly string: (offset: number) => string;
  readonly blob: (offset: number) => Uint8Array;
}

/** The tables of a file of .NET; `undefined` for any other, and for one whose tables cannot be found. */
export function readCliTables(pe: PeProgram): CliTables | undefined {
  const header = readDirectory(pe, CLI_HEADER, CLI_HEADER_BYTES);
  if (header.length < CLI_HEADER_BYTES) return undefined;
  const head = viewOf(header);
  const metadata = { address: head.getUint32(8, true), length: head.getUint32(12, true) };
  const streams = streamsOf(pe, metadata);
  const tables = streams.get("#~") ?? streams.get("#-");
  if (!tables) return undefined;
  const heap = (name: string) => (offset: number, most: number) => {
    const stream = streams.get(name);
    if (!stream || offset >= stream.length) return new Uint8Array();
    return readRelative(pe, stream.address + offset, Math.min(most, stream.length - offset));
  };
  const strings = heap("#Strings");
  const blobs = heap("#Blob");
  const layout = layoutOf(readRelative(pe, tables.address, Math.min(tables.length, MOST_TABLES_BYTES)));
  if (!layout) return undefined;
  return {
    entryPoint: head.getUint32(20, true),
    isCompiled: head.getUint32(64, true) !== 0,
    ...layout,
    string(offset) {
      const bytes = strings(offset, MOST_NAME_BYTES);
      const zero = bytes.indexOf(0);
      return new TextDecoder().decode(zero < 0 ? bytes : bytes.subarray(0, zero));
    },
    blob: (offset) => sized(blobs(offset, MOST_BLOB_BYTES)),
  };
}

interface Stream {
  readonly address: number;
  readonly length: number;
}

/** The parts of the metadata, by their names. */
function streamsOf(pe: PeProgram, { address, length }: Stream): ReadonlyMap<string, Stream> {
  const streams = new Map<string, Stream>();
  const root = readRelative(pe, address, Math.min(length, MOST_ROOT_BYTES));
  if (root.length < 20) return streams;
  const view = viewOf(root);
  if (view.getUint32(0, true) !== SIGNATURE) return streams;
  let at = 16 + aligned(Math.min(view.getUint32(12, true), MOST_ROOT_BYTES));
  if (at + 4 > root.length) return streams;
  const count = Math.min(view.getUint16(at + 2, true), MOST_STREAMS);
  at += 4;
  for (let i = 0; i < count && at + 8 < root.length; i++) {
    const end = root.indexOf(0, at + 8);
    if (end < 0) break;
    const name = new TextDecoder("latin1").decode(root.subarray(at + 8, end));
    // The runtime takes the first of a name.
    if (!streams.has(name))
      streams.set(name, { address: address + view.getUint32(at, true), length: view.getUint32(at + 4, true) });
    at += 8 + aligned(end + 1 - (at + 8));
  }
  return streams;
}

/** Where each table stands, by how many rows they have and how wide those are. */
function layoutOf(bytes: Uint8Array): Pick<CliTables, "rows" | "row" | "isSorted"> | undefined {
  if (bytes.length < 24) return undefined;
  const view = viewOf(bytes);
  const heaps = bytes[6] ?? 0;
  const present = view.getBigUint64(8, true);
  const sorted = view.getBigUint64(16, true);
  const counts: number[] = [];
  let at = 24;
  for (let table = 0; table < 64; table++) {
    if (((present >> BigInt(table)) & 1n) === 0n) continue;
    if (at + 4 > bytes.length) return undefined;
    counts[table] = view.getUint32(at, true);
    at += 4;
  }
  // Files in the middle of editing have four bytes more.
  if ((heaps & 0x40) !== 0) at += 4;
  const rows = (table: number) => counts[table] ?? 0;
  const widthOf = (column: Column): 2 | 4 => {
    if (typeof column === "number") return column;
    if (column === "string") return (heaps & 1) === 0 ? 2 : 4;
    if (column === "guid") return (heaps & 2) === 0 ? 2 : 4;
    if (column === "blob") return (heaps & 4) === 0 ? 2 : 4;
    return column.rowOf.some((table) => rows(table) >= 2 ** (16 - column.tagBits)) ? 4 : 2;
  };
  const tables = COLUMNS.map((columns, table) => {
    const widths = columns.map(widthOf);
    const rowBytes = widths.reduce<number>((sum, width) => sum + width, 0);
    const start = at;
    at += rowBytes * rows(table);
    return { start, rowBytes, widths };
  });
  return {
    rows: (table) => {
      const { start, rowBytes } = tables[table] ?? { start: 0, rowBytes: 1 };
      // Those that are there, whatever their number says.
      return Math.min(rows(table), Math.max(0, Math.floor((bytes.length - start) / rowBytes)));
    },
    isSorted: (table) => ((sorted >> BigInt(table)) & 1n) !== 0n,
    row(table, index) {
      const place = tables[table];
      if (!place || index < 1 || index > rows(table)) return undefined;
      let from = place.start + (index - 1) * place.rowBytes;
      if (from + place.rowBytes > bytes.length) return undefined;
      return place.widths.map((width) => {
        const value = width === 2 ? view.getUint16(from, true) : view.getUint32(from, true);
        from += width;
        return value;
      });
    },
  };
}

/** What stands behind a length of one, two or four bytes; nothing where it is longer than what is at hand. */
function sized(bytes: Uint8Array): Uint8Array {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const [length, from] =
    a < 0x80 ? [a, 1] : a < 0xc0 ? [((a & 0x3f) << 8) | b, 2] : [((a & 0x1f) << 24) | (b << 16) | (c << 8) | d, 4];
  return from + length > bytes.length ? new Uint8Array() : bytes.subarray(from, from + length);
}

const aligned = (length: number) => (length + 3) & ~3;
