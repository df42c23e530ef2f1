import { createHash, type KeyObject } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { KnownError } from "../model/errors.ts";
import { applyPatch } from "./delta.ts";
import { openScores } from "./epss-scores.ts";
import { sha256OfFile } from "./file-hash.ts";
import { MADE_BY, type Parcel, readParcels, unpackParcel, verifyParcel } from "./parcel.ts";
import type { ParcelHeader } from "./parcel-header.ts";
import { openSnapshot } from "./snapshot.ts";
import { packSnapshot } from "./snapshot-records.ts";
import {
  advisoriesFolder,
  type Current,
  type CurrentScores,
  noteChecked,
  openStore,
  publish,
  readCurrent,
  scoresPath,
  snapshotPath,
} from "./store.ts";
import { writeFailed } from "./write-failed.ts";

/** What an import came to. */
export interface Imported {
  /** Of the snapshot that is now in use. */
  readonly header: ParcelHeader;
  /** Whether the snapshot is another than before. */
  readonly isNew: boolean;
  /** Whether the scores are others than before. */
  readonly hasNewScores: boolean;
}

interface ImportOptions {
  readonly dataDir: string;
  /** Refuses what it did not sign. */
  readonly key?: KeyObject | undefined;
}

/**
 * Puts in use what `db export` or `db delta` wrote, after signatures, hashes and the snapshot's own were checked.
 *
 * @throws {KnownError} `SIGNATURE_INVALID`, `SNAPSHOT_DAMAGED`, `SNAPSHOT_MISSING` when a delta is for a snapshot that
 *   is not here, `SNAPSHOT_LOCKED`, `READ_FAILED`, `WRITE_FAILED`. What was in use before is then still in use.
 */
export async function importFile(file: string, options: ImportOptions): Promise<Imported> {
  const parcels = await readParcels(file);
  return await importParcels(parcels, options);
}

/**
 * Puts parcels in use: a whole snapshot, or patches that follow one another; and the scores beside it, where there are.
 * Of a snapshot that is in use already nothing but the head is read.
 *
 * @throws {KnownError} As `importFile`.
 */
export async function importParcels(parcels: readonly Parcel[], { dataDir, key }: ImportOptions): Promise<Imported> {
  const { steps, last, scores } = sorted(parcels);
  if (key) for (const parcel of parcels) verifyParcel(parcel, key);
  using store = openStore(dataDir);
  const current = readCurrent(dataDir);
  const { header } = last;
  const isNew = current?.snapshot !== header.to;
  const built = isNew ? await buildOf(steps, dataDir, current, store.work) : undefined;
  const nowScores = await takeScores(scores, dataDir, current, store.work);
  const hasNewScores = nowScores?.file !== current?.scores?.file;
  if (built) publish(dataDir, built, header.checkedAt, nowScores);
  else if (current) noteChecked(dataDir, current, laterOf(current.checkedAt, header.checkedAt), nowScores);
  return { header, isNew, hasNewScores };
}

interface Sorted {
  readonly steps: readonly Parcel[];
  /** Tells what comes of the steps. */
  readonly last: Parcel;
  readonly scores: Parcel | undefined;
}

/** @throws {KnownError} `SNAPSHOT_DAMAGED` when the parts do not fit together. */
function sorted(parcels: readonly Parcel[]): Sorted {
  const [scores, ...moreScores] = parcels.filter(({ header }) => header.kind === "scores");
  const steps = parcels.filter(({ header }) => header.kind !== "scores");
  const last = steps.at(-1);
  const isFitting = steps.every(({ header }, i) => {
    const before = steps[i - 1]?.header;
    return before === undefined || (header.kind === "delta" && header.from === before.to);
  });
  if (last !== undefined && isFitting && moreScores.length === 0) return { steps, last, scores };
  const place = parcels[0]?.place ?? "";
  throw new KnownError("SNAPSHOT_DAMAGED", `${place}: its parts do not belong together`, { path: place });
}

interface Built {
  readonly path: string;
  readonly id: string;
}

async function buildOf(
  steps: readonly Parcel[],
  dataDir: string,
  current: Current | undefined,
  work: string,
): Promise<Built> {
  let built: Built | undefined;
  for (const step of steps) {
    const content = join(work, "unpacked");
    const base = step.header.kind === "delta" ? (built?.path ?? basePath(step.header.from, dataDir, current)) : "";
    await unpackParcel(step, content);
    built = step.header.kind === "delta" ? patched(base, content, step.header.to, work) : wholeOf(step, content);
  }
  if (built === undefined) throw new KnownError("INTERNAL", "nothing to import");
  // It opens, and so its tables are those that we know.
  openSnapshot(built.path)[Symbol.dispose]();
  return built;
}

/**
 * A snapshot that is made again has the name it had, where the same versions of SQLite and zlib make it. Others may write
 * the same records in other bytes: it goes by their hash then, once it holds what was packed, and no delta is for it.
 */
function wholeOf({ place, header }: Parcel, path: string): Built {
  const id = sha256OfFile(path);
  if (id === header.to || (header.kind === "snapshot" && isMadeElsewhere(header, path))) return { path, id };
  throw new KnownError("SNAPSHOT_DAMAGED", `${place}: holds ${id}, and says that it holds ${header.to}`, {
    path: place,
  });
}

function isMadeElsewhere(
  { madeBy, contents }: { madeBy?: string | undefined; contents?: string | undefined },
  path: string,
): boolean {
  if (madeBy === undefined || madeBy === MADE_BY) return false;
  const hash = createHash("sha256");
  for (const piece of packSnapshot(path)) hash.update(piece);
  return hash.digest("hex") === contents;
}

/** Where the snapshot lies that a delta is for. */
function basePath(from: string, dataDir: string, current: Current | undefined): string {
  if (from === current?.snapshot || from === current?.previous) return snapshotPath(dataDir, from);
  const have = current ? `here is ${current.snapshot.slice(0, 12)}` : "here is none";
  const message = `the delta is for the snapshot ${from.slice(0, 12)}, and ${have}`;
  throw new KnownError("SNAPSHOT_MISSING", `${message}; import a whole one first`, { from });
}

function patched(base: string, content: string, to: string, work: string): Built {
  const { path, id } = applyPatch(base, readFileSync(content), to, work);
  // The next step makes its own under that name.
  const kept = join(work, "step.sqlite");
  renameSync(path, kept);
  return { path: kept, id };
}

/** Those of the parcel, unless newer ones are here. */
async function takeScores(
  parcel: Parcel | undefined,
  dataDir: string,
  current: Current | undefined,
  work: string,
): Promise<CurrentScores | undefined> {
  const before = current?.scores;
  if (parcel?.header.kind !== "scores") return before;
  const { to, source } = parcel.header;
  if (before?.file !== undefined && isLater(before.source.fetchedAt, source.fetchedAt)) return before;
  if (before?.file === to) return { ...before, source };

  const path = join(work, "scores");
  await unpackParcel(parcel, path);
  const { id } = wholeOf(parcel, path);
  // What is no file of scores says so when it is read.
  openScores(path).records;
  try {
    renameSync(path, scoresPath(dataDir, id));
  } catch (error) {
    throw writeFailed(advisoriesFolder(dataDir), error);
  }
  return { file: id, ...(before?.file !== undefined && { previous: before.file }), source };
}

function isLater(a: string | undefined, b: string | undefined): boolean {
  return Date.parse(a ?? "") > Date.parse(b ?? "");
}

function laterOf(a: string, b: string): string {
  return isLater(b, a) ? b : a;
}
