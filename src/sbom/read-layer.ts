import { TarReader } from "../formats/tar-reader.ts";
import { createInflater } from "../host/inflate.ts";
import { createSha256 } from "../host/sha256.ts";
import { compressionOf, withWholeMark } from "../image/compression.ts";
import { overExpansion } from "../image/expansion.ts";
import { KnownError, type Problem } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { LayerReading } from "./layer-reading.ts";
import { LayerWalk, type WalkOptions } from "./layer-walk.ts";

/** A layer's blob, which can be read again from its beginning. */
export type OpenBlob = () => AsyncIterable<Uint8Array>;

export interface LayerOptions extends WalkOptions {
  /** By which the image names the blob, where it does. */
  readonly digest?: string | undefined;
  /** Told of every piece of the blob that was read. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Reads a layer in one pass: unpacks, hashes both the blob and the tar, lists every entry, and hands wanted files to
 * the readers. Nothing is kept of what nobody wants. A wanted path that is a hard link to an unwanted entry costs a
 * second pass over this layer.
 *
 * @throws {KnownError} What the blob throws, and `FILE_MALFORMED` or `IMAGE_INCOMPLETE` when it cannot be unpacked.
 */
export async function readLayer(open: OpenBlob, options: LayerOptions): Promise<LayerReading> {
  const { limits, digest: expected, onBytes = () => {} } = options;
  const walk = new LayerWalk(options);
  const unpacked = await unpack(open, new TarReader(walk.visitor), { limits, expected, onBytes });
  const { digest, diffId, uncompressedBytes, problem } = unpacked;
  if (problem) walk.reportLayer(problem);
  const links = walk.secondPass();
  if (links) {
    // What comes the second time must be what was measured the first time.
    const again = await unpack(open, new TarReader(links), { limits, expected: digest });
    if (again.digest !== digest) throw otherBytes(again.digest, digest);
  }
  return { digest, ...(diffId && { diffId }), uncompressedBytes, ...walk.result() };
}

/** Both digests of a layer, without looking inside. */
export async function hashLayer(
  open: OpenBlob,
  { limits, digest: expected, onBytes }: Pick<LayerOptions, "limits" | "digest" | "onBytes">,
): Promise<{ digest: string; diffId: string | undefined }> {
  const { digest, diffId } = await unpack(open, undefined, { limits, expected, ...(onBytes && { onBytes }) });
  return { digest, diffId };
}

interface Unpacked {
  readonly digest: string;
  readonly diffId: string | undefined;
  readonly uncompressedBytes: number;
  /** Why the tar was not walked to its end. */
  readonly problem: Problem | undefined;
}

interface UnpackOptions {
  readonly limits: Limits;
  /** Digest that the blob should have. */
  readonly expected?: string | undefined;
  readonly onBytes?: (bytes: number) => void;
}

async function unpack(
  open: OpenBlob,
  tar: TarReader | undefined,
  { limits, expected, onBytes = () => {} }: UnpackOptions,
): Promise<Unpacked> {
  const blobHash = createSha256();
  // A plain tar has one hash, not two: the blob's is the tar's.
  let tarHash: ReturnType<typeof createSha256> | undefined;
  let blobBytes = 0;
  let tarBytes = 0;
  let busyMs = 0;
  let pushedAt = 0;
  let stopped: Problem | undefined;
  let broken: Problem | undefined;
  let failure: unknown;
  const onOutput = (output: Uint8Array): "stop" | undefined => {
    tarBytes += output.length;
    tarHash?.update(output);
    if (!broken) {
      try {
        tar?.push(output);
      } catch (error) {
        // The bytes are what the image says they are, but not a tar: what came before stands, the rest is told of.
        broken = brokenTar(error, "; nothing behind it could be read");
      }
    }
    const spentMs = busyMs + performance.now() - pushedAt;
    stopped = overLimit({ blobBytes, tarBytes, spentMs }, limits);
    return stopped && "stop";
  };

  let inflater: ReturnType<typeof createInflater> | undefined;
  try {
    for await (const chunk of withWholeMark(open())) {
      blobBytes += chunk.length;
      blobHash.update(chunk);
      onBytes(chunk.length);
      if (stopped || failure !== undefined) continue;
      if (!inflater) {
        const compression = compressionOf(chunk);
        if (compression !== "none") tarHash = createSha256();
        inflater = createInflater(compression, onOutput);
      }
      pushedAt = performance.now();
      try {
        await inflater.push(chunk);
      } catch (error) {
        // Its digest will tell whether the bytes were damaged on their way, or never were any better.
        failure = error;
      }
      busyMs += performance.now() - pushedAt;
    }
    if (!stopped && failure === undefined) {
      try {
        await inflater?.end();
      } catch (error) {
        failure = error;
      }
    }
  } finally {
    inflater?.close();
  }
  if (failure !== undefined) throw cannotUnpack(failure, blobHash.digest(), expected);
  if (!stopped && !broken) {
    try {
      tar?.end();
    } catch (error) {
      broken = brokenTar(error);
    }
  }
  const digest = blobHash.digest();
  return {
    digest,
    diffId: stopped ? undefined : (tarHash?.digest() ?? digest),
    uncompressedBytes: tarBytes,
    problem: stopped ?? broken,
  };
}

function cannotUnpack(failure: unknown, digest: string, expected: string | undefined): unknown {
  if (!(failure instanceof KnownError) || !["FILE_MALFORMED", "IMAGE_INCOMPLETE"].includes(failure.code))
    return failure;
  if (expected !== undefined && digest !== expected) return otherBytes(digest, expected, failure);
  const known = expected === undefined ? "" : ", though its bytes are those that the image names";
  return new KnownError("IMAGE_MALFORMED", `cannot be unpacked${known}: ${failure.message}`, {}, failure);
}

function otherBytes(measured: string, expected: string, cause?: unknown): KnownError {
  return new KnownError("DIGEST_MISMATCH", `its bytes have the digest ${measured}`, { expected, measured }, cause);
}

/** A tar that is none from some place on, as a problem; whatever else went wrong is thrown again. */
export function brokenTar(error: unknown, more = ""): Problem {
  if (!(error instanceof KnownError)) throw error;
  return { code: error.code, message: `layer: ${error.message}${more}` };
}

interface Effort {
  readonly blobBytes: number;
  readonly tarBytes: number;
  /** Milliseconds at work, without waiting for bytes. */
  readonly spentMs: number;
}

/** The problem of a layer that takes more than we are willing to give. */
export function overLimit({ blobBytes, tarBytes, spentMs }: Effort, limits: Limits): Problem | undefined {
  const why =
    tarBytes > limits.layerBytes
      ? `unpacks to more than ${limits.layerBytes} bytes`
      : spentMs > limits.layerSeconds * 1000
        ? `takes longer than ${limits.layerSeconds} seconds`
        : overExpansion(blobBytes, tarBytes, limits);
  if (why === undefined) return undefined;
  return {
    code: "LIMIT_EXCEEDED",
    message: `layer: ${why}; it was read up to byte ${tarBytes}, and its diff_id could not be verified`,
  };
}
