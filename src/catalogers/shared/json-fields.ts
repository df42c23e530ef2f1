import { mostJsonValues } from "../../formats/json-check.ts";
import type { Report } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";

/** Of an object its fields; of anything else none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A text that says something, without space around it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** The texts of a list; of anything else none. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : [];
}

/** The items of a list; of anything else none. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** In one file: a lock file of 64 MB has two million. */
const MOST_VALUES = 3_000_000;

/** Whether a text may be parsed as JSON without filling the memory; a problem where not. */
export function isParsable(text: string, path: string, report: Report): boolean {
  // A shorter one cannot have as many.
  if (text.length <= MOST_VALUES || mostJsonValues(text) <= MOST_VALUES) return true;
  report({ code: "LIMIT_EXCEEDED", path, message: `${path}: JSON of more than ${MOST_VALUES} values` });
  return false;
}

/** A file's JSON, also behind a byte order mark; `undefined`, and a problem, where it is none. */
export function readJson(file: WantedFile, report: Report): unknown {
  if (!isParsable(file.text(), file.path, report)) return undefined;
  try {
    return JSON.parse(file.text().replace(/^\uFEFF/, ""));
  } catch {
    report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: is not JSON` });
    return undefined;
  }
}
