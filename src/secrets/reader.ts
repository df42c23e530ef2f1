import type { Reader } from "../catalogers/cataloger.ts";
import { credentialFilesAt } from "./credential-files.ts";
import { fileClassOf } from "./file-class.ts";
import { findInFile } from "./find.ts";
import { maskSecret } from "./mask.ts";
import { RULE_SET_ID } from "./rule-set.ts";
import { fingerprintOfSecret, idOfSalt } from "./secret-print.ts";

/** What is kept of one secret in a file: nothing from which it could be told. */
export interface SecretEvidence {
  readonly rule: string;
  readonly masked: string;
  readonly fingerprint: string;
  /** From 1; absent in programs. */
  readonly line?: number;
}

/** Files above this size are models, archives and programs; how many there are is told. */
export const MAX_SECRET_FILE_BYTES = 10 * 1024 * 1024;

/** Whether a file is one that secrets are looked for in, but for its size. */
export function holdsSecrets(path: string): boolean {
  return fileClassOf(path) !== "skipped" || credentialFilesAt(path).length > 0;
}

/** Raised when what is kept changes, or how rules are asked; a change of the rules themselves needs nothing. */
const VERSION = 1;

/**
 * Looks for secrets in every file of an image. Its name changes with the rules and the salt, so that readings which
 * others made are not used.
 *
 * @param salt  Hex digits that nobody else knows.
 */
export function secretReader(salt: string): Reader<readonly SecretEvidence[]> {
  return {
    name: `secrets:${RULE_SET_ID}:${idOfSalt(salt)}`,
    version: VERSION,
    roots: [],
    maxFileBytes: MAX_SECRET_FILE_BYTES,
    looksEverywhere: true,
    wants: (path, { sizeBytes }) => sizeBytes > 0 && sizeBytes <= MAX_SECRET_FILE_BYTES && holdsSecrets(path),
    read({ path, bytes }, report) {
      const { found, isCutOff } = findInFile(path, bytes);
      if (isCutOff) {
        const message = `${path}: has more that looks like secrets than is looked at; the first ones are told`;
        report({ code: "LIMIT_EXCEEDED", path, message });
      }
      if (found.length === 0) return undefined;
      return found.map(({ rule, secret, line }) => ({
        rule: rule.id,
        masked: maskSecret(secret),
        fingerprint: fingerprintOfSecret(secret, salt),
        ...(line !== undefined && { line }),
      }));
    },
  };
}
