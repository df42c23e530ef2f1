const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);

/**
 * Whether a JSON text holds more values than this: a few megabytes of brackets become gigabytes of objects. Commas and
 * opening brackets outside of texts are counted, which is about as many.
 */
export function hasMoreValues(text: string, most: number): boolean {
  // Each takes a character at least.
  if (text.length <= most) return false;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if ((code === COMMA || OPENING.has(code)) && ++values > most) return true;
  }
  return false;
}

/** Where a text's closing quote is: the next one with an even number of strokes before it. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let strokes = 0;
    while (text.charCodeAt(at - 1 - strokes) === BACKSLASH) strokes++;
    if (strokes % 2 === 0) return at;
  }
  return text.length;
}
