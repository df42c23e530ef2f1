import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { sbomReading } from "../exchange/read-sbom.ts";
import { KnownError, messageOf } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { Sbom } from "../model/sbom.ts";
import type { ImageOptions } from "./options.ts";

const PREFIX = "sbom://";

/** Flags that choose or bound an image; a list of packages is what it is. */
const MEANINGLESS = [
  ["ref", "--ref"],
  ["platform", "--platform"],
  ["maxImageSize", "--max-image-size"],
  ["verifyLayers", "--verify-layers"],
] as const satisfies readonly (readonly [keyof ImageOptions, string])[];

interface SbomFileOptions extends ImageOptions {
  readonly limits: Limits;
  readonly signal?: AbortSignal;
}

/**
 * Reads a list of packages that any tool wrote: `sbom://FILE`, and `sbom://-` or `sbom://` from standard input; packed
 * with gzip or zstd, too.
 *
 * @throws {KnownError} `READ_FAILED`, `FILE_MALFORMED`, or `LIMIT_EXCEEDED` for what is too large.
 */
export async function readSbomFile(reference: string, options: SbomFileOptions): Promise<Sbom> {
  const [, flag] = MEANINGLESS.find(([name]) => options[name] !== undefined) ?? [];
  if (flag !== undefined) {
    throw new KnownError("OPTION_INVALID", `${flag} has no meaning for a list of packages`, { flag });
  }
  const path = reference.slice(PREFIX.length);
  const isInput = path === "" || path === "-";
  const name = isInput ? "standard input" : path;
  const reading = sbomReading(reference, options.limits);
  const source = isInput ? process.stdin : createReadStream(path, { highWaterMark: PIECE_BYTES });
  await readAll(source, name, reading.write, options);
  return reading.end();
}

/** Files of 300 MB are read so. */
const PIECE_BYTES = 1024 * 1024;

async function readAll(
  source: Readable,
  name: string,
  take: (chunk: Uint8Array) => void,
  { limits, signal }: SbomFileOptions,
): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of unpacked(source)) {
      signal?.throwIfAborted();
      size += chunk.length;
      if (size > limits.sbomBytes) throw excess(name, limits);
      take(chunk);
    }
  } catch (cause) {
    if (cause instanceof KnownError || signal?.aborted) throw cause;
    const isPacking = String((cause as NodeJS.ErrnoException).code).startsWith("Z");
    throw new KnownError(
      isPacking ? "FILE_MALFORMED" : "READ_FAILED",
      `${name}: ${reasonOf(cause)}`,
      { path: name },
      cause,
    );
  } finally {
    source.destroy();
  }
}

function reasonOf(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return (
    { ENOENT: "there is no such file", EISDIR: "is a folder", EACCES: "may not be read" }[code ?? ""] ??
    messageOf(cause)
  );
}

function excess(name: string, { sbomBytes }: Limits): KnownError {
  const message = `${name}: is larger than ${sbomBytes} bytes; --limit sbom-bytes=… allows more`;
  return new KnownError("LIMIT_EXCEEDED", message, { path: name });
}

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

/** The bytes of a file, whether it is packed or not: its first ones tell. */
async function* unpacked(source: Readable): AsyncGenerator<Uint8Array> {
  const input = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const first: Uint8Array[] = [];
  let known = 0;
  let isAtEnd = false;
  while (known < ZSTD.length && !isAtEnd) {
    const { value, done } = await input.next();
    isAtEnd = done === true;
    if (!done) {
      first.push(value);
      known += value.length;
    }
  }
  const start = Buffer.concat(first);
  const whole = (async function* () {
    yield start;
    for (let next = await input.next(); !next.done; next = await input.next()) yield next.value;
  })();
  const begins = (magic: readonly number[]) => magic.every((byte, i) => start[i] === byte);
  const unpacker = begins(GZIP) ? createGunzip() : begins(ZSTD) ? createZstdDecompress() : undefined;
  if (!unpacker) yield* whole;
  else {
    const packed = Readable.from(whole);
    packed.on("error", (error) => unpacker.destroy(error));
    yield* packed.pipe(unpacker);
  }
}
