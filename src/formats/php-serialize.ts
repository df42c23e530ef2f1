/** What PHP's `serialize` writes of plain data. Lists are records with keys `0`, `1`, … */
export type PhpValue = string | number | boolean | null | PhpRecord;

/** Keys in their order; never a prototype's. */
export interface PhpRecord {
  readonly [key: string]: PhpValue;
}

interface OpenRecord {
  readonly record: Record<string, PhpValue>;
  key: string | undefined;
}

const QUOTE = 0x22;
const CLOSE = 0x7d;
const DECODER = new TextDecoder();

/** A header (`s:12:"`, `a:3:{`, `i:-5;`) is never longer. */
const MOST_HEADER_BYTES = 64;

/** Lists within each other; package records have seven. */
const MOST_DEPTH = 100;

/**
 * Reads what PHP's `serialize` wrote: texts, numbers, truth values and lists; no objects, no references. Gives `undefined` for
 * anything else. Lengths are held against the bytes at hand.
 *
 * Source: https://www.php.net/manual/en/function.serialize.php
 */
export function parsePhpSerialized(bytes: Uint8Array): PhpValue | undefined {
  const open: OpenRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const top = open.at(-1);
    let value: PhpValue;
    if (top && bytes[at] === CLOSE) {
      if (top.key !== undefined) return undefined;
      open.pop();
      at++;
      value = top.record;
    } else {
      const header = String.fromCharCode(...bytes.subarray(at, at + MOST_HEADER_BYTES));
      const [, text, list, scalar, number = ""] =
        /^(?:s:(\d{1,10}):"|a:(\d{1,10}):\{|([ibd]):([-+.\dEINFAN]{1,40});)/.exec(header) ?? [];
      if (text !== undefined) {
        const start = at + `s:${text}:"`.length;
        const end = start + Number(text);
        if (bytes[end] !== QUOTE) return undefined;
        value = DECODER.decode(bytes.subarray(start, end));
        at = end + `";`.length;
      } else if (list !== undefined) {
        if (open.push({ record: Object.create(null) as Record<string, PhpValue>, key: undefined }) > MOST_DEPTH)
          return undefined;
        at += `a:${list}:{`.length;
        continue;
      } else if (scalar !== undefined) {
        value = scalar === "b" ? number === "1" : Number(number);
        at += `${scalar}:${number};`.length;
      } else if (header.startsWith("N;")) {
        value = null;
        at += 2;
      } else return undefined;
    }
    const parent = open.at(-1);
    if (parent === undefined) return value;
    if (parent.key === undefined) {
      if (typeof value === "object") return undefined;
      parent.key = String(value);
    } else {
      parent.record[parent.key] = value;
      parent.key = undefined;
    }
  }
  return undefined;
}
