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

/** A file's JSON, also behind a byte order mark; `undefined`, and a problem, where it is none. */
export function readJson(file: WantedFile, report: Report): unknown {
  try {
    return JSON.parse(file.text().replace(/^\uFEFF/, ""));
  } catch {
    report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: is not JSON` });
    return undefined;
  }
}
