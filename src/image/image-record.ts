import { z } from "zod";
import { sha256Of } from "../host/sha256.ts";
import type { ImageSource } from "../model/image.ts";
import { parseDocument } from "./documents.ts";
import type { Image, LayerBlob } from "./image.ts";

const ImageRecordDocument = z.object({
  indexDigest: z.string().optional(),
  manifestDigest: z.string().optional(),
  manifest: z.string().optional(),
  configDigest: z.string(),
  config: z.string(),
  /** Oldest first. */
  layers: z.array(
    z.object({
      digest: z.string().optional(),
      diffId: z.string(),
      mediaType: z.string(),
      sizeBytes: z.number(),
    }),
  ),
});

/**
 * What is kept of an image whose every layer was hashed, so that it can be opened again without its bytes when an engine
 * says that it has it. Plain JSON.
 */
export type ImageRecord = z.infer<typeof ImageRecordDocument>;

/** Reads a record back; `undefined` when it is damaged. */
export function parseImageRecord(text: string): ImageRecord | undefined {
  try {
    const { data } = ImageRecordDocument.safeParse(JSON.parse(text));
    const isWhole =
      data &&
      sha256Of(data.config) === data.configDigest &&
      (data.manifest === undefined || sha256Of(data.manifest) === data.manifestDigest);
    return isWhole ? data : undefined;
  } catch {
    return undefined;
  }
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

/** The image of a record, whose layers were measured when it was made. */
export function imageOfRecord(record: ImageRecord, source: ImageSource, blobOf: (ordinal: number) => LayerBlob): Image {
  const { indexDigest, manifestDigest, manifest, configDigest, config, layers } = record;
  const bytes = (text: string) => new TextEncoder().encode(text);
  return {
    source,
    ...(indexDigest && { indexDigest }),
    ...(manifestDigest && { manifestDigest }),
    ...(manifest && { rawManifest: bytes(manifest) }),
    configDigest,
    rawConfig: bytes(config),
    config: parseDocument("config", bytes(config), configDigest),
    layers: layers.map(({ digest, ...layer }, ordinal) => ({
      ...layer,
      ...(digest && { digest }),
      ordinal,
      isMeasured: true,
      blob: blobOf(ordinal),
    })),
  };
}
