import { type PeProgram, readDirectory, readRelative } from "./pe.ts";
import { viewOf } from "./program.ts";

/** Where resources stand among a file's directories. */
const RESOURCES = 2;
/** The kind of resource that tells versions. */
const VERSION = 16;

const MOST_TABLES_BYTES = 1024 * 1024;
const MOST_VERSION_BYTES = 64 * 1024;
const MOST_ENTRIES = 4096;
const MOST_CHARACTERS = 1000;
/** Of the texts that the format names there are twelve. */
const MOST_TEXTS = 100;

/**
 * The texts of a file's version resource, by their names, in the first language that it has.
 *
 * Source: https://learn.microsoft.com/windows/win32/menurc/vs-versioninfo
 */
export function readVersionTexts(pe: PeProgram): ReadonlyMap<string, string> {
  const tables = readDirectory(pe, RESOURCES, MOST_TABLES_BYTES);
  // Three levels: the kind, its name, its language.
  const names = entryOf(tables, 0, VERSION);
  const languages = names?.isTable ? entryOf(tables, names.offset) : undefined;
  const leaf = languages?.isTable ? entryOf(tables, languages.offset) : undefined;
  if (!leaf || leaf.isTable || leaf.offset + 8 > tables.length) return new Map();
  const view = viewOf(tables);
  const bytes = readRelative(
    pe,
    view.getUint32(leaf.offset, true),
    Math.min(view.getUint32(leaf.offset + 4, true), MOST_VERSION_BYTES),
  );
  return textsOf(bytes);
}

/** The entry with a number, or the first one, of a table of resources. */
function entryOf(tables: Uint8Array, at: number, id?: number): { isTable: boolean; offset: number } | undefined {
  if (at + 16 > tables.length) return undefined;
  const view = viewOf(tables);
  const count = view.getUint16(at + 12, true) + view.getUint16(at + 14, true);
  for (let i = 0; i < Math.min(count, MOST_ENTRIES); i++) {
    const entry = at + 16 + i * 8;
    if (entry + 8 > tables.length) return undefined;
    if (id !== undefined && view.getUint32(entry, true) !== id) continue;
    const offset = view.getUint32(entry + 4, true);
    return { isTable: offset >= 0x80000000, offset: offset % 0x80000000 };
  }
  return undefined;
}

/** A block of the resource: its key, and where its value begins. */
interface Block {
  readonly key: string;
  readonly valueAt: number;
  readonly valueLength: number;
  readonly end: number;
}

function textsOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const root = blockAt(bytes, 0, bytes.length);
  if (root?.key !== "VS_VERSION_INFO") return texts;
  for (const info of blocksIn(bytes, aligned(root.valueAt + root.valueLength), root.end)) {
    if (info.key !== "StringFileInfo") continue;
    for (const table of blocksIn(bytes, info.valueAt, info.end)) {
      for (const { key, valueAt, end } of blocksIn(bytes, table.valueAt, table.end)) {
        // Compilers count a text's length in bytes or in characters: its end is its zero.
        const value = textAt(bytes, valueAt, end).text.trim();
        if (value !== "" && !texts.has(key) && texts.size < MOST_TEXTS) texts.set(key, value);
      }
    }
  }
  return texts;
}

function* blocksIn(bytes: Uint8Array, start: number, end: number): Generator<Block> {
  for (let at = start; at < end; ) {
    const block = blockAt(bytes, at, end);
    if (!block) return;
    yield block;
    at = aligned(block.end);
  }
}

function blockAt(bytes: Uint8Array, at: number, end: number): Block | undefined {
  if (at + 6 > Math.min(end, bytes.length)) return undefined;
  const view = viewOf(bytes);
  const length = view.getUint16(at, true);
  // Shorter than its own head: nothing more can be found behind it.
  if (length < 6) return undefined;
  const blockEnd = Math.min(at + length, end, bytes.length);
  const key = textAt(bytes, at + 6, blockEnd);
  return { key: key.text, valueAt: aligned(key.end), valueLength: view.getUint16(at + 2, true), end: blockEnd };
}

/** Text of two bytes a character up to its first zero, and where the next thing may begin. */
function textAt(bytes: Uint8Array, start: number, end: number): { text: string; end: number } {
  const view = viewOf(bytes);
  let at = start;
  while (at + 2 <= end && view.getUint16(at, true) !== 0) at += 2;
  const most = Math.min(at, start + 2 * MOST_CHARACTERS);
  return { text: new TextDecoder("utf-16le").decode(bytes.subarray(start, most)), end: at + 2 };
}

const aligned = (at: number) => (at + 3) & ~3;
