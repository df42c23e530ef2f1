import { parseDocument } from "yaml";
import { messageOf, type Report } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";
import { fieldsOf } from "./json-fields.ts";

/** Beyond this, names that stand for other parts make a small file a huge value. */
const MOST_ALIASES = 100;

/** Lists and fields within each other; the library takes time by their square. */
const MOST_DEPTH = 100;

/** Each line and each item takes up to a kilobyte while YAML is read; a lock file of 5,000 packages has 60,000. */
const MOST_SIGNS = 500_000;

/**
 * A file's YAML, fields at the top, up to where it is damaged; `undefined` where it has no fields.
 *
 * @param text  The part of the file that is meant; all of it when absent.
 */
export function readYaml(
  file: WantedFile,
  report: Report,
  text = file.text(),
): Readonly<Record<string, unknown>> | undefined {
  const { path } = file;
  const malformed = (message: string) => report({ code: "FILE_MALFORMED", path, message: `${path}: ${message}` });
  const firstLine = (text: string) => text.split("\n")[0]?.slice(0, 200);
  if (countOf(text, MOST_SIGNS) >= MOST_SIGNS) {
    report({
      code: "LIMIT_EXCEEDED",
      path,
      message: `${path}: more than ${MOST_SIGNS} lines and items; it was not read`,
    });
    return undefined;
  }
  if (isTooDeep(text)) {
    malformed(`is not YAML that anybody writes: more than ${MOST_DEPTH} brackets or dashes`);
    return undefined;
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
    if (trouble) malformed(`is not YAML: ${firstLine(trouble.message)}`);
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    if ((typeof value === "object" && !Array.isArray(value)) || value === "") return fieldsOf(value);
    if (!trouble) malformed("has no fields");
  } catch (error) {
    malformed(`cannot be read as YAML: ${firstLine(messageOf(error))}`);
  }
  return undefined;
}

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
