import type { ByteSource } from "./byte-source.ts";
import {
  MOST_SECTIONS,
  type Program,
  type ProgramSection,
  type ProgramSegment,
  readAt,
  textAt,
  viewOf,
} from "./program.ts";

const LOADED = 1;
const WRITABLE = 2;
const EXECUTABLE = 1;
/** Takes room in memory and none in the file. */
const NO_BITS = 8;
const MOST_NAME = 64;
const MOST_NAMES_BYTES = 1024 * 1024;

/** Source: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html; with the byte order where it tells two apart. */
const MACHINES: Readonly<Record<string, string>> = {
  "3": "386",
  "8 big": "mips",
  "8 little": "mipsle",
  "20 big": "ppc",
  "21 big": "ppc64",
  "21 little": "ppc64le",
  "22 big": "s390x",
  "40": "arm",
  "62": "amd64",
  "183": "arm64",
  "243": "riscv64",
  "258": "loong64",
};

/** Reads the tables of an ELF file, in whichever of its four forms; `undefined` when it is too short for one. */
export function readElf(source: ByteSource): Program | undefined {
  const header = readAt(source, 0, 64);
  if (header.length < 52) return undefined;
  const is64 = header[4] === 2;
  if (is64 && header.length < 64) return undefined;
  const isLittleEndian = header[5] !== 2;
  const reading = readingOf(isLittleEndian, is64);
  const { half, address } = reading;
  const view = viewOf(header);
  const machine = half(view, 18);
  const architecture = MACHINES[machine] ?? MACHINES[`${machine} ${isLittleEndian ? "little" : "big"}`];
  const counts = is64 ? 54 : 42;
  const segments = segmentsOf(
    source,
    { offset: address(view, is64 ? 32 : 28), entryBytes: half(view, counts), count: half(view, counts + 2) },
    reading,
  );
  const sections = sectionsOf(
    source,
    { offset: address(view, is64 ? 40 : 32), entryBytes: half(view, counts + 4), count: half(view, counts + 6) },
    half(view, counts + 8),
    reading,
  );
  return { format: "elf", ...(architecture && { architecture }), isLittleEndian, sections, segments, source };
}

interface Table {
  readonly offset: number;
  readonly entryBytes: number;
  readonly count: number;
}

interface Reading {
  readonly is64: boolean;
  readonly half: (view: DataView, at: number) => number;
  readonly word: (view: DataView, at: number) => number;
  /** As wide as an address. */
  readonly address: (view: DataView, at: number) => number;
}

function readingOf(little: boolean, is64: boolean): Reading {
  const word = (view: DataView, at: number) => view.getUint32(at, little);
  return {
    is64,
    half: (view, at) => view.getUint16(at, little),
    word,
    address: is64 ? (view, at) => Number(view.getBigUint64(at, little)) : word,
  };
}

/** Each entry of a table that stands in the file as a whole. */
function entriesOf(source: ByteSource, { offset, entryBytes, count }: Table, leastBytes: number): DataView[] {
  if (entryBytes < leastBytes) return [];
  const bytes = readAt(source, offset, Math.min(count, MOST_SECTIONS) * entryBytes);
  const whole = Math.floor(bytes.length / entryBytes);
  return Array.from({ length: whole }, (_, i) => viewOf(bytes.subarray(i * entryBytes, (i + 1) * entryBytes)));
}

function segmentsOf(source: ByteSource, table: Table, { is64, word, address }: Reading): ProgramSegment[] {
  return entriesOf(source, table, is64 ? 56 : 32).flatMap((view) => {
    if (word(view, 0) !== LOADED) return [];
    const flags = word(view, is64 ? 4 : 24);
    return [
      {
        name: "",
        offset: address(view, is64 ? 8 : 4),
        address: address(view, is64 ? 16 : 8),
        sizeBytes: address(view, is64 ? 32 : 16),
        isData: (flags & WRITABLE) !== 0 && (flags & EXECUTABLE) === 0,
      },
    ];
  });
}

function sectionsOf(
  source: ByteSource,
  told: Table,
  toldNames: number,
  { is64, word, address }: Reading,
): ProgramSection[] {
  const least = is64 ? 64 : 40;
  let table = told;
  let namesAt = toldNames;
  // More than 65,279 are counted in the first one.
  const [first] = told.count === 0 || toldNames === 0xffff ? entriesOf(source, { ...told, count: 1 }, least) : [];
  if (first) {
    if (told.count === 0) table = { ...told, count: address(first, is64 ? 32 : 20) };
    if (toldNames === 0xffff) namesAt = word(first, is64 ? 40 : 24);
  }
  const entries = entriesOf(source, table, least).map((view) => ({
    name: word(view, 0),
    type: word(view, 4),
    offset: address(view, is64 ? 24 : 16),
    sizeBytes: address(view, is64 ? 32 : 20),
  }));
  const place = entries[namesAt];
  const names = place ? readAt(source, place.offset, Math.min(place.sizeBytes, MOST_NAMES_BYTES)) : new Uint8Array();
  return entries
    .filter(({ type }) => type !== NO_BITS)
    .map(({ name, offset, sizeBytes }) => ({ name: textAt(names, name, MOST_NAME), offset, sizeBytes }));
}
