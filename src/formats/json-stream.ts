import { KnownError } from "../model/errors.ts";
import { concatBytes } from "./concat-bytes.ts";

/** What becomes of one value of a JSON text that is too large to be held. */
export type JsonPlan =
  /** It is kept as it is. */
  | { readonly kind: "keep" }
  /** It is passed over. */
  | { readonly kind: "drop" }
  /** A list is kept item by item, as `keep` makes it of each; `undefined` drops one. What is no list is kept. */
  | { readonly kind: "items"; readonly item: JsonPlan; readonly keep: (item: unknown) => unknown }
  /** An object's members are handed over as they are read, and not kept. What is no object is kept. */
  | { readonly kind: "members"; readonly take: (key: string, value: unknown) => void }
  /** Of an object each field has a plan of its own. What is no object is kept. */
  | { readonly kind: "fields"; readonly of: (key: string) => JsonPlan };

export const KEEP: JsonPlan = { kind: "keep" };
export const DROP: JsonPlan = { kind: "drop" };

/** How much may be held. What is dropped costs nothing, and counts for nothing. */
export interface JsonStreamBounds {
  /** Of a value that is kept in one piece. */
  readonly valueBytes: number;
  /** Lists and objects within each other in such a value. */
  readonly depth: number;
  /** In all such values: opening brackets and commas are counted, which is about as many. */
  readonly values: number;
}

/** Takes the bytes of a JSON text piece by piece. */
export interface JsonStream {
  readonly write: (chunk: Uint8Array) => void;
  /** What was kept; `undefined` where that is nothing. */
  readonly end: () => unknown;
}

/** A list or an object that is open, and of which parts are dropped. */
interface Frame {
  readonly list: unknown[] | undefined;
  readonly fields: Record<string, unknown> | undefined;
  readonly plan: JsonPlan;
  key: string;
}

/** What may come next between values. */
type Expected = "value" | "item or end" | "key or end" | "key" | "colon" | "comma or end" | "nothing";

/** How the value that is being taken ends: by its quote, with its last bracket, or in front of something else. */
type Shape = "text" | "nested" | "word";

const [OTHER, QUOTE, OPENS, CLOSES, COMMA] = [0, 1, 2, 3, 4] as const;
const STRUCTURE = new Uint8Array(256);
STRUCTURE[0x22] = QUOTE;
STRUCTURE[0x5b] = STRUCTURE[0x7b] = OPENS;
STRUCTURE[0x5d] = STRUCTURE[0x7d] = CLOSES;
STRUCTURE[0x2c] = COMMA;
const BACKSLASH = 0x5c;
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
/** Behind which no number and no name such as `true` goes on. */
const endsWord = (byte: number) => isSpace(byte) || byte === 0x2c || byte === 0x5d || byte === 0x7d;

/**
 * Reads a JSON text as it comes, and keeps of it what a plan says: the same as `JSON.parse` and a look at the result,
 * in the memory of what is kept. Of what is dropped only texts and brackets are followed, not whether it is JSON.
 *
 * @throws {KnownError} from `write` and `end`: `FILE_MALFORMED` where it is no JSON, `LIMIT_EXCEEDED` where it is too
 *   much; both with the place.
 */
