import { LineJoiner, linesOf } from "./text-lines.ts";

/** A package of apk's database of what is installed. */
export interface ApkRecord {
  /** Number of its first line, from 1. */
  readonly line: number;
  /** Value by the letter in front of it, those of files left out. */
  readonly fields: ReadonlyMap<string, string>;
  /** Its folders and files, a line each: `/` and a folder without its slash at the end, or a name in the folder above. */
  readonly files: string;
}

/**
 * Records of `X:value` lines, apart by empty lines. Fields behind the first `F:` speak of folders and files, of which
 * only paths are kept. A line of another form is told to `onBrokenLine` (its number, from 1) and left out.
 *
 * Source: https://wiki.alpinelinux.org/wiki/Apk_spec, https://gitlab.alpinelinux.org/alpine/apk-tools (`src/database.c`)
 */
export function* parseApkDatabase(text: string, onBrokenLine: (lineNumber: number) => void): Generator<ApkRecord> {
  let record: OpenRecord | undefined;
  let lineNumber = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const next = newline < 0 ? text.length : newline;
    const end = text[next - 1] === "\r" ? next - 1 : next;
    lineNumber++;
    if (end <= at) {
      if (record) yield close(record);
      record = undefined;
    } else if (text[at + 1] === ":" && isLetter(text.charCodeAt(at))) {
      record ??= { line: lineNumber, fields: new Map(), files: new LineJoiner() };
      take(record, text.charAt(at), text.slice(at + 2, end));
    } else onBrokenLine(lineNumber);
    at = next + 1;
  }
  if (record) yield close(record);
}

interface OpenRecord {
  readonly line: number;
  readonly fields: Map<string, string>;
  readonly files: LineJoiner;
}

/** Rights and sums of folders and files. */
const OF_FILES = new Set(["M", "a", "Z"]);

function take({ fields, files }: OpenRecord, letter: string, value: string): void {
  if (letter === "F") files.add(`/${value}`);
  // A file in front of any folder stands in the root.
  else if (letter === "R") files.add(value);
  else if (!OF_FILES.has(letter)) fields.set(letter, value.trim());
}

const close = ({ line, fields, files }: OpenRecord): ApkRecord => ({ line, fields, files: files.text() });

const isLetter = (code: number) => (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

/** The paths of an `ApkRecord`'s files, folders left out. */
export function* pathsOfApkFiles(files: string): Generator<string> {
  let folder = "";
  for (const line of linesOf(files)) {
    if (line.startsWith("/")) folder = line.slice(1);
    else yield folder === "" ? line : `${folder}/${line}`;
  }
}
