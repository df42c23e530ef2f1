import { parseDocument } from "yaml";
import { messageOf } from "../model/errors.ts";

/** Beyond this, names that stand for other parts make a small file a huge value. */
const MOST_ALIASES = 100;

/** Lists and fields within each other; the library takes time by their square. */
const MOST_DEPTH = 100;

/** Each line and each item takes up to a kilobyte while YAML is read; a lock file of 5,000 packages has 60,000. */
const MOST_SIGNS = 500_000;

/** What a text in YAML says; all plain values are texts. */
export interface YamlText {
  /** Absent where nothing could be read. */
  readonly value?: unknown;
  /** What is wrong with it: then `value`, if there is one, goes up to there. */
  readonly trouble?: string;
  readonly isTooLong?: true;
}

/** Reads YAML that a stranger wrote, in bounded time and memory. */
export function readYamlText(text: string): YamlText {
  if (countOf(text, MOST_SIGNS) >= MOST_SIGNS) {
    return { isTooLong: true, trouble: `more than ${MOST_SIGNS} lines and items; it was not read` };
  }
  if (isTooDeep(text)) {
    return { trouble: `is not YAML that anybody writes: more than ${MOST_DEPTH} brackets or dashes` };
  }
  try {
    // Versions are texts, whether they stand in quotes or look like numbers.
    // To look for keys that stand twice, the library compares each with each: minutes for a long list.
    const document = parseDocument(text, {
      schema: "failsafe",
      logLevel: "silent",
      uniqueKeys: false,
      prettyErrors: false,
    });
    const [trouble] = document.errors;
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { value, ...(trouble && { trouble: `is not YAML: ${firstLine(trouble.message)}` }) };
  } catch (error) {
    return { trouble: `cannot be read as YAML: ${firstLine(messageOf(error))}` };
  }
}

const firstLine = (text: string) => text.split("\n")[0]?.slice(0, 200);

/** Brackets that stay open or close nothing, and dashes in a row: what a line can nest. Levels by indentation cost their own bytes. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let strays = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "[" || char === "{") {
      if (++depth > MOST_DEPTH) return true;
    } else if (char === "]" || char === "}") {
      if (depth > 0) depth--;
      else if (++strays > MOST_DEPTH) return true;
    }
  }
  return /(?:[-?:][ \t]+){100}/.test(text);
}

/** How many lines and items there are, counted no further than needed. */
function countOf(text: string, most: number): number {
  let count = 0;
  for (let i = 0; i < text.length && count < most; i++) {
    const char = text[i];
    if (char === "\n" || char === "," || char === "[" || char === "{") count++;
  }
  return count;
}
