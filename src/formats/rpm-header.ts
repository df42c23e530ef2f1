/**
 * The header of an RPM package, as package files and all of rpm's databases keep it: an index of tags and a store of
 * their values.
 *
 * Source: https://rpm.org/docs/latest/manual/format_header.html, https://rpm.org/docs/latest/manual/hregions.html
 */
export interface RpmHeader {
  /** The first text of a tag; `undefined` where there is none, or where its value is no text. */
  readonly text: (tag: number) => string | undefined;
  /** All texts of a tag. */
  readonly texts: (tag: number) => string[];
  /** All numbers of a tag, of any width. */
  readonly numbers: (tag: number) => number[];
  /** The bytes of a binary tag. */
  readonly bytes: (tag: number) => Uint8Array | undefined;
}

interface Entry {
  readonly type: number;
  /** Into the store. */
  readonly offset: number;
  /** Of values; of bytes where the tag is binary. */
  readonly count: number;
}

const INTRO_BYTES = 8;
const ENTRY_BYTES = 16;

const BINARY = 7;
const SINGLE_TEXT = 6;
/** Single text, list of texts, and texts of several languages of which the first is of none. */
const TEXT_TYPES: ReadonlySet<number> = new Set([SINGLE_TEXT, 8, 9]);

/** Width in bytes of the numbers of a type: characters, and integers of 8 to 64 bits. */
const NUMBER_BYTES: ReadonlyMap<number, 1 | 2 | 4 | 8> = new Map([
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 4],
  [5, 8],
]);

/** Of one tag. The largest packages have some 100,000 files. */
const MOST_VALUES = 500_000;

const decoder = new TextDecoder();

/**
 * Reads a header without the magic that stands in front of it in a package file. Values are looked up when they are
 * asked for; what leads out of the store is not there.
 *
 * @returns What is wrong with it, as a text, when the index does not fit into the bytes.
 */
export function readRpmHeader(blob: Uint8Array): RpmHeader | string {
  if (blob.length < INTRO_BYTES) return "the header ends in its first 8 bytes";
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const indexLength = view.getUint32(0);
  const storeBytes = view.getUint32(4);
  const storeStart = INTRO_BYTES + indexLength * ENTRY_BYTES;
  if (indexLength === 0) return "the header has no tags";
  if (storeStart + storeBytes > blob.length) {
    return `the header says it has ${storeStart + storeBytes} bytes, there are ${blob.length}`;
  }

  // A tag that was set again after the package was built stands behind the region that is signed, and counts.
  const entries = new Map<number, Entry>();
  for (let at = INTRO_BYTES; at < storeStart; at += ENTRY_BYTES) {
    const offset = view.getUint32(at + 8);
    if (offset >= storeBytes) continue;
    entries.set(view.getUint32(at), { type: view.getUint32(at + 4), offset, count: view.getUint32(at + 12) });
  }
  const store = blob.subarray(storeStart, storeStart + storeBytes);

  const texts = (tag: number, most = MOST_VALUES) => {
    const entry = entries.get(tag);
    if (!entry || !TEXT_TYPES.has(entry.type)) return [];
    const count = Math.min(entry.type === SINGLE_TEXT ? 1 : entry.count, most);
    const found: string[] = [];
    for (let at = entry.offset; found.length < count && at < store.length; ) {
      const end = store.indexOf(0, at);
      if (end < 0) break;
      found.push(decoder.decode(store.subarray(at, end)));
      at = end + 1;
    }
    return found;
  };

  return {
    text: (tag) => texts(tag, 1)[0],
    texts: (tag) => texts(tag),
    numbers(tag) {
      const entry = entries.get(tag);
      const bytes = entry && NUMBER_BYTES.get(entry.type);
      if (!entry || !bytes) return [];
      const count = Math.min(MOST_VALUES, entry.count, Math.floor((store.length - entry.offset) / bytes));
      const start = storeStart + entry.offset;
      return Array.from({ length: count }, (_, i) => {
        const at = start + i * bytes;
        if (bytes === 1) return view.getUint8(at);
        if (bytes === 2) return view.getUint16(at);
        return bytes === 4 ? view.getUint32(at) : Number(view.getBigUint64(at));
      });
    },
    bytes(tag) {
      const entry = entries.get(tag);
      if (entry?.type !== BINARY || entry.offset + entry.count > store.length) return undefined;
      return store.subarray(entry.offset, entry.offset + entry.count);
    },
  };
}
