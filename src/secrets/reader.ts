import type { Reader, WantedFile } from "../catalogers/cataloger.ts";
import type { Report } from "../model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import { type ArchiveKind, archiveKindOf, memberClassOf } from "./archive-kind.ts";
import { visitMembers } from "./archive-members.ts";
import { credentialFilesAt } from "./credential-files.ts";
import { fileClassOf } from "./file-class.ts";
import { type Findings, type FoundSecret, findInFile } from "./find.ts";
import { maskSecret } from "./mask.ts";
import { RULE_SET_ID } from "./rule-set.ts";
import { fingerprintOfSecret, idOfSalt } from "./secret-print.ts";

/** What is kept of one secret in a file: nothing from which it could be told. */
export interface SecretEvidence {
  readonly rule: string;
  readonly masked: string;
  readonly fingerprint: string;
  /** Of an archive: the file within it. */
  readonly member?: string;
  /** From 1; absent in programs. */
  readonly line?: number;
}

/** Files above this size are models and programs; how many there are is told. */
export const MAX_SECRET_FILE_BYTES = 10 * 1024 * 1024;

/** So many secrets are told of one archive. */
const MOST_OF_ARCHIVE = 500;

/** A name within an archive is a stranger's text. */
const LONGEST_MEMBER = 1000;

/** How much of a file is looked at, going by its path; nothing where nobody looks for secrets in it. */
export function secretBoundOf(path: string, { secretArchiveBytes }: Limits = DEFAULT_LIMITS): number | undefined {
  if (archiveKindOf(path)) return secretArchiveBytes;
  return fileClassOf(path) !== "skipped" || credentialFilesAt(path).length > 0 ? MAX_SECRET_FILE_BYTES : undefined;
}

/** Raised when what is kept changes, or how rules are asked; a change of the rules themselves needs nothing. */
const VERSION = 2;

/**
 * Looks for secrets in every file of an image, and in archives, one level deep. Its name changes with the rules and the
 * salt, so that readings which others made are not used.
 *
 * @param salt  Hex digits that nobody else knows.
 */
export function secretReader(salt: string, limits: Limits = DEFAULT_LIMITS): Reader<readonly SecretEvidence[]> {
  const evidenceOf = ({ rule, secret, line }: FoundSecret, member?: string): SecretEvidence => ({
    rule: rule.id,
    masked: maskSecret(secret),
    fingerprint: fingerprintOfSecret(secret, salt),
    ...(member !== undefined && { member }),
    ...(line !== undefined && { line }),
  });
  return {
    name: `secrets:${RULE_SET_ID}:${idOfSalt(salt)}`,
    version: VERSION,
    roots: [],
    maxFileBytes: Math.max(MAX_SECRET_FILE_BYTES, limits.secretArchiveBytes),
    looksEverywhere: true,
    wants: (path, { sizeBytes }) => sizeBytes > 0 && sizeBytes <= (secretBoundOf(path, limits) ?? 0),
    read(file, report) {
      const kind = archiveKindOf(file.path);
      const evidence = kind
        ? inArchive(kind, file, limits, report, evidenceOf)
        : bounded(findInFile(file.path, file.bytes), file.path, report).map((found) => evidenceOf(found));
      return evidence.length === 0 ? undefined : evidence;
    },
  };
}

function bounded({ found, isCutOff }: Findings, path: string, report: Report): readonly FoundSecret[] {
  if (isCutOff) {
    const message = `${path}: has more that looks like secrets than is looked at; the first ones are told`;
    report({ code: "LIMIT_EXCEEDED", path, message });
  }
  return found;
}

/** A repository holds a file once for each of its versions: the same secret in an archive is told once. */
function inArchive(
  kind: ArchiveKind,
  { path, bytes }: WantedFile,
  { secretArchiveBytes }: Limits,
  report: Report,
  evidenceOf: (found: FoundSecret, member: string) => SecretEvidence,
): SecretEvidence[] {
  const evidence = new Map<string, SecretEvidence>();
  visitMembers(kind, path, bytes, secretArchiveBytes, {
    wants: (name, sizeBytes) =>
      evidence.size < MOST_OF_ARCHIVE &&
      sizeBytes > 0 &&
      (memberClassOf(path, name, kind) !== "skipped" || credentialFilesAt(name).length > 0),
    onMember: ({ name, bytes: content }) => {
      const findings = findInFile(name, content, memberClassOf(path, name, kind));
      for (const found of bounded(findings, path, report)) {
        const one = evidenceOf(found, name.slice(0, LONGEST_MEMBER));
        const key = `${one.rule} ${one.fingerprint}`;
        if (!evidence.has(key)) evidence.set(key, one);
      }
    },
    tell: (code, message) => report({ code, path, message: `${path}: ${message}` }),
  });
  if (evidence.size >= MOST_OF_ARCHIVE) {
    const message = `${path}: has ${MOST_OF_ARCHIVE} secrets and more; the files behind were not looked at`;
    report({ code: "LIMIT_EXCEEDED", path, message });
  }
  return [...evidence.values()];
}
