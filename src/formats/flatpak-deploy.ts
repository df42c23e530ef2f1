import { viewOf } from "./program.ts";

/** What Flatpak wrote down when it put an application or a runtime in its place. */
export interface FlatpakDeploy {
  /** Name of the repository that it came from. */
  readonly origin: string;
  readonly commit: string;
  readonly installedSizeBytes: number;
  /** Texts by their keys: `appdata-version`, `appdata-license`, … */
  readonly texts: ReadonlyMap<string, string>;
}

const MOST_ENTRIES = 1000;
const MOST_CHARACTERS = 4096;
/** What a number, a dictionary and a variant begin at a multiple of. */
const ALIGNMENT = 8;

/**
 * Reads the file `deploy`, a serialised GVariant of type `(ssasta{sv})`; `undefined` for what is none.
 *
 * Sources: common/flatpak-dir.c of https://github.com/flatpak/flatpak and
 * https://people.gnome.org/~desrt/gvariant-serialisation.pdf
 */
export function readFlatpakDeploy(bytes: Uint8Array): FlatpakDeploy | undefined {
  const width = widthFor(bytes.length);
  // The ends of the first three parts stand at the end, the last one first.
  const framesAt = bytes.length - 3 * width;
  if (framesAt <= 0) return undefined;
  const originEnd = numberAt(bytes, framesAt + 2 * width, width);
  const commitEnd = numberAt(bytes, framesAt + width, width);
  const sizeAt = aligned(numberAt(bytes, framesAt, width));
  if (!(originEnd <= commitEnd && commitEnd <= sizeAt && sizeAt + 8 <= framesAt)) return undefined;
  return {
    origin: textIn(bytes.subarray(0, originEnd)),
    commit: textIn(bytes.subarray(originEnd, commitEnd)),
    // The one number of the file in this order of bytes.
    installedSizeBytes: Number(viewOf(bytes).getBigUint64(sizeAt, false)),
    texts: dictionaryIn(bytes.subarray(sizeAt + 8, framesAt)),
  };
}

/** An array of entries, each a key and a variant; the ends of all stand behind them. */
function dictionaryIn(bytes: Uint8Array): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const width = widthFor(bytes.length);
  if (bytes.length < width) return texts;
  const framesAt = numberAt(bytes, bytes.length - width, width);
  const count = Math.min(Math.floor((bytes.length - framesAt) / width), MOST_ENTRIES);
  let start = 0;
  for (let i = 0; i < count; i++) {
    const end = numberAt(bytes, framesAt + i * width, width);
    if (end < start || end > framesAt) break;
    const entry = entryIn(bytes.subarray(start, end));
    if (entry && !texts.has(entry[0])) texts.set(...entry);
    start = aligned(end);
  }
  return texts;
}

/** An entry whose value is a text. */
function entryIn(bytes: Uint8Array): [string, string] | undefined {
  const width = widthFor(bytes.length);
  if (bytes.length < width) return undefined;
  const end = bytes.length - width;
  const keyEnd = numberAt(bytes, end, width);
  if (keyEnd > end) return undefined;
  const value = bytes.subarray(aligned(keyEnd), end);
  // A variant ends with a zero and its type.
  if (value.length < 3 || value[value.length - 2] !== 0 || value[value.length - 1] !== 0x73) return undefined;
  return [textIn(bytes.subarray(0, keyEnd)), textIn(value.subarray(0, value.length - 2))];
}

function textIn(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, Math.min(zero < 0 ? bytes.length : zero, MOST_CHARACTERS)));
}

/** Ends take as few bytes as the whole needs. */
const widthFor = (length: number) => (length <= 0xff ? 1 : length <= 0xffff ? 2 : 4);

function numberAt(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let i = width - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

const aligned = (at: number) => Math.ceil(at / ALIGNMENT) * ALIGNMENT;
