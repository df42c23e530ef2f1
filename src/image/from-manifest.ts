import { type FileSlice, readSlice } from "../host/files.ts";
import { KnownError } from "../model/errors.ts";
import { formatPlatform, type ImageSource } from "../model/image.ts";
import { LIMITS } from "../model/limits.ts";
import { type Descriptor, type ImageConfig, MEDIA_TYPES, parseDocument, verifyDigest } from "./documents.ts";
import type { Image, ImageChoice, Layer } from "./image.ts";
import { choosePlatform, matchesPlatform } from "./platform.ts";

/** All that a place of content-addressed blobs must know; everything else of an image is derived from it. */
export interface BlobStore {
  /** What to call it in a message. */
  readonly location: string;
  readonly find: (digest: string) => Promise<FileSlice | undefined>;
}

/**
 * The image that a descriptor leads to, through indexes if need be.
 *
 * @throws {KnownError} `IMAGE_INCOMPLETE`, `IMAGE_MALFORMED`, `DIGEST_MISMATCH`, `PLATFORM_NOT_FOUND`, `MEDIA_TYPE_UNSUPPORTED`
 */
export async function imageFromDescriptor(
  store: BlobStore,
  descriptor: Descriptor,
  source: ImageSource,
  choice: ImageChoice,
): Promise<Image> {
  let current = descriptor;
  let indexDigest: string | undefined;
  for (let depth = 0; MEDIA_TYPES[current.mediaType] === "index"; depth++) {
    if (depth === LIMITS.indexDepth.value) {
      throw new KnownError("IMAGE_MALFORMED", `${store.location}: indexes within indexes, ${depth} deep`);
    }
    const bytes = await readBlob(store, current);
    // The outermost index is the one that people and registries name the image by.
    indexDigest ??= current.digest;
    const { manifests } = parseDocument("index", bytes, current.digest);
    current = choosePlatform(manifests, choice.platform, `${store.location}, ${current.digest}`);
  }
  if (MEDIA_TYPES[current.mediaType] !== "manifest") {
    throw new KnownError(
      "MEDIA_TYPE_UNSUPPORTED",
      `${store.location}: ${current.digest} is '${current.mediaType}', which is neither an image manifest nor an index`,
      { mediaType: current.mediaType },
    );
  }

  const rawManifest = await readBlob(store, current);
  const manifest = parseDocument("manifest", rawManifest, current.digest);
  const rawConfig = await readBlob(store, manifest.config);
  const config = parseDocument("config", rawConfig, manifest.config.digest);
  verifyPlatform(config, choice, store.location);

  const diffIds = config.rootfs.diff_ids;
  if (diffIds.length !== manifest.layers.length) {
    throw new KnownError(
      "IMAGE_MALFORMED",
      `${current.digest}: the manifest has ${manifest.layers.length} layers, the config ${diffIds.length}`,
    );
  }
  const layers: Layer[] = [];
  for (const [ordinal, layer] of manifest.layers.entries()) {
    if (MEDIA_TYPES[layer.mediaType] !== "layer") {
      throw new KnownError(
        "MEDIA_TYPE_UNSUPPORTED",
        `${store.location}: layer ${ordinal} (${layer.digest}) is '${layer.mediaType}', which is not a layer that Plimsoll can read`,
        { mediaType: layer.mediaType, layer: ordinal },
      );
    }
    layers.push({
      ordinal,
      digest: layer.digest,
      diffId: diffIds[ordinal] ?? "",
      mediaType: layer.mediaType,
      sizeBytes: layer.size,
      blob: await findBlob(store, layer),
    });
  }
  return {
    source,
    ...(indexDigest !== undefined && { indexDigest }),
    manifestDigest: current.digest,
    rawManifest,
    configDigest: manifest.config.digest,
    rawConfig,
    config,
    layers,
  };
}

/** @throws {KnownError} `PLATFORM_NOT_FOUND` when a platform was asked for and the image is for another. */
export function verifyPlatform(config: ImageConfig, choice: ImageChoice, where: string): void {
  const { os, architecture, variant } = config;
  const have = { os, architecture, ...(variant && { variant }) };
  if (choice.platform && !matchesPlatform(have, choice.platform)) {
    throw new KnownError(
      "PLATFORM_NOT_FOUND",
      `${where}: the image is for ${formatPlatform(have)}, not ${formatPlatform(choice.platform)}`,
      { platform: formatPlatform(choice.platform) },
    );
  }
}

async function findBlob(store: BlobStore, { digest, size }: Descriptor): Promise<FileSlice> {
  const slice = await store.find(digest);
  if (!slice) {
    throw new KnownError("IMAGE_INCOMPLETE", `${store.location}: the blob ${digest} is missing`, { digest });
  }
  if (slice.sizeBytes !== size) {
    const [code, what] =
      slice.sizeBytes < size ? (["IMAGE_INCOMPLETE", "only "] as const) : (["DIGEST_MISMATCH", ""] as const);
    throw new KnownError(
      code,
      `${store.location}: the blob ${digest} has ${what}${slice.sizeBytes} bytes; its manifest says ${size}`,
      { digest, sizeBytes: slice.sizeBytes, expectedBytes: size },
    );
  }
  return slice;
}

async function readBlob(store: BlobStore, descriptor: Descriptor): Promise<Uint8Array> {
  const bytes = await readSlice(await findBlob(store, descriptor), LIMITS.documentBytes.value);
  verifyDigest(bytes, descriptor.digest, store.location);
  return bytes;
}
