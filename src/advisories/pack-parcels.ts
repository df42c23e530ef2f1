import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NamedSnapshot } from "./carry.ts";
import { makePatch } from "./delta.ts";
import { type PackOptions, type Parcel, pack } from "./parcel.ts";
import { openSnapshot } from "./snapshot.ts";
import { readCurrent, scoresPath } from "./store.ts";
import { writeFailed } from "./write-failed.ts";

interface Packing extends Pick<PackOptions, "key" | "known"> {
  /** Takes the packed bytes. */
  readonly folder: string;
}

/** @throws {KnownError} `WRITE_FAILED`, `SNAPSHOT_DAMAGED` */
export function packSnapshot(
  { path, id }: NamedSnapshot,
  dataDir: string,
  { folder, ...options }: Packing,
): Promise<Parcel> {
  const times = timesOf({ path, id }, dataDir);
  const target = join(folder, `${id}.snapshot`);
  return pack({ kind: "snapshot", to: id, ...times }, { ...options, content: path, target });
}

/**
 * The patch that makes one snapshot of another.
 *
 * @throws {KnownError} `WRITE_FAILED`, `SNAPSHOT_DAMAGED`
 */
export async function packDelta(
  older: NamedSnapshot,
  newer: NamedSnapshot,
  dataDir: string,
  { folder, ...options }: Packing,
): Promise<Parcel> {
  const content = join(folder, "patch");
  try {
    writeFileSync(content, makePatch(older.path, newer.path, folder));
  } catch (error) {
    throw writeFailed(folder, error);
  }
  const times = timesOf(newer, dataDir);
  const target = join(folder, `${older.id}.delta`);
  return await pack({ kind: "delta", from: older.id, to: newer.id, ...times }, { ...options, content, target });
}

/**
 * The scores of EPSS that are in use here; `undefined` where there are none.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export async function packScores(dataDir: string, { folder, ...options }: Packing): Promise<Parcel | undefined> {
  const current = readCurrent(dataDir);
  const { file, source } = current?.scores ?? {};
  if (current === undefined || file === undefined || source === undefined) return undefined;
  const { checkedAt } = current;
  const draft = { kind: "scores", to: file, builtAt: source.fetchedAt ?? checkedAt, checkedAt, source } as const;
  return pack(draft, { ...options, content: scoresPath(dataDir, file), target: join(folder, `${file}.scores`) });
}

function timesOf({ path, id }: NamedSnapshot, dataDir: string): { builtAt: string; checkedAt: string } {
  using snapshot = openSnapshot(path);
  const current = readCurrent(dataDir);
  const { builtAt } = snapshot;
  return { builtAt, checkedAt: current?.snapshot === id ? current.checkedAt : builtAt };
}
