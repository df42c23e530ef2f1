/** How much one JSON text may hold. */
export interface JsonBounds {
  /** Lists and objects within each other. */
  readonly depth: number;
  /** Texts, numbers, lists, objects and the rest: opening brackets and commas are counted, which is about as many. */
  readonly values: number;
  /** Characters of one text, as written. */
  readonly textCharacters: number;
}

/** Why a JSON text is not read. */
export interface JsonTrouble {
  /** `ambiguous`: readers of JSON may differ in what it says. */
  readonly kind: "excess" | "ambiguous";
  readonly message: string;
}

/**
 * How many values a text has at most: brackets and commas, those within texts too. For what is too large to be looked
 * over with care, and yet becomes a hundred bytes of memory for every three of `{},`.
 */
export function mostJsonValues(text: string): number {
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === LIST || code === OBJECT) values++;
  }
  return values;
}

const COMMA = 0x2c;
const LIST = 0x5b;
const OBJECT = 0x7b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Looks over a JSON text before it is parsed: a few megabytes of brackets become gigabytes of objects, and what is
 * nested deep enough exhausts the stack of whoever walks it. An object with a key twice is told of as well, since
 * readers differ in which of them counts. Whether it is JSON at all is left to the parser.
 */
export function findJsonTrouble(text: string, bounds: JsonBounds): JsonTrouble | undefined {
  /** Keys of each object that is open; nothing for a list. */
  const open: (Set<string> | undefined)[] = [];
  let values = 0;
  let atKey = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = endOfText(text, at);
      if (end - at - 1 > bounds.textCharacters)
        return excess(`a text of more than ${bounds.textCharacters} characters`);
      const keys = atKey ? open.at(-1) : undefined;
      if (keys) {
        const key = keyOf(text.slice(at, end + 1));
        if (keys.has(key))
          return { kind: "ambiguous", message: `has the key ${JSON.stringify(key.slice(0, 100))} twice` };
        keys.add(key);
        atKey = false;
      }
      at = end;
      continue;
    }
    if (character === "{" || character === "[") {
      atKey = character === "{";
      if (open.push(atKey ? new Set() : undefined) > bounds.depth) return excess(`more than ${bounds.depth} levels`);
    } else if (character === "}" || character === "]") {
      atKey = false;
      open.pop();
      continue;
    } else if (character === ",") atKey = open.at(-1) !== undefined;
    else continue;
    if (++values > bounds.values) return excess(`more than ${bounds.values} values`);
  }
  return undefined;
}

function excess(what: string): JsonTrouble {
  return { kind: "excess", message: `has ${what}` };
}

/** Where a text's closing quote is; the end of everything where there is none. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return json.length;
}

/** A key without its escapes; as written where the parser will refuse it. */
function keyOf(written: string): string {
  if (!written.includes("\\")) return written.slice(1, -1);
  try {
    return JSON.parse(written) as string;
  } catch {
    return written;
  }
}
