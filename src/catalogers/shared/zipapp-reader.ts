import { parseRequirement } from "../../formats/python-requirement.ts";
import { listZip, readZipEntry, type ZipEntry } from "../../formats/zip-source.ts";
import { codeOf, type ErrorCode, messageOf, type Report } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";
import { fieldsOf, textsOf } from "./json-fields.ts";
import { normalizePypiName } from "./pypi-name.ts";
import type { PythonEvidence } from "./python-distributions.ts";
import { pythonFileOf, recordOf } from "./python-folders.ts";
import { readPythonRecord } from "./python-record.ts";

/** What an archive of packages holds. */
export interface ZipappReading {
  readonly files: readonly { readonly at: string; readonly value: PythonEvidence }[];
  /** Records with the mark that somebody asked for the package. */
  readonly requested: readonly string[];
  /** Names of what was asked for; absent where nothing tells. */
  readonly asked?: readonly string[];
}

const MOST_FILES = 20_000;
const MOST_FILE_BYTES = 8 * 1024 * 1024;
/** Together: the records of 1,000 packages. */
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_PROBLEMS = 20;

const PEX_INFO = "PEX-INFO";

/** Of each record the mark, which is empty, is there or not. */
const isMark = (name: string) => name.endsWith(".dist-info/REQUESTED");

/** What pex carries for itself is no package of the program. */
const isOwn = (name: string) => name.startsWith(".bootstrap/") || name.startsWith("_bootstrap/");

/** The records of packages in an archive; `undefined` where it has none. */
export function readZipapp(file: WantedFile, report: Report): ZipappReading | undefined {
  const { path } = file;
  let told = 0;
  const tell = (code: ErrorCode, within: string, why: string) => {
    if (++told <= MOST_PROBLEMS) report({ code, path, message: `${path}${within && `:${within}`}: ${why}` });
  };
  try {
    const wants = (name: string) => !isOwn(name) && (isRecordFile(name) || isMark(name) || name === PEX_INFO);
    const { entries, troubles, isCut } = listZip(file, { wants, mostEntries: MOST_FILES });
    for (const trouble of troubles) tell("FILE_MALFORMED", "", trouble);
    if (isCut) tell("LIMIT_EXCEEDED", "", `more than ${MOST_FILES} records of packages`);
    let left = MOST_BYTES;
    const textOf = (entry: ZipEntry) => {
      const content = readZipEntry(file, entry, Math.min(MOST_FILE_BYTES, left));
      left -= content.sizeBytes;
      return new TextDecoder().decode(content.read(0, content.sizeBytes));
    };
    const files: { at: string; value: PythonEvidence }[] = [];
    let asked: string[] | undefined;
    for (const entry of entries) {
      const { name } = entry;
      const kind = pythonFileOf(name);
      try {
        if (name === PEX_INFO) asked = askedNames(JSON.parse(textOf(entry)));
        if (kind === undefined || kind === "egg" || isMark(name)) continue;
        const value = readPythonRecord(kind, textOf(entry), (code, why) => tell(code, name, why));
        if (value) files.push({ at: name, value });
      } catch (error) {
        if (error instanceof SyntaxError) tell("FILE_MALFORMED", name, "is not JSON");
        else tell(codeOf(error), name, messageOf(error));
      }
    }
    const requested = entries.filter(({ name }) => isMark(name)).map(({ name }) => recordOf(name));
    return files.length > 0 ? { files, requested, ...(asked && { asked }) } : undefined;
  } catch (error) {
    tell(codeOf(error), "", messageOf(error));
    return undefined;
  }
}

/** Of records within folders of packages; a lone PKG-INFO of a source tree is none. */
function isRecordFile(name: string): boolean {
  const kind = pythonFileOf(name);
  return kind !== undefined && kind !== "egg" && kind !== "link";
}

/** The names of what was asked for when a pex was made, by its PEX-INFO. */
export function askedNames(info: unknown): string[] {
  return textsOf(fieldsOf(info).requirements).flatMap((text) => {
    const name = parseRequirement(text)?.name;
    return name === undefined ? [] : [normalizePypiName(name)];
  });
}