export function jsonStream(plan: JsonPlan, bounds: JsonStreamBounds): JsonStream {
  const frames: Frame[] = [];
  let expected: Expected = "value";
  let result: unknown;
  /** Bytes in front of the chunk. */
  let passed = 0;
  let values = 0;

  // The value that is being taken.
  let shape: Shape | undefined;
  let isKey = false;
  let valuePlan: JsonPlan = plan;
  let startsAt = 0;
  let depth = 0;
  let inText = false;
  let isEscaped = false;
  /** What of it stood in chunks before. */
  let parts: Uint8Array[] = [];
  let partBytes = 0;

  const malformed = (at: number, what: string) => new KnownError("FILE_MALFORMED", `byte ${at}: ${what}`);
  const excess = (what: string) =>
    new KnownError("LIMIT_EXCEEDED", `the value that begins at byte ${startsAt} has more than ${what}`);

  function planOfNext(): JsonPlan {
    const frame = frames.at(-1);
    if (frame === undefined) return plan;
    if (frame.plan.kind === "fields") return frame.plan.of(frame.key);
    return frame.plan.kind === "items" ? frame.plan.item : KEEP;
  }

  /** Goes on between values; returns how far. */
  function step(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && isSpace(chunk[at] ?? 0)) at++;
    const byte = chunk[at];
    if (byte === undefined) return at;
    const character = String.fromCharCode(byte);
    const refuse = () => malformed(passed + at, `${JSON.stringify(character)} stands where ${WORDS[expected]}`);
    switch (expected) {
      case "nothing":
        throw refuse();
      case "colon":
        if (character !== ":") throw refuse();
        expected = "value";
        return at + 1;
      case "comma or end":
        if (character === ",") {
          expected = frames.at(-1)?.list ? "value" : "key";
          return at + 1;
        }
        if (!closes(character)) throw refuse();
        return at + 1;
      case "key or end":
      case "key":
        if (character === '"') return begin(at, "text", true);
        if (expected === "key" || !closes(character)) throw refuse();
        return at + 1;
      default:
        if (expected === "item or end" && closes(character)) return at + 1;
        if (STRUCTURE[byte] === CLOSES || STRUCTURE[byte] === COMMA || character === ":") throw refuse();
        return open(character, at);
    }
  }

  /** Whether a bracket closes what is open; then it is closed. */
  function closes(character: string): boolean {
    const frame = frames.at(-1);
    if (character !== (frame?.list ? "]" : "}")) return false;
    frames.pop();
    give(frame?.list ?? frame?.fields);
    return true;
  }

  function open(character: string, at: number): number {
    valuePlan = planOfNext();
    const isList = character === "[" && valuePlan.kind === "items";
    if (isList || (character === "{" && (valuePlan.kind === "fields" || valuePlan.kind === "members"))) {
      frames.push({ list: isList ? [] : undefined, fields: isList ? undefined : {}, plan: valuePlan, key: "" });
      expected = isList ? "item or end" : "key or end";
      return at + 1;
    }
    return begin(at, character === '"' ? "text" : character === "{" || character === "[" ? "nested" : "word", false);
  }

  function begin(at: number, as: Shape, forKey: boolean): number {
    shape = as;
    isKey = forKey;
    if (forKey) valuePlan = KEEP;
    startsAt = passed + at;
    depth = 0;
    inText = false;
    return at;
  }

  /** Goes on within a value; returns how far. */
  function take(chunk: Uint8Array, from: number): number {
    const isKept = valuePlan.kind !== "drop";
    const countBefore = values;
    const end = shape === "word" ? passWord(chunk, from) : passBrackets(chunk, from);
    if (!isKept) values = countBefore;
    else if (values > bounds.values) throw excess(`what is left of ${bounds.values} values`);
    const isWhole = shape === undefined;
    if (isKept) {
      if (partBytes + end - from > bounds.valueBytes) throw excess(`${bounds.valueBytes} bytes`);
      if (isWhole) finish(chunk.subarray(from, end));
      else {
        // The caller may use the chunk again.
        parts.push(chunk.slice(from, end));
        partBytes += end - from;
      }
    } else if (isWhole) give(undefined);
    return end;
  }

  function passWord(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && !endsWord(chunk[at] ?? 0)) at++;
    if (at < chunk.length) shape = undefined;
    return at;
  }

  /** The one loop that sees every byte. */
  function passBrackets(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    let at = from;
    while (at < length) {
      if (inText) {
        if (isEscaped) {
          isEscaped = false;
          at++;
          continue;
        }
        let byte = 0;
        while (at < length) {
          byte = chunk[at++] ?? 0;
          if (byte === 0x22 || byte === BACKSLASH) break;
          byte = 0;
        }
        if (byte === BACKSLASH) isEscaped = true;
        else if (byte === 0x22) {
          inText = false;
          if (depth === 0) {
            shape = undefined;
            return at;
          }
        }
        continue;
      }
      const kind = STRUCTURE[chunk[at++] ?? 0];
      if (kind === OTHER) continue;
      if (kind === QUOTE) inText = true;
      else if (kind === CLOSES) {
        if (--depth === 0) {
          shape = undefined;
          return at;
        }
      } else {
        values++;
        if (kind === OPENS && ++depth > bounds.depth && valuePlan.kind !== "drop")
          throw excess(`${bounds.depth} levels`);
      }
    }
    return at;
  }

  function finish(last: Uint8Array): void {
    const bytes = concatBytes([...parts, last], partBytes + last.length);
    parts = [];
    partBytes = 0;
    const value = parsed(bytes);
    if (!isKey) {
      give(value);
      return;
    }
    const frame = frames.at(-1);
    if (frame) frame.key = String(value);
    expected = "colon";
  }

  function parsed(bytes: Uint8Array): unknown {
    // An envelope's payload is in memory often enough.
    if (bytes.length > LONG_TEXT_BYTES && isPlainText(bytes)) return DECODER.decode(bytes.subarray(1, -1));
    try {
      return JSON.parse(DECODER.decode(bytes));
    } catch (cause) {
      throw malformed(startsAt, `what begins here is no JSON: ${cause instanceof Error ? cause.message : ""}`);
    }
  }

  /** Puts a value where it belongs. */
  function give(value: unknown): void {
    const frame = frames.at(-1);
    expected = frame ? "comma or end" : "nothing";
    if (value === undefined) return;
    if (frame === undefined) result = value;
    else if (frame.plan.kind === "members") frame.plan.take(frame.key, value);
    else if (frame.fields) setField(frame.fields, frame.key, value);
    else {
      const kept = frame.plan.kind === "items" ? frame.plan.keep(value) : value;
      if (kept !== undefined) frame.list?.push(kept);
    }
  }

  return {
    write(chunk) {
      let at = 0;
      while (at < chunk.length) at = shape === undefined ? step(chunk, at) : take(chunk, at);
      passed += chunk.length;
    },
    end() {
      if (shape === "word" && frames.length === 0) {
        shape = undefined;
        if (valuePlan.kind === "drop") give(undefined);
        else finish(new Uint8Array());
      }
      if (shape !== undefined || expected !== "nothing") throw malformed(passed, `ends where ${WORDS[expected]}`);
      return result;
    },
  };
}

const WORDS: Readonly<Record<Expected, string>> = {
  value: "a value is expected",
  "item or end": "a value or ']' is expected",
  "key or end": "a key or '}' is expected",
  key: "a key is expected",
  colon: "':' is expected",
  "comma or end": "',' or a closing bracket is expected",
  nothing: "nothing more is expected",
};

const LONG_TEXT_BYTES = 1024 * 1024;

/** Whether it is a text that says what it is written as. */
function isPlainText(bytes: Uint8Array): boolean {
  return bytes[0] === 0x22 && bytes.every((byte) => byte >= 0x20 && byte !== BACKSLASH);
}

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** As `JSON.parse` does it: also `__proto__` is a key like any other. */
function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") fields[key] = value;
  else Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
}
