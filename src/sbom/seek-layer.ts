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
  const told = new Set<string>();
  const pass = async (visitor: TarVisitor, isFirst: boolean) => {
    let passed = 0;
    const onWindow = (bytes: number) => {
      passed += bytes;
      // Bytes count once; whoever listens may also want to stop.
      onBytes(isFirst ? bytes : 0);
      const spentMs = performance.now() - startedAt;
      const excess = overLimit({ blobBytes: slice.sizeBytes, tarBytes: passed, spentMs }, limits);
      if (excess) throw new KnownError(excess.code, excess.message.replace(/^layer: /, ""));
    };
    try {
      await seekTar(file, new TarReader(visitor), onWindow);
    } catch (error) {
      if (!(error instanceof KnownError) || !["FILE_MALFORMED", "LIMIT_EXCEEDED"].includes(error.code)) throw error;
      const isAtEnd = error.details.offset === slice.sizeBytes;
      const problem = brokenTar(error, isAtEnd ? "" : "; nothing behind it could be read");
      // The second pass meets what the first one met.
      if (!told.has(problem.message)) walk.reportLayer(problem);
      told.add(problem.message);
    }
  };
  await pass(walk.visitor, true);
  const links = walk.secondPass();
  if (links) await pass(links, false);
  return { uncompressedBytes: slice.sizeBytes, ...walk.result() };
}
