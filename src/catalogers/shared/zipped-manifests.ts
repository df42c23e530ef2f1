import { listZip, readZipEntry } from "../../formats/zip-source.ts";
import { codeOf, messageOf, type Report } from "../../model/errors.ts";
import type { WantedFile } from "../cataloger.ts";
import { isInstalledManifest } from "./node-folders.ts";
import { type PackedManifest, packedManifest } from "./packed-manifest.ts";

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
    const { entries, troubles } = listZip(file, { wants: isInstalledManifest, mostEntries: MOST_MANIFESTS });
    for (const trouble of troubles.slice(0, MOST_PROBLEMS)) {
      report({ code: "FILE_MALFORMED", path, message: `${path}: ${trouble}` });
    }
    return entries.flatMap((entry): PackedManifest[] => {
      try {
        const content = readZipEntry(file, entry, MOST_MANIFEST_BYTES);
        const manifest = packedManifest(content.read(0, content.sizeBytes), false);
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
