import { readFile, stat } from "node:fs/promises";
import { ignoreOverlay } from "../matching/ignore/apply.ts";
import { MOST_IGNORE_BYTES, parseIgnoreFile } from "../matching/ignore/ignore-file.ts";
import { type Overlay, vexOverlay } from "../matching/vex/apply.ts";
import { authorPatterns, DEFAULT_AUTHORS, ofAuthors } from "../matching/vex/authors.ts";
import { readVexLocations } from "../matching/vex/locations.ts";
import type { VexStatement } from "../matching/vex/statement.ts";
import { type Subject, subjectOf } from "../matching/vex/subject.ts";
import { KnownError, messageOf, type Problem } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { Sbom } from "../model/sbom.ts";
import type { FindingFilter } from "../report/filters.ts";
import type { OverlayOptions } from "./vex-options.ts";

/** What is looked for in the working folder where no other file is named. */
const IGNORE_FILE = ".plimsollignore.yaml";

/** What is said of findings, and what of it could not be used. */
export interface Overlays {
  readonly overlay: Overlay;
  readonly problems: readonly Problem[];
}

/** Reads VEX documents and the ignore file. The file is the user's own word: it is applied last. */
export async function readOverlays(sbom: Sbom, options: OverlayOptions, limits: Limits): Promise<Overlays> {
  const subject = subjectOf(sbom);
  const { statements, problems } = await readStatements(subject, options, limits);
  const vex = vexOverlay(statements, subject);
  const file = await readIgnoreFile(options.ignoreFile);
  if (!file) return { overlay: vex, problems };
  const today = new Date().toISOString().slice(0, 10);
  const ignore = ignoreOverlay(parseIgnoreFile(file.text, file.path), file.path, today, subject);
  return {
    overlay: (pkg, findings) => ignore.overlay(pkg, vex(pkg, findings)),
    problems: [...problems, ...ignore.problems],
  };
}

/** The statements of all documents whose authors are trusted. */
export async function readStatements(
  subject: Subject,
  { vexLocation = [], vexAuthor }: Pick<OverlayOptions, "vexLocation" | "vexAuthor">,
  limits: Limits,
): Promise<{ readonly statements: readonly VexStatement[]; readonly problems: readonly Problem[] }> {
  const own = process.env.PLIMSOLL_VEX_AUTHOR?.split(",").filter(Boolean) ?? [];
  const patterns = vexAuthor
    ? authorPatterns(vexAuthor, "--vex-author")
    : authorPatterns(own.length > 0 ? own : DEFAULT_AUTHORS, "PLIMSOLL_VEX_AUTHOR");
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const read = await readVexLocations(vexLocation, { subject, maxBytes: limits.vexBytes, report });
  return { statements: ofAuthors(read, patterns, report), problems };
}

/** @throws {KnownError} `READ_FAILED` where the file that was named cannot be read. */
async function readIgnoreFile(named: string | undefined): Promise<{ path: string; text: string } | undefined> {
  const path = named ?? IGNORE_FILE;
  try {
    const { size } = await stat(path);
    if (size > MOST_IGNORE_BYTES) {
      throw new KnownError("IGNORE_INVALID", `${path}: is larger than ${MOST_IGNORE_BYTES} bytes`, { path });
    }
    return { path, text: await readFile(path, "utf8") };
  } catch (cause) {
    if (cause instanceof KnownError) throw cause;
    if (named === undefined && (cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new KnownError("READ_FAILED", `${path}: ${messageOf(cause)}`, { path }, cause);
  }
}

/** Which findings the flags leave out. */
export function suppressionFilter({ ignoreSuppressed, onlyVexAffected, vex }: OverlayOptions): FindingFilter {
  if (ignoreSuppressed) return { without: "suppressed" };
  return onlyVexAffected || vex ? { without: "vex-suppressed" } : {};
}
