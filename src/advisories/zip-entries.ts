import { closeSync, fstatSync, openSync } from "node:fs";
import { Readable } from "node:stream";
import { crc32, inflateRawSync } from "node:zlib";
import yauzl from "yauzl";
import { KnownError, messageOf, type Report } from "../model/errors.ts";
import { ReadAhead } from "./read-ahead.ts";

/** What an archive of advisories may hold at most: many times what the largest one does. */
export interface ZipLimits {
  readonly entries: number;
  readonly entryBytes: number;
  readonly totalBytes: number;
}

const LIMITS: ZipLimits = { entries: 4_000_000, entryBytes: 16 * 1024 * 1024, totalBytes: 4 * 1024 * 1024 * 1024 };

const LOCAL_HEADER_BYTES = 30;

/**
 * The files of a zip, one after the other, in memory. One that is too large, broken or encrypted is reported by its
 * name and left out.
 *
 * The directory is read by yauzl; the bytes by ourselves and ahead, since a stream for each of 200,000 small entries
 * takes longer than all the rest of reading them.
 *
 * @param source Begins the messages.
 * @throws {KnownError} `FEED_MALFORMED` when the file as a whole is no zip, `LIMIT_EXCEEDED` when it holds too much.
 */
export async function* readZipEntries(
  path: string,
  source: string,
  report: Report,
  limits: ZipLimits = LIMITS,
): AsyncGenerator<{ readonly name: string; readonly bytes: Buffer }> {
  const descriptor = openSync(path, "r");
  const data = new ReadAhead(descriptor);
  try {
    const zip = await openZip(descriptor, source);
    let totalBytes = 0;
    if (zip.entryCount > limits.entries) throw tooMuch(source, `more than ${limits.entries} entries`);
    const entries = zip.eachEntry();
    for (;;) {
      const next = await entries.next().catch((cause: unknown) => {
        throw new KnownError("FEED_MALFORMED", `${source}: a broken zip: ${messageOf(cause)}`, {}, cause);
      });
      if (next.done === true) return;
      const entry = next.value;
      if (entry.fileName.endsWith("/")) continue;

      let bytes: Buffer;
      try {
        bytes = readEntry(data, entry, limits.entryBytes);
      } catch (error) {
        const code = error instanceof KnownError ? error.code : "FEED_MALFORMED";
        report({ code, message: `${source}: ${entry.fileName}: ${messageOf(error)}` });
        continue;
      }
      totalBytes += bytes.length;
      if (totalBytes > limits.totalBytes) throw tooMuch(source, `more than ${limits.totalBytes} bytes`);
      yield { name: entry.fileName, bytes };
    }
  } finally {
    closeSync(descriptor);
  }
}

function openZip(descriptor: number, source: string): Promise<yauzl.ZipFile> {
  const reader = new DirectoryReader(descriptor);
  const { size } = fstatSync(descriptor);
  return yauzl.fromRandomAccessReaderPromise(reader, size).catch((cause: unknown) => {
    throw new KnownError("FEED_MALFORMED", `${source}: not a zip: ${messageOf(cause)}`, {}, cause);
  });
}

/** Gives yauzl the bytes of the directory; it asks for every line of it, and for a stream never. */
class DirectoryReader extends yauzl.RandomAccessReader {
  readonly #bytes: ReadAhead;

  constructor(descriptor: number) {
    super();
    this.#bytes = new ReadAhead(descriptor);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    let count: number;
    try {
      count = this.#bytes.copy(buffer.subarray(offset, offset + length), position);
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback(null, count);
  }

  override _readStreamForRange(): Readable {
    return Readable.from([]);
  }
}

function tooMuch(source: string, what: string): KnownError {
  return new KnownError("LIMIT_EXCEEDED", `${source}: the zip holds ${what}`);
}

/** Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7 */
function readEntry(data: ReadAhead, entry: yauzl.Entry, maxBytes: number): Buffer {
  if (entry.uncompressedSize > maxBytes || entry.compressedSize > maxBytes) {
    throw new KnownError("LIMIT_EXCEEDED", `larger than ${maxBytes} bytes`);
  }
  if (entry.isEncrypted()) throw new KnownError("FEED_MALFORMED", "encrypted");

  const header = readFully(data, entry.relativeOffsetOfLocalHeader, LOCAL_HEADER_BYTES);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new KnownError("FEED_MALFORMED", "no local header");
  const start =
    entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const stored = readFully(data, start, entry.compressedSize);
  const bytes = expand(stored, entry);
  if (bytes.length !== entry.uncompressedSize) throw new KnownError("FEED_MALFORMED", "not as long as the zip says");
  if (crc32(bytes) !== entry.crc32) throw new KnownError("FEED_MALFORMED", "its checksum does not match");
  return bytes;
}

function expand(stored: Buffer, entry: yauzl.Entry): Buffer {
  if (entry.compressionMethod === 0) return stored;
  if (entry.compressionMethod !== 8) {
    throw new KnownError("FEED_MALFORMED", `compressed by the unknown method ${entry.compressionMethod}`);
  }
  // One more than it says, so that an entry that is longer than it says is seen and one that explodes is stopped.
  return inflateRawSync(stored, { maxOutputLength: entry.uncompressedSize + 1 });
}

function readFully(data: ReadAhead, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  if (data.copy(buffer, position) < length) throw new KnownError("FEED_MALFORMED", "the zip ends in the middle of it");
  return buffer;
}
