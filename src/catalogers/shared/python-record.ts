import { linesOf } from "../../formats/text-lines.ts";
import type { ErrorCode } from "../../model/errors.ts";
import { directUrl } from "./python-direct-url.ts";
import type { BesideRecord, PythonEvidence } from "./python-distributions.ts";
import type { PythonFile } from "./python-folders.ts";
import { eggNeeds, pythonMetadata } from "./python-metadata.ts";

/** Tells what is wrong with a file, in words that follow its path. */
type Tell = (code: ErrorCode, why: string) => void;

/** What the text of one file of a package's record says. */
export function readPythonRecord(
  kind: Exclude<PythonFile, "egg">,
  text: string,
  tell: Tell,
): PythonEvidence | undefined {
  if (kind !== "metadata") return SMALL_FILES[kind](text, tell);
  const metadata = pythonMetadata(text);
  if (!("missing" in metadata)) return metadata;
  tell("FILE_MALFORMED", `has no ${metadata.missing}`);
  return undefined;
}

const SMALL_FILES: Readonly<
  Record<Exclude<PythonFile, "metadata" | "egg">, (text: string, tell: Tell) => BesideRecord | undefined>
> = {
  installer: (text) => {
    const installer = text.slice(0, 200).trim();
    return installer === "" ? undefined : { installer };
  },
  record: (text) => ({ installedSizeBytes: sizeOfRecord(text) }),
  requires: (text) => ({ needs: eggNeeds(text) }),
  "direct-url": (text, tell) => {
    try {
      return directUrl(JSON.parse(text.replace(/^\uFEFF/, "")));
    } catch {
      tell("FILE_MALFORMED", "is not JSON");
      return undefined;
    }
  },
  // Its first line is the folder; how that is seen from the project itself stands in the second.
  link: (text) => {
    const [link = ""] = text.slice(0, 4096).split("\n", 1);
    return link.startsWith("/") ? { link: link.trim().slice(1) } : undefined;
  },
};

/**
 * The bytes of all files of a record: `path,hash,size`.
 *
 * Source: https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
 */
function sizeOfRecord(text: string): number {
  let total = 0;
  for (const line of linesOf(text)) {
    const size = line.slice(line.lastIndexOf(",") + 1).trim();
    if (/^\d{1,15}$/.test(size)) total += Number(size);
  }
  return Math.min(total, Number.MAX_SAFE_INTEGER);
}

const MOST_BUNDLED_CHARACTERS = 2048;

/** A list of what a package carries as a part of itself: `requests==2.31.0`, indented where another needs it. */
export function bundleList(text: string): string {
  const all = text.split("\n", 500).flatMap((line) => {
    const [, name, version] = /^\s{0,20}([A-Za-z0-9._-]{1,100})==([\w.!+-]{1,100})/.exec(line) ?? [];
    return name && version ? [`${name} ${version}`] : [];
  });
  return all.join(", ").slice(0, MOST_BUNDLED_CHARACTERS);
}
