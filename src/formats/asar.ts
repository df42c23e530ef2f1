import { KnownError } from "../model/errors.ts";
import type { ByteSource } from "./byte-source.ts";

/** A file of an archive that is in it, and not beside it. */
export interface AsarEntry {
  /** With `/` between folders. */
  readonly name: string;
  /** Where it begins, in the source. */
  readonly offset: number;
  readonly sizeBytes: number;
}

const HEAD_BYTES = 16;

/** An application with 100,000 files has 15 MB. */
const MOST_INDEX_BYTES = 64 * 1024 * 1024;

/** No file system has longer paths. */
const LONGEST_NAME = 4096;

/**
 * Lists the files of an archive of Electron that somebody wants: four numbers, an index in JSON, then the files one after
 * the other. Those that were put beside the archive are left out.
 *
 * Source: https://github.com/electron/asar#format
 *
 * @throws {KnownError} `FILE_MALFORMED` when it has no index, `LIMIT_EXCEEDED` when that is too large.
 */
export function listAsar(source: ByteSource, wants: (name: string) => boolean): AsarEntry[] {
  const head = source.read(0, HEAD_BYTES);
  if (head.length < HEAD_BYTES) throw new KnownError("FILE_MALFORMED", "is no asar: it is too short");
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const [four, indexBytes, , textBytes] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
  if (four !== 4 || indexBytes === undefined || textBytes === undefined || textBytes > indexBytes) {
    throw new KnownError("FILE_MALFORMED", "is no asar: its first numbers are others");
  }
  if (textBytes > MOST_INDEX_BYTES) {
    throw new KnownError("LIMIT_EXCEEDED", `has an index of ${textBytes} bytes, more than ${MOST_INDEX_BYTES}`);
  }
  const index = indexOf(new TextDecoder().decode(source.read(HEAD_BYTES, textBytes)));
  const start = 8 + indexBytes;
  const found: AsarEntry[] = [];
  const folders: { readonly prefix: string; readonly files: object }[] = [{ prefix: "", files: index }];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    for (const [part, value] of Object.entries(folder.files)) {
      const name = folder.prefix + part;
      if (typeof value !== "object" || value === null || name.length > LONGEST_NAME) continue;
      const { files, offset, size, unpacked } = value as Readonly<Record<string, unknown>>;
      if (typeof files === "object" && files !== null) folders.push({ prefix: `${name}/`, files });
      else if (unpacked !== true && typeof size === "number" && size >= 0 && wants(name)) {
        // Numbers as text, since there are more of them than JSON has.
        const from = start + Number(typeof offset === "string" ? offset : Number.NaN);
        if (from >= start && from + size <= source.sizeBytes) found.push({ name, offset: from, sizeBytes: size });
      }
    }
  }
  return found;
}

function indexOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    const files: unknown = typeof value === "object" && value !== null && "files" in value ? value.files : undefined;
    if (typeof files === "object" && files !== null) return files;
  } catch {
    // Told below.
  }
  throw new KnownError("FILE_MALFORMED", "is no asar: its index is no JSON, or has no files");
}
