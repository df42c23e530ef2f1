/**
 * Which functions are in a program, so that a flaw in a function that is not there can be told from one that is.
 *
 * Names are kept as numbers of 32 bits: of 30,000 functions, one question in 140,000 is answered wrongly with "there".
 */
export interface LinkedFunctions {
  /** `GOOS` and `GOARCH`, where the program tells. */
  readonly system?: string;
  readonly architecture?: string;
  /** Whether a function that is not among them is not in the program, not even inlined. */
  readonly isComplete: boolean;
  /** The numbers, sorted, each in four bytes with the lowest first, in base64. */
  readonly hashes: string;
}

/** What is asked for to know whether a package has any function in the program. */
export const ANY_FUNCTION = "";

/** FNV-1a of `PATH.NAME`, over the bytes of the text. Source: https://www.rfc-editor.org/rfc/rfc9923 */
export function hashOfFunction(path: string, name: string): number {
  return hashWithin(hashOfPath(path), name);
}

/** The part of it that all functions of a package share. */
export function hashOfPath(path: string): number {
  return mix(mix(0x811c9dc5, path), ".");
}

/** @param ofPath  What `hashOfPath` gave. */
export function hashWithin(ofPath: number, name: string): number {
  return mix(ofPath, name) >>> 0;
}

function mix(before: number, text: string): number {
  let hash = before;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ (text.charCodeAt(i) & 0xff), 0x01000193);
  return hash;
}

const PIECE = 8192;

/** @param hashes  Each may come more than once. */
export function packHashes(hashes: readonly number[]): string {
  const sorted = Uint32Array.from(hashes).sort();
  const view = new DataView(new ArrayBuffer(sorted.length * 4));
  let end = 0;
  for (let i = 0; i < sorted.length; i++) {
    const hash = sorted[i] ?? 0;
    if (i > 0 && hash === sorted[i - 1]) continue;
    view.setUint32(end, hash, true);
    end += 4;
  }
  const bytes = new Uint8Array(view.buffer, 0, end);
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

/** Tells whether a number is among those that `packHashes` packed; `undefined` where the text is not of its making. */
export function openHashes(packed: string): ((hash: number) => boolean) | undefined {
  let text: string;
  try {
    text = atob(packed);
  } catch {
    return undefined;
  }
  if (text.length % 4 !== 0) return undefined;
  const code = (at: number) => text.charCodeAt(at);
  const at = (i: number) =>
    (code(4 * i) | (code(4 * i + 1) << 8) | (code(4 * i + 2) << 16) | (code(4 * i + 3) << 24)) >>> 0;
  return (hash) => {
    let low = 0;
    let high = text.length / 4;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at(middle) < hash) low = middle + 1;
      else high = middle;
    }
    return low < text.length / 4 && at(low) === hash;
  };
}
