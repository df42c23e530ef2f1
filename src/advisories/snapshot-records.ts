import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Advisory } from "../model/advisory.ts";
import { KnownError, messageOf } from "../model/errors.ts";
import type { SupportCycle } from "../model/support.ts";
import { packRecords, unpackRecords } from "./record-columns.ts";
import { checkSchema, openDatabase } from "./snapshot.ts";
import { type RecordFields, readRecords, readSupport } from "./snapshot-contents.ts";
import { SnapshotWriter } from "./snapshot-writer.ts";
import { writeFailed } from "./write-failed.ts";
import { readWrittenSources } from "./written-sources.ts";

// A snapshot as what it was made of: its sources and their records, without the tables, keys and hashes, which come out
// of those as they were. It is a row of pieces, each with its length in four bytes in front of it:
//
//   what is known of the snapshot and of its sources, in JSON
//   the name of a source, and a block of its records; as often as it takes, the sources in their order
//   an empty piece

/** So large that like stands beside like, so small that it can be held. */
const MOST_BLOCK_RECORDS = 10_000;
const MOST_BLOCK_PACKAGES = 200_000;

/** Many times what a block comes to. */
const MOST_PIECE_BYTES = 512 * 1024 * 1024;

const Source = z.object({
  name: z.string(),
  state: z.enum(["fresh", "stale", "absent", "failed"]),
  records: z.int().nonnegative(),
  fetchedAt: z.string().optional(),
  reason: z.string().optional(),
  feedVersion: z.int(),
  origin: z.string(),
  cursors: z.array(z.string().nullable()),
  support: z.array(z.looseObject({ product: z.string(), cycle: z.string() })),
});

const Head = z.object({ builtAt: z.iso.datetime(), sources: z.array(Source) });

type Head = z.infer<typeof Head>;

/**
 * What a snapshot was made of, as bytes that pack well. The same snapshot gives the same.
 *
 * @throws {KnownError} `SNAPSHOT_DAMAGED`
 */
export function* packSnapshot(path: string): Generator<Uint8Array> {
  using database = openDatabase(path);
  checkSchema(database, path);
  const sources = [...readWrittenSources(path).values()];
  const builtAt = String(database.prepare("SELECT value FROM meta WHERE name = 'built_at'").get()?.value);
  const head: Head = {
    builtAt,
    sources: sources.map(({ cursors, ...source }) => ({
      ...source,
      cursors: [...cursors],
      support: readSupport(database, source.name) as Head["sources"][number]["support"],
    })),
  };
  yield* piece(Buffer.from(JSON.stringify(head)));
  for (const { name } of sources) {
    for (const block of blocksOf(readRecords(database, name))) {
      yield* piece(Buffer.from(name));
      yield* piece(packRecords(block));
    }
  }
  yield* piece(new Uint8Array());
}

function* piece(bytes: Uint8Array): Generator<Uint8Array> {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  yield length;
  if (bytes.length > 0) yield bytes;
}

function* blocksOf(records: Iterable<RecordFields>): Generator<RecordFields[]> {
  let block: RecordFields[] = [];
  let packages = 0;
  for (const { source, ...record } of records) {
    block.push(record);
    packages += Array.isArray(record.affected) ? record.affected.length : 0;
    if (block.length < MOST_BLOCK_RECORDS && packages < MOST_BLOCK_PACKAGES) continue;
    yield block;
    block = [];
    packages = 0;
  }
  if (block.length > 0) yield block;
}

/**
 * Makes the snapshot again.
 *
 * @param target  Where its file is to lie; the folder holds nothing else of ours.
 * @throws {KnownError} `SNAPSHOT_DAMAGED` when the bytes are not what `packSnapshot` gives, `WRITE_FAILED`; nothing is
 *   left of the file then.
 */
export async function unpackSnapshot(chunks: AsyncIterable<Uint8Array>, target: string): Promise<void> {
  const folder = join(dirname(target), "made-again");
  try {
    mkdirSync(folder);
    renameSync(await rebuild(piecesOf(chunks), folder), target);
  } catch (error) {
    rmSync(target, { force: true });
    const known = writeFailed(target, error);
    if (known instanceof KnownError) throw known;
    throw new KnownError("SNAPSHOT_DAMAGED", `${target}: ${messageOf(error)}`, { path: target }, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rebuild(pieces: AsyncIterator<Buffer>, folder: string): Promise<string> {
  const next = async () => {
    const { value, done } = await pieces.next();
    if (done) throw new TypeError("ends before its end");
    return value;
  };
  const { builtAt, sources } = Head.parse(JSON.parse((await next()).toString("utf8")));
  using writer = new SnapshotWriter({ folder, now: new Date(builtAt) });
  let name = (await next()).toString("utf8");
  const recordsOf = async function* (source: string): AsyncGenerator<Advisory> {
    for (; name === source && name !== ""; name = (await next()).toString("utf8")) {
      for (const record of unpackRecords(await next())) yield { source, ...record } as unknown as Advisory;
    }
  };
  const refuse = ({ message }: { readonly message: string }) => {
    throw new TypeError(message);
  };
  for (const { records, support, fetchedAt, reason, ...rest } of sources) {
    const source = { ...rest, ...(fetchedAt !== undefined && { fetchedAt }), ...(reason !== undefined && { reason }) };
    if (support.length > 0) await writer.writeSupport(source, streamOf(support as SupportCycle[]), refuse);
    else if (records > 0) await writer.writeSource(source, recordsOf(source.name), refuse);
    else writer.writeRow(source, 0);
  }
  if (name !== "") throw new TypeError(`has records of '${name}' out of place`);
  if (!(await pieces.next()).done) throw new TypeError("goes on behind its end");
  return (await writer.finish()).path;
}

async function* streamOf<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  const take = (count: number): Buffer => {
    const all = Buffer.concat(held, bytes);
    held = [all.subarray(count)];
    bytes -= count;
    return all.subarray(0, count);
  };
  let wanted: number | undefined;
  for await (const chunk of chunks) {
    held.push(chunk);
    bytes += chunk.length;
    for (;;) {
      if (wanted === undefined) {
        if (bytes < 4) break;
        wanted = take(4).readUInt32LE(0);
        if (wanted > MOST_PIECE_BYTES) throw new TypeError("a piece is too long");
      }
      if (bytes < wanted) break;
      yield take(wanted);
      wanted = undefined;
    }
  }
  if (bytes > 0 || wanted !== undefined) throw new TypeError("ends within a piece");
}
