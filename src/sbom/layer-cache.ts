import { randomBytes } from "node:crypto";
import { type Dirent, constants as fsConstants, readdirSync, statSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { sha256Of } from "../host/sha256.ts";
import { type ImageRecords, parseImageRecord } from "../image/image-record.ts";
import { KnownError, messageOf } from "../model/errors.ts";
import type { LayerReading } from "./layer-reading.ts";

/**
 * Readings of layers on disk, so that a known layer costs nothing.
 *
 * `layers/FINGERPRINT/DIFFID` is a reading, named by what was measured, not by what an image claims;
 * `blobs/DIGEST` is a pair (blob digest → diff_id) that this installation measured: only such a pair leads from an
 * image's manifest to a reading. `images/KEY` is what was kept of an image that an engine of this machine has.
 * Files appear whole, by rename, so that runs side by side and kills do no harm.
 * A file that cannot be read back is as good as none.
 */
export class LayerCache {
  readonly folder: string;
  readonly #fingerprint: string;
  readonly #maxBytes: number;
  /** Folders that are there. */
  readonly #made = new Set<string>();

  constructor(folder: string, fingerprint: string, maxBytes: number) {
    this.folder = folder;
    this.#fingerprint = fingerprint;
    this.#maxBytes = maxBytes;
  }

  /** The measured diff_id of a blob, or `undefined`. */
  async findDiffId(digest: string): Promise<string | undefined> {
    const path = join(this.folder, "blobs", fileName(digest));
    const text = await readIfThere(path);
    if (text) await touch(path);
    const diffId = text && new TextDecoder().decode(text).trim();
    return diffId && /^sha256:[0-9a-f]{64}$/.test(diffId) ? diffId : undefined;
  }

  /** The reading of a layer, by a diff_id that was measured. */
  async findReading(diffId: string): Promise<LayerReading | undefined> {
    const path = this.#readingPath(diffId);
    const bytes = await readIfThere(path);
    if (!bytes) return undefined;
    try {
      // The frame carries a checksum; a reading is far below a gigabyte, whatever the file says.
      const text = zstdDecompressSync(bytes, { maxOutputLength: 1024 ** 3 });
      const reading = JSON.parse(text.toString("utf8")) as LayerReading;
      if (reading.diffId !== diffId) throw new Error("holds another layer");
      await touch(path);
      return reading;
    } catch {
      // Damaged by a power cut or a bad disk: read the layer again, which writes it anew.
      await rm(path, { force: true }).catch(() => undefined);
      return undefined;
    }
  }

  /** Keeps a reading that was made from the layer's bytes, to the end. */
  async keep(reading: LayerReading): Promise<void> {
    const { digest, diffId } = reading;
    // What was not measured to its end is not what a digest stands for.
    if (digest === undefined || diffId === undefined) return;
    const bytes = zstdCompressSync(JSON.stringify(reading), {
      params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
    });
    await this.#write(this.#readingPath(diffId), bytes);
    // Last: a pair never leads to a reading that is not there yet.
    await this.#write(join(this.folder, "blobs", fileName(digest)), diffId);
  }

  /** What was kept of an image, by what its engine calls it. */
  readonly images: ImageRecords = {
    find: async (key) => {
      const path = this.#imagePath(key);
      const bytes = await readIfThere(path);
      if (!bytes) return undefined;
      const record = parseImageRecord(unseal(new TextDecoder().decode(bytes)));
      if (record) await touch(path);
      // As with a damaged reading: the next one is written anew.
      else await rm(path, { force: true }).catch(() => undefined);
      return record;
    },
    // The next run asks the engine again where this one could not write.
    keep: (key, record) => this.#write(this.#imagePath(key), seal(JSON.stringify(record))).catch(() => undefined),
  };

  #imagePath(key: string): string {
    return join(this.folder, "images", fileName(sha256Of(key)));
  }

  /** Deletes what dead runs left behind, and what was not used for longest, until the rest is below the cap. */
  async trim(): Promise<void> {
    const all = listCache(this.folder);
    const left = all.filter(isLeftBehind);
    await remove(left);
    const files = all.filter((file) => !left.includes(file));
    let total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (total <= this.#maxBytes) return;
    for (const file of files.toSorted((a, b) => a.usedAt - b.usedAt)) {
      // A quarter is freed at once, or every run would trim.
      if (total <= this.#maxBytes * 0.75) return;
      await rm(file.path, { force: true });
      total -= file.sizeBytes;
    }
  }

  #readingPath(diffId: string): string {
    return join(this.folder, "layers", this.#fingerprint, fileName(diffId));
  }

  async #write(path: string, bytes: Uint8Array | string): Promise<void> {
    const temporary = join(this.folder, "tmp", `${process.pid}-${randomBytes(6).toString("hex")}`);
    try {
      for (const folder of [dirname(path), dirname(temporary)]) {
        // One that somebody took away meanwhile is made again by the next scan.
        if (!this.#made.has(folder)) await mkdir(folder, { recursive: true });
        this.#made.add(folder);
      }
      const file = await open(temporary, fsConstants.O_WRONLY | fsConstants.O_CREAT | fsConstants.O_EXCL, 0o600);
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw new KnownError("WRITE_FAILED", `${this.folder}: ${messageOf(cause)}`, { path: this.folder }, cause);
    }
  }
}

/** Text with its digest before it: a record names digests and sizes that nothing else would prove wrong. */
const seal = (text: string) => `${sha256Of(text)}\n${text}`;

/** The text that was sealed; nothing where a bit of it is another. */
function unseal(sealed: string): string {
  const text = sealed.slice(sealed.indexOf("\n") + 1);
  return seal(text) === sealed ? text : "";
}

/** `sha256:ab…` → `sha256-ab…`: colons are not for file names everywhere. */
const fileName = (digest: string) => digest.replace(":", "-");

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch {
    // Absent, or not ours to read: the layer itself is the better source.
    return undefined;
  }
}

const A_DAY_MS = 24 * 60 * 60 * 1000;

/** Marks a file as used, at most once a day. */
async function touch(path: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(path);
    const now = new Date();
    if (now.getTime() - mtimeMs > A_DAY_MS) await utimes(path, now, now);
  } catch {
    // Another run trimmed it, or the folder is read-only; what was read stays true.
  }
}

