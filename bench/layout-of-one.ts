import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileOf } from "../src/image/file-store.ts";
import type { Image } from "../src/image/image.ts";

/**
 * What other scanners are given to read: an archive as it is; of a layout with several images one that has only this
 * image, with the same blobs, since not all of them can choose.
 *
 * @returns A path.
 */
export function layoutOfOne({ source, manifestDigest, rawManifest, layers }: Image, folder: string): string {
  const [first] = layers;
  const blob = first && fileOf(first).path;
  if (source.kind !== "oci-dir" || !manifestDigest || !rawManifest || !blob) {
    return source.reference.replace(/^[a-z-]+:\/\//, "");
  }
  const { mediaType = "application/vnd.oci.image.manifest.v1+json" } = JSON.parse(
    new TextDecoder().decode(rawManifest),
  );
  const manifests = [{ mediaType, digest: manifestDigest, size: rawManifest.length }];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
  // blobs/sha256/HEX
  symlinkSync(resolve(dirname(dirname(blob))), join(folder, "blobs"));
  return folder;
}
