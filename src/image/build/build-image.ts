import { writeTar } from "../../formats/tar-writer.ts";
import { deflate } from "../../host/deflate.ts";
import { sha256Of } from "../../host/sha256.ts";
import type { ImageSpec } from "./image-spec.ts";

/** A blob with the digest that names it. */
export interface BuiltBlob {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** An image as its blobs. */
export interface BuiltImage {
  readonly manifest: BuiltBlob;
  readonly config: BuiltBlob;
  readonly layers: readonly (BuiltBlob & { readonly diffId: string; readonly tar: Uint8Array })[];
  readonly platform: { readonly os: string; readonly architecture: string; readonly variant?: string };
}

const LAYER_TYPES = {
  none: "application/vnd.oci.image.layer.v1.tar",
  gzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  zstd: "application/vnd.oci.image.layer.v1.tar+zstd",
} as const;

/** Equal specs give equal bytes: no time is taken from a clock. */
const EPOCH = "1970-01-01T00:00:00Z";

/** Makes the blobs of an image. Source: OCI image-spec, manifest.md and config.md */
export function buildImage(spec: ImageSpec): BuiltImage {
  const layers = spec.layers.map(({ entries, compression = "gzip", tar = writeTar(entries) }) => {
    const blob = blobOf(LAYER_TYPES[compression], deflate(compression, tar));
    return { ...blob, diffId: sha256Of(tar), tar };
  });
  const platform = {
    os: spec.os ?? "linux",
    architecture: spec.architecture ?? "amd64",
    ...(spec.variant && { variant: spec.variant }),
  };
  const created = spec.created ?? EPOCH;
  const history = [
    ...spec.layers.map(({ createdBy }) => ({ created, ...(createdBy && { created_by: createdBy }) })),
    ...(spec.emptyHistory ?? []).map((createdBy) => ({ created, created_by: createdBy, empty_layer: true })),
  ];
  const config = jsonBlob("application/vnd.oci.image.config.v1+json", {
    created,
    ...(spec.author && { author: spec.author }),
    ...platform,
    config: spec.config ?? {},
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history,
  });
  const manifest = jsonBlob("application/vnd.oci.image.manifest.v1+json", {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: descriptorOf(config),
    layers: layers.map(descriptorOf),
  });
  return { manifest, config, layers, platform };
}

/** Makes an index of images for several platforms. */
export function buildIndex(images: readonly BuiltImage[]): BuiltBlob {
  return jsonBlob("application/vnd.oci.image.index.v1+json", {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: images.map(({ manifest, platform }) => ({ ...descriptorOf(manifest), platform })),
  });
}

export function descriptorOf({ mediaType, digest, bytes }: BuiltBlob) {
  return { mediaType, digest, size: bytes.length };
}

function jsonBlob(mediaType: string, value: unknown): BuiltBlob {
  return blobOf(mediaType, new TextEncoder().encode(JSON.stringify(value)));
}

function blobOf(mediaType: string, bytes: Uint8Array): BuiltBlob {
  return { mediaType, digest: sha256Of(bytes), bytes };
}
