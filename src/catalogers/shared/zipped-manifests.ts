import { listZip, readZipEntry } from "../../formats/zip-source.ts";
import { codeOf, KnownError, messageOf, type Report } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";
import { isInstalledManifest } from "./node-folders.ts";
import { type NpmManifest, npmManifest } from "./npm-manifest.ts";

/** A package in an archive. */
export interface PackedManifest {
  /** Of its package.json, from the archive's top. */
  readonly at: string;
  readonly manifest: NpmManifest;
}

/** A package, and what it brings along. */
const MOST_MANIFESTS = 1000;
const MOST_MANIFEST_BYTES = 4 * 1024 * 1024;
const MOST_PROBLEMS = 20;

/** The packages of an archive as yarn keeps them: each as it would stand in a folder. */
export function zippedManifests(file: WantedFile, report: Report): PackedManifest[] {
  const { path } = file;
  let told = 0;
  const tell = (error: unknown, within = "") => {
    if (++told > MOST_PROBLEMS) return;
    report({ code: codeOf(error), path, message: `${path}${within && `:${within}`}: ${messageOf(error)}` });
  };
  try {
    const { entries, troubles } = listZip(file, isInstalledManifest);
    for (const trouble of troubles.slice(0, MOST_PROBLEMS)) {
      report({ code: "FILE_MALFORMED", path, message: `${path}: ${trouble}` });
    }
    return entries.slice(0, MOST_MANIFESTS).flatMap((entry): PackedManifest[] => {
      try {
        const content = readZipEntry(file, entry, MOST_MANIFEST_BYTES);
        const manifest = packedManifest(content.read(0, content.sizeBytes));
        return manifest ? [{ at: entry.name, manifest }] : [];
      } catch (error) {
        tell(error, entry.name);
        return [];
      }
    });
  } catch (error) {
    tell(error);
    return [];
  }
}

/**
 * What a package.json in an archive says, where that is a package.
 *
 * @throws {KnownError} `FILE_MALFORMED` where it is not JSON.
 */
export function packedManifest(bytes: Uint8Array): NpmManifest | undefined {
  const manifest = npmManifest(jsonOf(new TextDecoder().decode(bytes)), false);
  return manifest.name === "" || manifest.version === "" ? undefined : manifest;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KnownError("FILE_MALFORMED", "is not JSON", {}, cause);
  }
}
