import { seekTar } from "../formats/seek-tar.ts";
import { TarReader, type TarVisitor } from "../formats/tar-reader.ts";
import { type FileSlice, openSlice } from "../host/files.ts";
import { compressionOf } from "../image/compression.ts";
import { KnownError } from "../model/errors.ts";
import type { LayerReading } from "./layer-reading.ts";
import { LayerWalk } from "./layer-walk.ts";
import { brokenTar, type LayerOptions, overLimit } from "./read-layer.ts";

/**
 * Reads a layer that is a plain tar in a file by its headers, and of the content only what readers want.
 * It measures no digest: what the image says of the layer is not verified, and the reading is not for the cache.
 *
 * @returns `undefined` when the layer is packed.
 * @throws {KnownError} `READ_FAILED`, or `IMAGE_INCOMPLETE` when the file ends before the layer does.
 */
export async function seekLayer(slice: FileSlice, options: LayerOptions): Promise<LayerReading | undefined> {
  const { limits, onBytes = () => {} } = options;
  await using file = await openSlice(slice);
  if (compressionOf(await file.read(0, 4)) !== "none") return undefined;
  if (slice.sizeBytes > 0 && (await file.read(slice.sizeBytes - 1, 1)).length === 0) {
    throw new KnownError("IMAGE_INCOMPLETE", `${slice.path}: ends before the layer does`, { path: slice.path });
  }

  const walk = new LayerWalk(options);
  const startedAt = performance.now();
  let passed = 0;
  const pass = async (visitor: TarVisitor) => {
    const onWindow = (bytes: number) => {
      passed += bytes;
      onBytes(bytes);
      const spentMs = performance.now() - startedAt;
      const excess = overLimit({ blobBytes: slice.sizeBytes, tarBytes: passed, spentMs }, limits);
      if (excess) throw new KnownError(excess.code, excess.message.replace(/^layer: /, ""));
    };
    try {
      await seekTar(file, new TarReader(visitor), onWindow);
    } catch (error) {
      if (error instanceof KnownError && error.code === "READ_FAILED") throw error;
      walk.reportLayer(brokenTar(error, "; nothing behind it could be read"));
    }
  };
  await pass(walk.visitor);
  const links = walk.secondPass();
  if (links) await pass(links);
  return { uncompressedBytes: slice.sizeBytes, ...walk.result() };
}
