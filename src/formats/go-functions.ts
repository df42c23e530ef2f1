import { latin1Of } from "./latin1.ts";
import { type Program, type ProgramSection, readAt, viewOf } from "./program.ts";

/** Names of the functions that are in a Go program, as its table of lines has them. */
export interface GoFunctionNames {
  readonly names: Iterable<string>;
  /** Whether functions that were inlined everywhere are among them: since Go 1.16. */
  readonly hasInlined: boolean;
}

/**
 * First word of the table, and behind the counts the position of the names in it.
 * Source: https://github.com/golang/go/blob/master/src/debug/gosym/pclntab.go, https://go.dev/s/go12symtab
 */
const FORMS: ReadonlyMap<number, { readonly namesAt?: number }> = new Map([
  [0xfffffffb, {}],
  [0xfffffffa, { namesAt: 2 }],
  [0xfffffff0, { namesAt: 3 }],
  [0xfffffff1, { namesAt: 3 }],
]);

const SECTIONS: ReadonlySet<string> = new Set([".gopclntab", ".data.rel.ro.gopclntab", "__gopclntab"]);
/** Where it lies in programs of Windows, which have no section for it, and where other linkers put it. */
const SEARCHED: ReadonlySet<string> = new Set([".rdata", ".data.rel.ro", ".rodata", ".text"]);
const ALIGNED_TO = 8;
const PIECE_BYTES = 1024 * 1024;
const HEADER_BYTES = 8;

const MOST_NAMES_BYTES = 64 * 1024 * 1024;
const MOST_FUNCTIONS = 1_000_000;
const MOST_NAME = 4096;

/**
 * The functions that the linker put into a Go program, stripped or not; `undefined` where it has no such table.
 *
 * From Go 1.16 on the names are a list of their own, and the linker writes into it those of inlined functions, too. Before,
 * only functions with code of their own can be found.
 */
export function readGoFunctionNames(program: Program): GoFunctionNames | undefined {
  const table = findTable(program);
  if (table === undefined) return undefined;
  const { offset, sizeBytes } = table;
  const { source, isLittleEndian: little } = program;
  const header = readAt(source, offset, Math.min(HEADER_BYTES + 8 * 8, sizeBytes));
  if (header.length < HEADER_BYTES) return undefined;
  const view = viewOf(header);
  const form = FORMS.get(view.getUint32(0, little));
  const wordBytes = header[7] ?? 0;
  if (form === undefined || (wordBytes !== 4 && wordBytes !== 8)) return undefined;
  const word = (index: number): number => {
    const at = HEADER_BYTES + index * wordBytes;
    if (at + wordBytes > header.length) return Number.NaN;
    return wordBytes === 8 ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  };
  const { namesAt } = form;
  if (namesAt === undefined) {
    const bytes = readAt(source, offset, Math.min(sizeBytes, MOST_NAMES_BYTES));
    return { names: namesOfTable(bytes, word(0), wordBytes, little), hasInlined: false };
  }
  const start = word(namesAt);
  const end = word(namesAt + 1);
  if (!(start >= HEADER_BYTES && end > start && end <= sizeBytes)) return undefined;
  const bytes = readAt(source, offset + start, Math.min(end - start, MOST_NAMES_BYTES));
  // Cut off, the list would call functions absent that are not.
  return bytes.length < end - start ? undefined : { names: textsOf(bytes), hasInlined: true };
}

function findTable(program: Program): Pick<ProgramSection, "offset" | "sizeBytes"> | undefined {
  const named = program.sections.find(({ name }) => SECTIONS.has(name));
  if (named) return named;
  const likely = program.sections.filter(({ name }) => SEARCHED.has(name));
  const parts = likely.length > 0 ? likely : program.segments;
  for (const part of parts) {
    const at = searchTable(program, part);
    if (at !== undefined) return { offset: part.offset + at, sizeBytes: part.sizeBytes - at };
  }
  return undefined;
}

function searchTable(
  { source, isLittleEndian: little }: Program,
  { offset, sizeBytes }: ProgramSection | Program["segments"][number],
) {
  for (let at = 0; at < sizeBytes; at += PIECE_BYTES) {
    const piece = readAt(source, offset + at, Math.min(PIECE_BYTES, sizeBytes - at));
    if (piece.length < HEADER_BYTES) return undefined;
    const view = viewOf(piece);
    for (let i = 0; i + HEADER_BYTES <= piece.length; i += ALIGNED_TO) {
      if (!FORMS.has(view.getUint32(i, little)) || piece[i + 4] !== 0 || piece[i + 5] !== 0) continue;
      const [quantum = 0, wordBytes = 0] = piece.subarray(i + 6, i + 8);
      if ((quantum === 1 || quantum === 2 || quantum === 4) && (wordBytes === 4 || wordBytes === 8)) return at + i;
    }
  }
  return undefined;
}