/** A file of the cache. */
export interface CachedFile {
  /** `code`: of this program, compiled. */
  readonly kind: "reading" | "pair" | "image" | "code" | "temporary";
  readonly path: string;
  /** `sha256:…` of the layer; the file's name for temporary ones. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

/** Everything in the cache folder. Each scan asks: a promise for every file would take ten times as long. */
export function listCache(folder: string): CachedFile[] {
  const kinds = { layers: "reading", blobs: "pair", images: "image", code: "code", tmp: "temporary" } as const;
  const files: CachedFile[] = [];
  for (const [name, kind] of Object.entries(kinds)) {
    for (const entry of entriesBelow(join(folder, name))) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      try {
        const { size, mtimeMs } = statSync(path);
        files.push({ kind, path, name: entry.name.replace("-", ":"), sizeBytes: size, usedAt: mtimeMs });
      } catch {
        // Gone between the listing and the look: another run renamed or trimmed it.
      }
    }
  }
  return files;
}

function entriesBelow(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    // There is none yet, or it is not ours to read.
    return [];
  }
}

/** Temporary files older than this belong to nobody any more. */
const ABANDONED_MS = 60 * 60 * 1000;

/**
 * Deletes from the cache: what dead runs left behind, and all readings too when asked. Compiled code stays: it
 * says nothing of images, and Node.js replaces it by itself.
 *
 * @returns How many files and bytes went.
 */
export async function pruneCache(
  folder: string,
  { readings }: { readings: boolean },
): Promise<{ files: number; sizeBytes: number }> {
  const doomed = listCache(folder).filter((file) => (readings && file.kind !== "code") || isLeftBehind(file));
  await remove(doomed);
  return { files: doomed.length, sizeBytes: doomed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

function isLeftBehind({ kind, usedAt }: CachedFile): boolean {
  return kind === "temporary" && usedAt < Date.now() - ABANDONED_MS;
}

async function remove(doomed: readonly CachedFile[]): Promise<void> {
  for (const { path } of doomed) {
    try {
      await rm(path, { force: true });
    } catch (cause) {
      throw new KnownError("WRITE_FAILED", `${path}: ${messageOf(cause)}`, { path }, cause);
    }
  }
}
