import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { TarReader } from "../../src/formats/tar-reader.ts";
import { writeTar } from "../../src/formats/tar-writer.ts";
import { readSlice } from "../../src/host/files.ts";
import { createDirectInflater, createStreamInflater } from "../../src/host/inflate.ts";
import { fileOf } from "../../src/image/file-store.ts";
import { openImage } from "../../src/image/open.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { readLayer } from "../../src/sbom/read-layer.ts";
import { READERS } from "../../src/sbom/readers.ts";

/** A gzipped layer in memory. */
export interface Blob {
  readonly describes: string;
  readonly bytes: Uint8Array;
}

/** What is read of an image at most: it has to fit in memory, unpacked too. */
const MAX_BLOB_BYTES = 1024 ** 3;

/** The largest layer of an image, or one that is made up. */
export async function prepareBlob(reference: string | undefined): Promise<Blob> {
  if (reference === undefined) return { describes: "a made-up layer of 20,000 files", bytes: makeUpLayer() };
  const { layers } = await openImage(reference);
  const [largest] = layers.toSorted((a, b) => b.sizeBytes - a.sizeBytes);
  if (!largest) throw new Error(`${reference}: has no layers`);
  return { describes: `layer ${largest.ordinal}`, bytes: await readSlice(fileOf(largest), MAX_BLOB_BYTES) };
}

/** Packs about three times, as software does; the same on every machine. */
function makeUpLayer(): Uint8Array {
  let state = 1;
  const next = () => (state = (state * 48271) % 0x7fffffff);
  const words = Array.from({ length: 4096 }, () => next().toString(36));
  const entries = Array.from({ length: 20_000 }, (_, i) => {
    const count = next() % 900;
    const content = Array.from({ length: count }, () => words[next() % words.length]).join(" ");
    return { path: `usr/lib/part-${i % 200}/file-${i}.txt`, content };
  });
  return gzipSync(writeTar(entries), { level: 6 });
}

export interface ReadingRate {
  readonly what: string;
  /** Per second, of the tar. */
  readonly megabytes: number;
  readonly entries?: number;
}

const REPEATS = 3;

/** How fast each part of reading a layer is by itself, and all of it together. */
export async function measureReading({ bytes }: Blob): Promise<ReadingRate[]> {
  const chunks: Uint8Array[] = [];
  await inflate(createDirectInflater, bytes, (chunk) => void chunks.push(chunk.slice()));
  const tarBytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const rates: ReadingRate[] = [];
  const time = async (what: string, work: () => unknown, entries?: () => number) => {
    const startedAt = performance.now();
    for (let i = 0; i < REPEATS; i++) await work();
    const seconds = (performance.now() - startedAt) / 1000 / REPEATS;
    rates.push({ what, megabytes: tarBytes / 1e6 / seconds, ...(entries && { entries: entries() / seconds }) });
  };

  await time("sha256 of the blob", () => createHash("sha256").update(bytes).digest());
  await time("sha256 of the tar", () => {
    const hash = createHash("sha256");
    for (const chunk of chunks) hash.update(chunk);
    hash.digest();
  });
  await time("inflate, directly", () => inflate(createDirectInflater, bytes, () => {}));
  await time("inflate, by stream", () => inflate(createStreamInflater, bytes, () => {}));
  let entries = 0;
  await time(
    "walk the tar",
    () => {
      entries = 0;
      const reader = new TarReader({ onEntry: () => ++entries < 0, onContent: () => {} });
      for (const chunk of chunks) reader.push(chunk);
      reader.end();
    },
    () => entries,
  );
  await time(
    "read the layer, all of it",
    () => readLayer(() => piecesOf(bytes), { readers: READERS, limits: DEFAULT_LIMITS }),
    () => entries,
  );
  return rates;
}

const PIECE_BYTES = 1024 * 1024;

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

async function inflate(
  create: typeof createDirectInflater,
  bytes: Uint8Array,
  onOutput: (output: Uint8Array) => undefined,
): Promise<void> {
  const inflater = create("gzip", onOutput) ?? createStreamInflater("gzip", onOutput);
  try {
    for await (const piece of piecesOf(bytes)) await inflater.push(piece);
    await inflater.end();
  } finally {
    inflater.close();
  }
}
