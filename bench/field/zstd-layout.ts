import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip, createZstdCompress } from "node:zlib";
import { sha256Of } from "../../src/host/sha256.ts";
import { fileOf } from "../../src/image/file-store.ts";
import type { Layer } from "../../src/image/image.ts";
import type { FieldImage } from "./field-image.ts";

/** What zstd itself and the builders of images take when nobody asks for another. */
const LEVEL = 3;

const MEDIA_TYPES = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+zstd",
};

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * Writes images of gzipped layers as an OCI layout of zstd ones. Their tars, and so their configs, stay what they are;
 * a layer that several of them have is packed once, so that they still share it.
 */
export async function writeZstdLayout(folder: string, images: readonly FieldImage[]): Promise<void> {
  const blobs = join(folder, "blobs", "sha256");
  mkdirSync(blobs, { recursive: true });
  const write = (mediaType: string, bytes: Uint8Array): Descriptor => {
    const digest = sha256Of(bytes);
    writeFileSync(join(blobs, hexOf(digest)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const packed = new Map<string, Descriptor>();
  const manifests = [];
  for (const { name, image } of images) {
    const layers: Descriptor[] = [];
    for (const layer of image.layers) {
      const descriptor = packed.get(layer.diffId) ?? (await packLayer(layer, blobs));
      packed.set(layer.diffId, descriptor);
      layers.push(descriptor);
    }
    const config = write(MEDIA_TYPES.config, image.rawConfig ?? new Uint8Array(0));
    const manifest = { schemaVersion: 2, mediaType: MEDIA_TYPES.manifest, config, layers };
    const descriptor = write(MEDIA_TYPES.manifest, new TextEncoder().encode(JSON.stringify(manifest)));
    manifests.push({ ...descriptor, annotations: { "org.opencontainers.image.ref.name": name } });
  }
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
}

async function packLayer(layer: Layer, blobs: string): Promise<Descriptor> {
  const { path, offset, sizeBytes } = fileOf(layer);
  const temporary = join(blobs, "unfinished");
  const hash = createHash("sha256");
  let size = 0;
  const count = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(undefined, chunk);
    },
  });
  const packed = createReadStream(path, { start: offset, end: offset + sizeBytes - 1 });
  const zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL } });
  if (layer.mediaType.endsWith("gzip"))
    await pipeline(packed, createGunzip(), zstd, count, createWriteStream(temporary));
  else await pipeline(packed, zstd, count, createWriteStream(temporary));
  const digest = `sha256:${hash.digest("hex")}`;
  renameSync(temporary, join(blobs, hexOf(digest)));
  return { mediaType: MEDIA_TYPES.layer, digest, size };
}

const hexOf = (digest: string) => digest.slice("sha256:".length);
