import { createInflater } from "../host/inflate.ts";
import { spool } from "../host/spool.ts";
import { KnownError } from "../model/errors.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { type ArchiveSource, openArchiveFile } from "./archive-file.ts";
import { compressionOf, withWholeMark } from "./compression.ts";
import { overExpansion } from "./expansion.ts";
import type { Image, OpenOptions } from "./image.ts";

/** An archive that comes as a stream: where it came from, and what to call it in a message. */
export interface StreamedArchive extends ArchiveSource {
  readonly name: string;
}

/**
 * Opens an archive that can be read once only, packed or not. What names its images stands at its end, so it is kept
 * in a temporary file without a name until the image is closed.
 *
 * @throws {KnownError} What the stream throws, `WRITE_FAILED` when there is no room, `LIMIT_EXCEEDED` when it unpacks to
 * too much, and what opening throws.
 */
export async function openArchiveStream(
  chunks: AsyncIterable<Uint8Array>,
  { name, ...source }: StreamedArchive,
  options: OpenOptions,
): Promise<Image> {
  const kept = await spool(unpack(chunks, name, options), name);
  try {
    const image = await openArchiveFile(kept.slice, source, options);
    return { ...image, close: async () => kept.close() };
  } catch (error) {
    kept.close();
    throw error;
  }
}

/** What this unpacks to is held in memory: of zstd 32,768 times as much at the worst. */
const PUSH_BYTES = 4096;

/** The bytes of the tar within, each piece valid only until the next. */
async function* unpack(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  { limits = DEFAULT_LIMITS, maxImageBytes, signal, onProgress }: OpenOptions,
): AsyncGenerator<Uint8Array, void> {
  let pieces: Uint8Array[] = [];
  let packedBytes = 0;
  let tarBytes = 0;
  let inflater: ReturnType<typeof createInflater> | undefined;
  const onOutput = (output: Uint8Array): undefined => {
    tarBytes += output.length;
    const excess =
      tarBytes > limits.archiveBytes
        ? `holds more than ${limits.archiveBytes} bytes`
        : overExpansion(packedBytes, tarBytes, limits);
    if (excess) throw new KnownError("LIMIT_EXCEEDED", `${name}: ${excess}`);
    // Headers and small documents take some room beside the layers.
    if (maxImageBytes !== undefined && tarBytes > maxImageBytes + 16 * 1024 * 1024) {
      throw new KnownError("IMAGE_TOO_LARGE", `${name}: holds more than the ${maxImageBytes} bytes that are allowed`);
    }
    pieces.push(output.slice());
  };
  try {
    for await (const chunk of withWholeMark(chunks)) {
      if (signal?.aborted) throw new KnownError("INTERRUPTED", "stopped before the work was done");
      packedBytes += chunk.length;
      inflater ??= createInflater(compressionOf(chunk), onOutput);
      for (let at = 0; at < chunk.length; at += PUSH_BYTES) {
        await inflater.push(chunk.subarray(at, at + PUSH_BYTES));
        yield* pieces;
        pieces = [];
      }
      onProgress?.(`${name}: ${Math.round(packedBytes / 1e6)} MB`);
    }
    // Who stops the run ends the stream, too.
    if (signal?.aborted) throw new KnownError("INTERRUPTED", "stopped before the work was done");
    await inflater?.end();
    yield* pieces;
  } catch (cause) {
    if (!(cause instanceof KnownError) || cause.code !== "FILE_MALFORMED") throw cause;
    throw new KnownError("IMAGE_NOT_FOUND", `${name}: cannot be unpacked: ${cause.message}`, {}, cause);
  } finally {
    inflater?.close();
  }
}
