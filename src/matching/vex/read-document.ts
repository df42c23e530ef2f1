import { gunzipSync } from "node:zlib";
import { KnownError, messageOf } from "../../model/errors.ts";
import { isCsaf, readCsaf } from "./csaf.ts";
import { isCycloneDxVex, readCycloneDx } from "./cyclonedx.ts";
import { isOpenVex, readOpenVex } from "./openvex.ts";
import type { VexReading } from "./statement.ts";

/** Forms of VEX by what tells them apart. */
const FORMS = [
  { is: isOpenVex, read: readOpenVex },
  { is: isCsaf, read: readCsaf },
  { is: isCycloneDxVex, read: readCycloneDx },
] as const;

/**
 * The documents of one file: one of them, a list, or one a line; packed with gzip, too. Those that are no VEX are left
 * out; `undefined` where none is one.
 *
 * @param source  Path or address of the file; documents say nothing of where they are kept.
 * @throws {KnownError} `VEX_MALFORMED` for what is no JSON, `LIMIT_EXCEEDED`.
 */
export function readVexDocument(bytes: Uint8Array, source: string, maxBytes: number): VexReading | undefined {
  const readings = documentsOf(unpacked(bytes, source, maxBytes), source).flatMap((document) => {
    const form = FORMS.find(({ is }) => is(document));
    return form ? [form.read(document, source)] : [];
  });
  if (readings.length === 0) return undefined;
  return {
    statements: readings.flatMap(({ statements }) => statements),
    broken: readings.flatMap(({ broken }) => broken),
    unnamed: readings.reduce((sum, { unnamed }) => sum + unnamed, 0),
  };
}

function unpacked(bytes: Uint8Array, source: string, maxBytes: number): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    if (bytes.length > maxBytes) throw tooLarge(source, maxBytes);
    const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes;
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  } catch (cause) {
    if (cause instanceof KnownError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(source, maxBytes);
    throw malformed(source, isPacked ? `damaged gzip: ${messageOf(cause)}` : "is no text in UTF-8", cause);
  }
}

function documentsOf(text: string, source: string): readonly unknown[] {
  try {
    const document: unknown = JSON.parse(text);
    return Array.isArray(document) ? document : [document];
  } catch (cause) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    // One line that is no document would be its own message twice.
    if (lines.length < 2 || !lines.every((line) => line.trimStart().startsWith("{"))) {
      throw malformed(source, `is no JSON: ${messageOf(cause)}`, cause);
    }
    return lines.map((line, i) => {
      try {
        return JSON.parse(line) as unknown;
      } catch (wrong) {
        throw malformed(source, `line ${i + 1} is no JSON: ${messageOf(wrong)}`, wrong);
      }
    });
  }
}

const malformed = (source: string, why: string, cause?: unknown) =>
  new KnownError("VEX_MALFORMED", `${source}: ${why}`, { path: source }, cause);

const tooLarge = (source: string, maxBytes: number) =>
  new KnownError("LIMIT_EXCEEDED", `${source}: is larger than ${maxBytes} bytes; --limit vex-bytes=… allows more`, {
    path: source,
  });
