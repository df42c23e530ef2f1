import { type Program, readAddress, readAt, viewOf } from "./program.ts";
import { linesOf } from "./text-lines.ts";

/** A module as a Go program names it. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** `h1:…`, of go.sum. */
  readonly sum?: string;
  /** What was built in its place. */
  readonly replacement?: GoModule;
}

/** What a Go program says of how it was built. */
export interface GoBuildInfo {
  /** `go1.22.3`, perhaps with experiments behind it. */
  readonly goVersion: string;
  /** Of the package that it was built from. */
  readonly path?: string;
  readonly main?: GoModule;
  readonly modules: readonly GoModule[];
  readonly settings: ReadonlyMap<string, string>;
}

/** 0xff, ` Go buildinf:`. */
const MAGIC = Uint8Array.from([0xff, ...new TextEncoder().encode(" Go buildinf:")]);
const ALIGNED_TO = 16;
const HEADER_BYTES = 32;
const INLINE = 2;
const BIG_ENDIAN = 1;

/** Around the list of modules stand two marks, by which Go finds it in a running program. */
const MARK_BYTES = 16;

const PIECE_BYTES = 1024 * 1024;
const MOST_VERSION_BYTES = 4096;
const MOST_MODULES_BYTES = 16 * 1024 * 1024;
const MOST_MODULES = 20_000;
const MOST_SETTINGS = 1000;

/**
 * Reads the build information that Go's linker leaves in programs; `undefined` where there is none.
 *
 * Source: https://pkg.go.dev/debug/buildinfo and the format as its package describes it
 */
export function readGoBuildInfo(program: Program): GoBuildInfo | undefined {
  const start = findMagic(program);
  if (start === undefined) return undefined;
  const header = readAt(program.source, start, HEADER_BYTES);
  if (header.length < HEADER_BYTES) return undefined;
  const flags = header[15] ?? 0;
  const texts = (flags & INLINE) !== 0 ? inlineTexts(program, start + HEADER_BYTES) : pointedTexts(program, header);
  if (!texts) return undefined;
  const decoder = new TextDecoder();
  const goVersion = decoder.decode(texts.version);
  return goVersion === "" ? undefined : { goVersion, ...parseModules(decoder.decode(withoutMarks(texts.modules))) };
}

/** In a section of its own, or, where there are no sections, anywhere in the program's data. */
function findMagic(program: Program): number | undefined {
  const { sections, segments, source } = program;
  const section = sections.find(({ name }) => name === ".go.buildinfo" || name === "__go_buildinfo");
  const data = section ?? segments.find(({ isData, sizeBytes }) => isData && sizeBytes > 0);
  if (!data) return undefined;
  for (let at = 0; at < data.sizeBytes; at += PIECE_BYTES) {
    // A header is never torn: pieces are whole multiples of what it is aligned to.
    const piece = readAt(source, data.offset + at, Math.min(PIECE_BYTES, data.sizeBytes - at));
    if (piece.length === 0) return undefined;
    for (let i = 0; i + MAGIC.length <= piece.length; i += ALIGNED_TO) {
      if (piece[i] === 0xff && MAGIC.every((byte, k) => piece[i + k] === byte)) return data.offset + at + i;
    }
  }
  return undefined;
}

interface Texts {
  readonly version: Uint8Array;
  readonly modules: Uint8Array;
}

/** Since Go 1.18: both texts stand behind the header, each after its length. */
function inlineTexts({ source }: Program, start: number): Texts | undefined {
  const version = sizedText(source, start, MOST_VERSION_BYTES);
  const modules = version && sizedText(source, version.end, MOST_MODULES_BYTES);
  return modules && { version: version.bytes, modules: modules.bytes };
}

function sizedText(source: Program["source"], start: number, mostBytes: number) {
  const head = readAt(source, start, 10);
  let length = 0;
  for (const [i, byte] of head.entries()) {
    length += (byte & 0x7f) * 2 ** (7 * i);
    if ((byte & 0x80) !== 0) continue;
    if (length > mostBytes) return undefined;
    const bytes = readAt(source, start + i + 1, length);
    return bytes.length < length ? undefined : { bytes, end: start + i + 1 + length };
  }
  return undefined;
}

/** Before: the header holds the addresses of two strings, each an address and a length. */
function pointedTexts(program: Program, header: Uint8Array): Texts | undefined {
  const wide = header[14] === 8;
  const little = ((header[15] ?? 0) & BIG_ENDIAN) === 0;
  const bytesEach = wide ? 8 : 4;
  const number = (bytes: Uint8Array, at: number) => {
    if (bytes.length < at + bytesEach) return Number.NaN;
    return wide ? Number(viewOf(bytes).getBigUint64(at, little)) : viewOf(bytes).getUint32(at, little);
  };
  const textAt = (pointer: number, mostBytes: number) => {
    const string = readAddress(program, pointer, 2 * bytesEach);
    const length = number(string, bytesEach);
    return length <= mostBytes ? readAddress(program, number(string, 0), length) : undefined;
  };
  const version = textAt(number(header, 16), MOST_VERSION_BYTES);
  return (
    version && { version, modules: textAt(number(header, 16 + bytesEach), MOST_MODULES_BYTES) ?? new Uint8Array() }
  );
}

function withoutMarks(bytes: Uint8Array): Uint8Array {
  const hasMarks = bytes.length > 2 * MARK_BYTES && bytes[bytes.length - MARK_BYTES - 1] === 0x0a;
  return hasMarks ? bytes.subarray(MARK_BYTES, bytes.length - MARK_BYTES) : new Uint8Array();
}

/** Source: https://pkg.go.dev/runtime/debug#BuildInfo.String */
function parseModules(text: string): Omit<GoBuildInfo, "goVersion"> {
  let path: string | undefined;
  let main: GoModule | undefined;
  const modules: GoModule[] = [];
  const settings = new Map<string, string>();
  let replaces: "main" | "last" | undefined;
  for (const line of linesOf(text)) {
    const [kind, first = "", version = "", sum = ""] = line.split("\t");
    const module: GoModule = { path: first, version, ...(sum && { sum }) };
    if (kind === "path") path = first;
    else if (kind === "mod") {
      main = module;
      replaces = "main";
    } else if (kind === "dep" && modules.length < MOST_MODULES) {
      modules.push(module);
      replaces = "last";
    } else if (kind === "=>" && replaces) {
      if (replaces === "main" && main) main = { ...main, replacement: module };
      const last = replaces === "last" ? modules.pop() : undefined;
      if (last) modules.push({ ...last, replacement: module });
      replaces = undefined;
    } else if (kind === "build" && settings.size < MOST_SETTINGS) {
      const [key, value] = parseSetting(line.slice("build\t".length));
      settings.set(key, value);
    }
  }
  return { ...(path && { path }), ...(main && { main }), modules, settings };
}

/** `key=value`; either is quoted as Go quotes it, where it has to be. */
function parseSetting(text: string): [key: string, value: string] {
  const quotedKey = text.startsWith('"') ? /^"(?:[^"\\]|\\.)*"/.exec(text)?.[0] : undefined;
  const equals = quotedKey === undefined ? text.indexOf("=") : quotedKey.length;
  const key = equals < 0 ? text : text.slice(0, equals);
  return [unquoted(key), equals < 0 ? "" : unquoted(text.slice(equals + 1))];
}

function unquoted(text: string): string {
  if (text.length > 1 && text.startsWith("`") && text.endsWith("`")) return text.slice(1, -1);
  if (!text.startsWith('"')) return text;
  try {
    // Go's quotes differ from JSON's in rare escapes, which then stay as they are written.
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
