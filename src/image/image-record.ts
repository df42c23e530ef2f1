import { sha256Of } from "../host/sha256.ts";
import type { ImageSource } from "../model/image.ts";
import { parseDocument } from "./documents.ts";
import type { Image, LayerBlob } from "./image.ts";

/**
 * What has to be kept of an image so that it can be opened again without its bytes, where an engine of this machine
 * vouches for it. Plain JSON.
 */
export interface ImageRecord {
  readonly indexDigest?: string;
  readonly manifestDigest?: string;
  readonly manifest?: string;
  readonly configDigest: string;
  readonly config: string;
  /** Oldest first. */
  readonly layers: readonly {
    readonly digest?: string;
    readonly diffId: string;
    readonly mediaType: string;
    readonly sizeBytes: number;
  }[];
}

/** Records of earlier runs, by what an engine calls the image. */
export interface ImageRecords {
  readonly find: (key: string) => Promise<ImageRecord | undefined>;
  /** Keeps a record for the next run, if it can. */
  readonly keep: (key: string, record: ImageRecord) => Promise<void>;
}

/** `undefined` for an image that has no config to be known by. */
export function recordOf(image: Image): ImageRecord | undefined {
  const { indexDigest, manifestDigest, rawManifest, configDigest, rawConfig } = image;
  if (configDigest === undefined || rawConfig === undefined) return undefined;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    ...(indexDigest && { indexDigest }),
    ...(manifestDigest && { manifestDigest }),
    ...(rawManifest && { manifest: text(rawManifest) }),
    configDigest,
    config: text(rawConfig),
    layers: image.layers.map(({ digest, diffId, mediaType, sizeBytes }) => {
      return { ...(digest && { digest }), diffId, mediaType, sizeBytes };
    }),
  };
}

/**
 * The image of a record, whose layers an engine vouches for.
 *
 * @returns `undefined` when the record is damaged.
 */
export function imageOfRecord(
  record: ImageRecord,
  source: ImageSource,
  blobOf: (ordinal: number) => LayerBlob,
): Image | undefined {
  const { indexDigest, manifestDigest, manifest, configDigest, config, layers } = record;
  const bytes = (text: string) => new TextEncoder().encode(text);
  if (sha256Of(config) !== configDigest) return undefined;
  if (manifest !== undefined && sha256Of(manifest) !== manifestDigest) return undefined;
  return {
    source,
    ...(indexDigest && { indexDigest }),
    ...(manifestDigest && { manifestDigest }),
    ...(manifest && { rawManifest: bytes(manifest) }),
    configDigest,
    rawConfig: bytes(config),
    config: parseDocument("config", bytes(config), configDigest),
    layers: layers.map((layer, ordinal) => ({ ...layer, ordinal, isVouchedFor: true, blob: blobOf(ordinal) })),
  };
}
