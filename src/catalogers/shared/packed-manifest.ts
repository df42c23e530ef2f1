import { KnownError } from "../../model/errors.ts";
import { type NpmManifest, npmManifest } from "./npm-manifest.ts";

/** A package in an archive. */
export interface PackedManifest {
  /** Of its package.json, from the archive's top. */
  readonly at: string;
  readonly manifest: NpmManifest;
}

/**
 * What a package.json in an archive says, where that is a package.
 *
 * @throws {KnownError} `FILE_MALFORMED` where it is not JSON.
 */
export function packedManifest(bytes: Uint8Array, isProject: boolean): NpmManifest | undefined {
  const manifest = npmManifest(jsonOf(new TextDecoder().decode(bytes)), isProject);
  return manifest.name === "" || manifest.version === "" ? undefined : manifest;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KnownError("FILE_MALFORMED", "is not JSON", {}, cause);
  }
}
