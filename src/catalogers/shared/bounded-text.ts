import type { Report } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";

/** Of one field, such as all that a package depends on: the longest honest ones have 20,000. */
const MOST_CHARACTERS = 64 * 1024;

const SEPARATORS = new Set([" ", "\t", "\n", ",", "|"]);

/** Tells whether a file is no larger than such files are; a problem says so where it is. */
export function isWithin(file: WantedFile, mostBytes: number, report: Report): boolean {
  if (file.sizeBytes <= mostBytes) return true;
  const { path, sizeBytes } = file;
  const message = `${path}: ${sizeBytes} bytes, more than the ${mostBytes} that are read of such a file`;
  report({ code: "LIMIT_EXCEEDED", path, message });
  return false;
}

/** A list of names in one field: all of it, or the beginning, and a problem. */
export function boundedList(text: string, path: string, report: Report): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const message = `${path}: a list of ${text.length} characters, of which ${MOST_CHARACTERS} were read`;
  report({ code: "LIMIT_EXCEEDED", path, message });
  // A name that is cut would be another one.
  let end = MOST_CHARACTERS;
  while (end > 0 && !SEPARATORS.has(text.charAt(end - 1))) end--;
  // A part of it alone would keep all of it in memory.
  return structuredClone(text.slice(0, end));
}
