import { createReadStream } from "node:fs";
import { TarReader } from "../formats/tar-reader.ts";
import { createInflater } from "../host/inflate.ts";
import { compressionOf } from "../image/compression.ts";
import { KnownError, messageOf, type Report } from "../model/errors.ts";

/** What a tar of advisories may hold at most: many times what the largest one does. */
export interface TarLimits {
  readonly entries: number;
  readonly entryBytes: number;
  readonly totalBytes: number;
}

const LIMITS: TarLimits = { entries: 4_000_000, entryBytes: 16 * 1024 * 1024, totalBytes: 16 * 1024 ** 3 };

/** What is read at once: few entries are small enough that more than some thousands are in it. */
const CHUNK_BYTES = 256 * 1024;

/**
 * The wanted files of a tar, plain, gzip or zstd, one after the other, in memory. One that is too large is reported by
 * its name and left out.
 *
 * @param source  Begins the messages.
 * @param wants  By the path in the tar. GitHub's begin with a folder that is named after the repository and branch.
 * @throws {KnownError} `FEED_MALFORMED` when the file as a whole is no tar or breaks off, `LIMIT_EXCEEDED` when it holds
 *   too much.
 */
export async function* readTarEntries(
  path: string,
  source: string,
  wants: (path: string) => boolean,
  report: Report,
  limits: TarLimits = LIMITS,
): AsyncGenerator<{ readonly name: string; readonly bytes: Uint8Array }> {
  let entries = 0;
  let totalBytes = 0;
  let found: { name: string; bytes: Uint8Array }[] = [];
  const tar = new TarReader({
    onEntry({ type, path: name, sizeBytes }) {
      if (++entries > limits.entries) throw tooMuch(source, `more than ${limits.entries} entries`);
      if (type !== "file" || !wants(name)) return false;
      if (sizeBytes <= limits.entryBytes) return true;
      report({ code: "LIMIT_EXCEEDED", message: `${source}: ${name}: larger than ${limits.entryBytes} bytes` });
      return false;
    },
    onContent: ({ path: name }, bytes) => void found.push({ name, bytes }),
  });
  const onOutput = (output: Uint8Array) => {
    totalBytes += output.length;
    if (totalBytes > limits.totalBytes) throw tooMuch(source, `more than ${limits.totalBytes} bytes`);
    tar.push(output);
    return undefined;
  };
  const take = () => {
    const taken = found;
    found = [];
    return taken;
  };

  let inflater: ReturnType<typeof createInflater> | undefined;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>) {
      inflater ??= createInflater(compressionOf(chunk), onOutput);
      await guarded(source, () => inflater?.push(chunk));
      yield* take();
    }
    await guarded(source, () => inflater?.end());
    await guarded(source, () => tar.end());
    yield* take();
  } finally {
    inflater?.close();
  }
}

async function guarded(source: string, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof KnownError && cause.code === "LIMIT_EXCEEDED") throw cause;
    throw new KnownError("FEED_MALFORMED", `${source}: not a whole tar: ${messageOf(cause)}`, {}, cause);
  }
}

function tooMuch(source: string, what: string): KnownError {
  return new KnownError("LIMIT_EXCEEDED", `${source}: the tar holds ${what}`);
}
