import { checksumOf } from "../../formats/integrity.ts";
import { fieldsOf, textOf } from "./json-fields.ts";
import type { HiddenLockEntry } from "./npm-hidden-lock.ts";
import type { NpmManifest } from "./npm-manifest.ts";
import { baseNameOf } from "./project-files.ts";

/** What corepack says of a package manager that it fetched. */
export interface ManagerRecord {
  readonly entry: HiddenLockEntry;
  /** Of one without a package.json. */
  readonly manifest?: NpmManifest;
}

/** Tells whether a path is corepack's record of a package manager. */
export const isManagerRecord = (path: string) => baseNameOf(path) === ".corepack";

/**
 * Reads such a record. Of yarn since version 2 only the program is kept, which npm has as another package.
 *
 * Source: https://github.com/nodejs/corepack/blob/main/sources/corepackUtils.ts, config.json there
 */
export function managerRecord(value: unknown): ManagerRecord | undefined {
  const { locator, hash } = fieldsOf(value);
  const { name, reference } = fieldsOf(locator);
  const version = textOf(reference)?.split("+", 1)[0];
  if (version === undefined || version.length > 100 || !/^\d+\.\d+\.\d+/.test(version)) return undefined;
  const properties = { "npm:corepack": "true" };
  if (name === "yarn" && !/^[01]\./.test(version)) {
    const manifest = { name: "@yarnpkg/cli-dist", version, licenses: [] };
    return { entry: { at: "", version, properties }, manifest };
  }
  const [algorithm = "", hex = ""] = (textOf(hash) ?? "").split(".", 2);
  const checksum = checksumOf(algorithm, hex);
  return { entry: { at: "", version, ...(checksum && { checksums: [checksum] }), properties } };
}
