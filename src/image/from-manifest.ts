import { KnownError } from "../model/errors.ts";
import { formatPlatform, type ImageSource } from "../model/image.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { type Descriptor, type ImageConfig, MEDIA_TYPES, parseDocument, verifyDigest } from "./documents.ts";
import type { Image, ImageChoice, Layer, LayerBlob, OpenOptions } from "./image.ts";
import { choosePlatform, matchesPlatform } from "./platform.ts";
import { printable } from "./registry/printable.ts";
import { refuseArtifact, refuseUnreadable } from "./unreadable.ts";

/** All that a place of content-addressed blobs must know; everything else of an image is derived from it. */
export interface BlobStore {
  /** What to call it in a message. */
  readonly location: string;
  /**
   * The bytes of an index, manifest or config; whoever asks verifies them.
   *
   * @throws {KnownError} `IMAGE_INCOMPLETE` when it is not there, `LIMIT_EXCEEDED` above `limits.documentBytes`.
   */
  readonly readDocument: (descriptor: Descriptor) => Promise<Uint8Array>;
  /** @throws {KnownError} `IMAGE_INCOMPLETE` when the place knows that it has no such blob. */
  readonly blobOf: (descriptor: Descriptor) => Promise<LayerBlob>;
}

/**
 * The image that a descriptor leads to, through indexes if need be.
 *
 * @throws {KnownError} `IMAGE_INCOMPLETE`, `IMAGE_MALFORMED`, `DIGEST_MISMATCH`, `PLATFORM_NOT_FOUND`,
 * `MEDIA_TYPE_UNSUPPORTED`, `IMAGE_TOO_LARGE`
 */
export async function imageFromDescriptor(
  store: BlobStore,
  descriptor: Descriptor,
  source: ImageSource,
  options: OpenOptions,
): Promise<Image> {
  const { limits = DEFAULT_LIMITS } = options;
  let current = descriptor;
  let indexDigest: string | undefined;
  for (let depth = 0; MEDIA_TYPES[current.mediaType] === "index"; depth++) {
    if (depth === limits.indexDepth) {
      throw new KnownError("IMAGE_MALFORMED", `${store.location}: indexes within indexes, ${depth} deep`);
    }
    const bytes = await readBlob(store, current);
    // The outermost index is the one that people and registries name the image by.
    indexDigest ??= current.digest;
    const { manifests } = parseDocument("index", bytes, `${store.location}, ${current.digest}`, limits);
    current = choosePlatform(manifests, options.platform, `${store.location}, ${current.digest}`);
  }
  refuseUnreadable("manifest", current, store.location);

  const rawManifest = await readBlob(store, current);
  const manifest = parseDocument("manifest", rawManifest, `${store.location}, ${current.digest}`, limits);
  refuseArtifact(manifest.config, `${store.location}: ${current.digest}`);
  const rawConfig = await readBlob(store, manifest.config);
  const config = parseDocument("config", rawConfig, `${store.location}, ${manifest.config.digest}`, limits);
  verifyPlatform(config, options, store.location);
  refuseTooLarge(manifest.layers, options, store.location);

  const diffIds = config.rootfs.diff_ids;
  if (diffIds.length !== manifest.layers.length) {
    throw new KnownError(
      "IMAGE_MALFORMED",
      `${current.digest}: the manifest has ${manifest.layers.length} layers, the config ${diffIds.length}`,
    );
  }
  const layers: Layer[] = [];
  for (const [ordinal, layer] of manifest.layers.entries()) {
    refuseUnreadable("layer", layer, `${store.location}: layer ${ordinal}`);
    if (layer.size > limits.layerBytes) {
      const message = `${store.location}: layer ${ordinal} takes ${layer.size} bytes, more than the ${limits.layerBytes} that are read`;
      throw new KnownError("LIMIT_EXCEEDED", message, { layer: ordinal, sizeBytes: layer.size });
    }
    layers.push({
      ordinal,
      digest: layer.digest,
      diffId: diffIds[ordinal] ?? "",
      mediaType: layer.mediaType,
      sizeBytes: layer.size,
      blob: await store.blobOf(layer),
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

/**
 * @throws {KnownError} `PLATFORM_NOT_FOUND` when a platform was asked for and the image is for another,
 * `PLATFORM_UNSUPPORTED` for an image of Windows.
 */
export function verifyPlatform(config: ImageConfig, choice: ImageChoice, where: string): void {
  const { os, architecture, variant } = config;
  const have = { os, architecture, ...(variant && { variant }) };
  const platform = printable(formatPlatform(have));
  if (os.toLowerCase() === "windows") {
    throw new KnownError(
      "PLATFORM_UNSUPPORTED",
      `${where}: is an image of Windows (${platform}), whose files Plimsoll cannot read`,
      { platform },
    );
  }
  if (choice.platform && !matchesPlatform(have, choice.platform)) {
    throw new KnownError(
      "PLATFORM_NOT_FOUND",
      `${where}: the image is for ${platform}, not ${formatPlatform(choice.platform)}`,
      { platform: formatPlatform(choice.platform) },
    );
  }
}

/** @throws {KnownError} `IMAGE_TOO_LARGE` before a layer was read, when all together are larger than was allowed. */
export function refuseTooLarge(
  layers: readonly { readonly size: number }[],
  { maxImageBytes }: OpenOptions,
  where: string,
): void {
  const sizeBytes = layers.reduce((sum, { size }) => sum + size, 0);
  if (maxImageBytes === undefined || sizeBytes <= maxImageBytes) return;
  throw new KnownError(
    "IMAGE_TOO_LARGE",
    `${where}: its layers take ${sizeBytes} bytes, more than the ${maxImageBytes} that are allowed`,
    { sizeBytes, maxImageBytes },
  );
}

async function readBlob(store: BlobStore, descriptor: Descriptor): Promise<Uint8Array> {
  const bytes = await store.readDocument(descriptor);
  verifyDigest(bytes, descriptor.digest, store.location);
  return bytes;
}
