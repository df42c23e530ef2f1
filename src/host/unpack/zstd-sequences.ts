import { corrupt } from "./zstd-corrupt.ts";
import { buildFseTable, type FseBounds, type FseTable, fseTableOf, readFseTable } from "./zstd-fse.ts";

/** How the lengths and offsets of a block's sequences are coded. */
export interface SequenceTables {
  readonly literalLengths: FseTable;
  readonly offsets: FseTable;
  readonly matchLengths: FseTable;
}

/** What a length code stands for: a base, and bits that are added to it. */
export interface LengthCodes {
  readonly bases: Uint32Array;
  readonly bits: Uint8Array;
}

// Sources: RFC 8878, 3.1.1.3.2.1.1 (codes) and 3.1.1.3.2.2 (predefined tables)

function lengthCodes(bits: readonly number[], first: number): LengthCodes {
  let next = first;
  const bases = bits.map((count) => {
    const base = next;
    next += 2 ** count;
    return base;
  });
  return { bases: Uint32Array.from(bases), bits: Uint8Array.from(bits) };
}

const zeros = (length: number) => Array<number>(length).fill(0);

export const LITERAL_LENGTHS = lengthCodes(
  [...zeros(16), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  0,
);
export const MATCH_LENGTHS = lengthCodes(
  [...zeros(32), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  3,
);

const USUAL_LITERAL_LENGTHS = buildFseTable(
  [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1],
  6,
);
const USUAL_OFFSETS = buildFseTable(
  [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
  5,
);
const USUAL_MATCH_LENGTHS = buildFseTable(
  [1, 4, 3, 2, 2, 2, 2, 2, 2, ...Array<number>(37).fill(1), -1, -1, -1, -1, -1, -1, -1],
  6,
);

/**
 * Reads how the sequences of a block are coded.
 * Source: RFC 8878, 3.1.1.3.2.1
 *
 * @param at  Of the byte that names the kinds of the three codes.
 * @returns The codes, and where the sequences begin.
 * @throws {KnownError} `FILE_MALFORMED`
 */
export function readSequenceTables(
  block: Uint8Array,
  at: number,
  before: SequenceTables | undefined,
): { tables: SequenceTables; end: number } {
  const kinds = block[at] ?? 0;
  if (kinds & 3) throw corrupt("sequences set a flag that is reserved");
  let end = at + 1;
  const read = (kind: number, usual: FseTable, repeated: FseTable | undefined, bounds: FseBounds): FseTable => {
    if (kind === 0) return usual;
    if (kind === 1) {
      const symbol = block[end++] ?? 0;
      if (symbol > bounds.maxSymbol || end > block.length) throw corrupt("a code of a symbol that there is not");
      return fseTableOf(symbol);
    }
    if (kind === 3) {
      if (!repeated) throw corrupt("sequences without a code");
      return repeated;
    }
    const own = readFseTable(block, end, bounds);
    end = own.end;
    return own.table;
  };
  const tables = {
    literalLengths: read(kinds >> 6, USUAL_LITERAL_LENGTHS, before?.literalLengths, { maxAccuracy: 9, maxSymbol: 35 }),
    offsets: read((kinds >> 4) & 3, USUAL_OFFSETS, before?.offsets, { maxAccuracy: 8, maxSymbol: 31 }),
    matchLengths: read((kinds >> 2) & 3, USUAL_MATCH_LENGTHS, before?.matchLengths, { maxAccuracy: 9, maxSymbol: 52 }),
  };
  return { tables, end };
}