/** Texts one after the other, each with a zero behind it. */
function* textsOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder();
  let count = 0;
  for (let at = 0, end = 0; at < bytes.length && count < MOST_FUNCTIONS; at = end) {
    // Many at once: a call for each takes longer than reading it.
    const last = bytes.subarray(at, at + PIECE_BYTES).lastIndexOf(0);
    end = last < 0 ? at + PIECE_BYTES : at + last + 1;
    for (const text of decoder.decode(bytes.subarray(at, end)).split("\0")) {
      count++;
      if (text !== "" && text.length <= MOST_NAME) yield text;
    }
  }
}

/** Up to Go 1.15: each function's record is found by a table, and tells where its name is. */
function* namesOfTable(bytes: Uint8Array, count: number, wordBytes: number, little: boolean): Generator<string> {
  const view = viewOf(bytes);
  const word = (at: number) => (wordBytes === 8 ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const start = HEADER_BYTES + wordBytes;
  for (let i = 0; i < Math.min(count, MOST_FUNCTIONS); i++) {
    const entry = start + 2 * wordBytes * i;
    if (entry + 2 * wordBytes > bytes.length) return;
    const record = word(entry + wordBytes) + wordBytes;
    if (!(record + 4 <= bytes.length)) continue;
    const name = view.getInt32(record, little);
    if (name <= 0 || name >= bytes.length) continue;
    const piece = bytes.subarray(name, name + MOST_NAME);
    const zero = piece.indexOf(0);
    if (zero > 0) yield latin1Of(piece.subarray(0, zero));
  }
}

/** A function as Go's vulnerability database names it. */
export interface GoSymbol {
  /** Import path. */
  readonly path: string;
  /** `Func`, `Type.Method`; empty for what has no name there. */
  readonly name: string;
}

/** What the compiler makes: the equality of a type, wrappers, what C code brings. */
const NO_PACKAGE = /^(?:go|type)[.:]|^_?cgo|^x_cgo|^\.|^$/;

/** Functions within functions, and wrappers around them: `func2`, `1`, `gowrap1`, `deferwrap2`, `func1-range1`. */
const WITHIN = /^(?:(?:func|gowrap|deferwrap)?\d+)(?:-range\d+)*$/;

/**
 * Splits the linker's name of a function. What stands within a function counts as that function: it is there because the
 * other is, if only inlined. `gopkg.in/yaml%2ev3.(*Decoder).Decode.func1` is `Decoder.Decode` of `gopkg.in/yaml.v3`.
 */
export function goSymbolOf(linked: string): GoSymbol | undefined {
  if (isOfNoPackage(linked)) return undefined;
  // Arguments of a generic function have paths of their own.
  const plain = linked.includes("[") ? withoutArguments(linked) : linked;
  const receiver = plain.indexOf("(");
  const slash = receiver < 0 ? plain.lastIndexOf("/") : plain.lastIndexOf("/", receiver);
  const dot = plain.indexOf(".", slash + 1);
  if (dot <= 0) return undefined;
  return { path: unescaped(plain.slice(0, dot)), name: nameOf(plain.slice(dot + 1)) };
}

/** Most names begin with none of the letters of what is no package's. */
function isOfNoPackage(linked: string): boolean {
  return /^[gt_cx.]|^$/.test(linked) && NO_PACKAGE.test(linked);
}

function nameOf(called: string): string {
  const plain = withoutMarks(called);
  if (!plain.includes(".")) return plain === "glob" ? "" : plain;
  const parts = plain.split(".");
  const inner = parts.findIndex((part, i) => i > 0 && WITHIN.test(part));
  const name = (inner < 0 ? parts : parts.slice(0, inner)).join(".");
  return name === "glob." || name === "glob" ? "" : name;
}

function unescaped(path: string): string {
  if (!path.includes("%")) return path;
  return path.replaceAll(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Without what says that a receiver is a pointer, and that a method was taken as a value. */
function withoutMarks(name: string): string {
  const called = name.endsWith("-fm") ? name.slice(0, -3) : name;
  return called.includes("(") || called.includes("*") ? called.replaceAll(/[(*)]/g, "") : called;
}

function withoutArguments(text: string): string {
  let depth = 0;
  let result = "";
  let from = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]]/g)) {
    if (depth === 0) result += text.slice(from, index);
    depth = bracket === "[" ? depth + 1 : Math.max(depth - 1, 0);
    from = index + 1;
  }
  return depth === 0 ? result + text.slice(from) : result;
}
