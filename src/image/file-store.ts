import { type FileSlice, readSlice } from "../host/files.ts";
import { KnownError } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { Descriptor } from "./documents.ts";
import type { BlobStore } from "./from-manifest.ts";
import type { Layer } from "./image.ts";

/**
 * A store whose blobs are files, or parts of one.
 *
 * @param find  Where a blob is, by its digest.
 */
export function fileStore(
  location: string,
  { documentBytes }: Limits,
  find: (digest: string) => Promise<FileSlice | undefined>,
): BlobStore {
  const sliceOf = async ({ digest, size, urls }: Descriptor) => {
    const slice = await find(digest);
    if (!slice) {
      const why = urls?.length ? "is missing: it is kept elsewhere, and is not part of the image" : "is missing";
      throw new KnownError("IMAGE_INCOMPLETE", `${location}: the blob ${digest} ${why}`, { digest });
    }
    if (slice.sizeBytes === size) return slice;
    const [code, only] =
      slice.sizeBytes < size ? (["IMAGE_INCOMPLETE", "only "] as const) : (["DIGEST_MISMATCH", ""] as const);
    throw new KnownError(
      code,
      `${location}: the blob ${digest} has ${only}${slice.sizeBytes} bytes; its manifest says ${size}`,
      { digest, sizeBytes: slice.sizeBytes, expectedBytes: size },
    );
  };
  return {
    location,
    readDocument: async (descriptor) => readSlice(await sliceOf(descriptor), documentBytes),
    blobOf: async (descriptor) => ({ kind: "file", slice: await sliceOf(descriptor) }),
  };
}

/**
 * The file that a layer lies in, for whoever works with files alone.
 *
 * @throws {KnownError} `IMAGE_INCOMPLETE` when it lies in none.
 */
export function fileOf(layer: Layer | undefined): FileSlice {
  if (layer?.blob.kind === "file") return layer.blob.slice;
  throw new KnownError("IMAGE_INCOMPLETE", `layer ${layer?.ordinal}: does not lie in a file`);
}
