import { licencesOfCopyright } from "../../formats/debian-copyright.ts";
import type { FileTree } from "../../image/file-tree.ts";
import type { Report } from "../../model/errors.ts";
import { type Found, stands, type WantedFile } from "../cataloger.ts";

const FOLDER = "usr/share/doc/";
const FILE = "/copyright";
const COMMON = "usr/share/common-licenses/";

/** Ten times that of a compiler. */
const MOST_BYTES = 1024 * 1024;

/** The licences that one package's `copyright` file names. */
export interface CopyrightEvidence {
  readonly kind: "copyright";
  /** Debian's short names; never the texts. */
  readonly licenses: readonly string[];
}

/** Every package of Debian and Ubuntu has one, also in distroless images. */
export function isCopyrightPath(path: string): boolean {
  return (
    path.startsWith(FOLDER) && path.endsWith(FILE) && path.indexOf("/", FOLDER.length) === path.length - FILE.length
  );
}

export function readCopyright(file: WantedFile, report: Report): CopyrightEvidence | undefined {
  const { path, bytes } = file;
  if (bytes.length > MOST_BYTES) {
    const message = `${path}: ${bytes.length} bytes, more than the ${MOST_BYTES} that are read of such a file`;
    report({ code: "LIMIT_EXCEEDED", path, message });
    return undefined;
  }
  const licenses = licencesOfCopyright(file.text());
  // Copies: parts of a text would keep all of it in memory.
  return licenses.length === 0 ? undefined : { kind: "copyright", licenses: structuredClone(licenses) };
}

/**
 * What the package of a name declares. Packages of one source share a folder by a link (`libx-dev → libx1`), and some
 * link their file to a common text.
 */
export function copyrightsOf(
  evidence: readonly Found<{ readonly kind: string }>[],
  tree: FileTree,
): (name: string) => readonly string[] {
  const byPath = new Map<string, readonly string[]>();
  for (const { path, value } of evidence.filter(stands)) {
    if (isCopyright(value)) byPath.set(path, value.licenses);
  }
  return (name) => {
    const path = tree.find(`${FOLDER}${name}${FILE}`)?.path;
    if (path?.startsWith(COMMON)) return [path.slice(COMMON.length)];
    return (path !== undefined && byPath.get(path)) || [];
  };
}

const isCopyright = (value: { readonly kind: string }): value is CopyrightEvidence => value.kind === "copyright";
