import { join } from "node:path";
import { deflate } from "../../../src/host/deflate.ts";
import type { Compression } from "../../../src/host/inflate.ts";
import { sha256Of } from "../../../src/host/sha256.ts";
import { END, header, padded } from "../hostile-tar.ts";
import { type Bytes, held, writeParts } from "./bytes.ts";

/** A layer, and what its image says of it. */
export interface CraftedLayer {
  readonly blob: Bytes;
  readonly diffId: string;
  readonly mediaType: string;
}

const LAYER = "application/vnd.oci.image.layer.v1.tar";
const SUFFIXES = { none: "", gzip: "+gzip", zstd: "+zstd" } as const;

/** A layer whose documents tell the truth. */
export function layerOf(tar: Uint8Array, compression: Compression = "none"): CraftedLayer {
  return blobLayer(deflate(compression, tar), tar, compression);
}

/** A layer whose blob is packed in its own way. */
export function blobLayer(blob: Uint8Array | Bytes, tar: Uint8Array | Bytes, compression: Compression): CraftedLayer {
  return {
    blob: blob instanceof Uint8Array ? held(blob) : blob,
    diffId: tar instanceof Uint8Array ? sha256Of(tar) : tar.digest,
    mediaType: `${LAYER}${SUFFIXES[compression]}`,
  };
}

type Json = Readonly<Record<string, unknown>>;

/** Says something else than the truth: a document in place of the right one, or its very bytes. */
export type Lie = (honest: Json) => unknown;

/** An image whose documents say what a row wants them to say; every digest is right all the same. */
export interface CraftedImage {
  readonly config: Bytes;
  readonly manifest: Bytes;
  readonly layers: readonly CraftedLayer[];
  /** What an index says of the manifest. */
  readonly descriptor: Json;
}

export interface Lies {
  readonly config?: Lie;
  readonly manifest?: Lie;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

export function craft(layers: readonly CraftedLayer[], lies: Lies = {}): CraftedImage {
  const config = document(
    {
      os: "linux",
      architecture: "amd64",
      config: {},
      rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
      history: layers.map((_, i) => ({ created_by: `step ${i}` })),
    },
    lies.config,
  );
  const manifest = document(
    {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: describe("application/vnd.oci.image.config.v1+json", config),
      layers: layers.map(({ mediaType, blob }) => describe(mediaType, blob)),
    },
    lies.manifest,
  );
  return { config, manifest, layers, descriptor: describe(MANIFEST, manifest) };
}

/** A descriptor that is right. */
export function describe(mediaType: string, { digest, sizeBytes }: Bytes): Json {
  return { mediaType, digest, size: sizeBytes };
}

/** A document; text and bytes stand as they are. */
export function document(honest: Json, lie: Lie = (value) => value): Bytes {
  const value = lie(honest);
  return held(typeof value === "string" || value instanceof Uint8Array ? value : JSON.stringify(value));
}

/** Files by their path: of a layout, or members of an archive. */
export type Files = ReadonlyMap<string, Bytes>;

export const blobPath = (digest: string) => `blobs/${digest.replace(":", "/")}`;

/** The files of an OCI layout of one image. */
export function layoutFiles(image: CraftedImage, index: Lie = (honest) => honest): Map<string, Bytes> {
  return layoutOf(
    document({ schemaVersion: 2, manifests: [image.descriptor] }, index),
    image.manifest,
    image.config,
    ...image.layers.map(({ blob }) => blob),
  );
}

/** The files of an OCI layout of whatever blobs. */
export function layoutOf(index: Bytes, ...blobs: readonly Bytes[]): Map<string, Bytes> {
  return new Map([
    ["oci-layout", held('{"imageLayoutVersion":"1.0.0"}')],
    ["index.json", index],
    ...blobs.map((blob): [string, Bytes] => [blobPath(blob.digest), blob]),
  ]);
}

export const layerName = (ordinal: number) => `${ordinal}/layer.tar`;

/** The members of an archive as `docker save` wrote it before version 25, but for the lies of its manifest.json. */
export function dockerMembers({ config, layers }: CraftedImage, manifest: Lie = (honest) => [honest]) {
  const names = layers.map((_, ordinal) => layerName(ordinal));
  return new Map<string, Bytes>([
    ["config.json", config],
    ...layers.map(({ blob }, ordinal): [string, Bytes] => [layerName(ordinal), blob]),
    [
      "manifest.json",
      document({ Config: "config.json", RepoTags: ["registry.local/app:1.0"], Layers: names }, manifest),
    ],
  ]);
}

export function writeLayout(folder: string, files: Files): void {
  for (const [path, { parts }] of files) writeParts(join(folder, path), parts());
}

/** A tar of files. */
export function* tarParts(files: Files): Generator<Uint8Array> {
  for (const [name, { sizeBytes, parts }] of files) {
    yield header({ name, size: sizeBytes });
    yield* parts();
    yield padded(new Uint8Array(sizeBytes % 512)).subarray(sizeBytes % 512);
  }
  yield END;
}
