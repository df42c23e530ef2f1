import { withoutCredentials } from "../../formats/address.ts";
import { parseIntegrity } from "../../formats/integrity.ts";
import type { Checksum, Scope } from "../../model/package.ts";
import { fieldsOf, textOf } from "./json-fields.ts";

/** What an installer's own record says of a folder. */
export interface HiddenLockEntry {
  /** From the project's folder: `node_modules/a/node_modules/b`. */
  readonly at: string;
  readonly version?: string;
  readonly scope?: Scope;
  readonly checksums?: readonly Checksum[];
  readonly properties: Readonly<Record<string, string>>;
}

const MOST_ENTRIES = 50_000;

/** The scope by the flags of a lock file: `devOptional` is for development, or for something optional. */
export function scopeOfFlags(flags: Readonly<Record<string, unknown>>): Scope {
  if (flags.dev === true) return "development";
  return flags.optional === true || flags.devOptional === true ? "optional" : "production";
}

/**
 * The entries of `node_modules/.package-lock.json`.
 *
 * Source: https://docs.npmjs.com/cli/configuring-npm/package-lock-json#hidden-lockfiles
 */
export function hiddenLockEntries(lock: unknown): HiddenLockEntry[] {
  const entries = Object.entries(fieldsOf(fieldsOf(lock).packages)).slice(0, MOST_ENTRIES);
  return entries.flatMap(([at, value]): HiddenLockEntry[] => {
    const fields = fieldsOf(value);
    const resolved = textOf(fields.resolved);
    // What stands there by a link has an entry of its own.
    if (fields.link === true) return [];
    const version = textOf(fields.version);
    const checksums = parseIntegrity(fields.integrity);
    return [
      {
        at,
        ...(version && { version }),
        scope: scopeOfFlags(fields),
        ...(checksums.length > 0 && { checksums }),
        properties: {
          ...(resolved && { "npm:resolved": withoutCredentials(resolved).slice(0, 2048) }),
          ...(fields.inBundle === true && { "npm:bundled": "true" }),
          ...(fields.peer === true && { "npm:peer": "true" }),
          ...(fields.hasInstallScript === true && { "npm:install-script": "true" }),
        },
      },
    ];
  });
}
