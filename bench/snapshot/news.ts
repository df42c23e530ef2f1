import { copyFileSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { exportDelta } from "../../src/advisories/carry.ts";
import { compareSnapshots } from "../../src/advisories/changes.ts";
import { importFile } from "../../src/advisories/import-parcels.ts";
import { openDatabase } from "../../src/advisories/snapshot.ts";
import { readRecords } from "../../src/advisories/snapshot-contents.ts";
import { SnapshotWriter } from "../../src/advisories/snapshot-writer.ts";
import { advisoriesFolder, publish, snapshotPath } from "../../src/advisories/store.ts";
import { readWrittenSources } from "../../src/advisories/written-sources.ts";
import type { Advisory } from "../../src/model/advisory.ts";

/** What a day brings, in the smallest. */
export interface News {
  readonly what: string;
  /** Of `db delta`, and of `db import` of what it wrote. */
  readonly makeSeconds: number;
  readonly takeSeconds: number;
  readonly bytes: number;
  /** Packages to be matched again, by what they are looked up by; and flaws whose facts are others. */
  readonly keys: number;
  readonly vulnerabilities: number;
}

interface Change {
  readonly what: string;
  readonly source: string;
  readonly change: (records: readonly Advisory[]) => readonly Advisory[];
}

const CHANGES: readonly Change[] = [
  {
    what: "one advisory has another fix",
    source: "osv-pypi",
    change: (records) => {
      const at = records.findIndex(({ affected }) => affected.some(({ ranges }) => ranges.length > 0));
      return records.map((record, index) => (index === at ? withFix(record, "99.0.1") : record));
    },
  },
  {
    what: "one flaw is known to be exploited",
    source: "cisa-kev",
    // As if the newest had not been there before.
    change: (records) => [
      ...records,
      { ...(records.at(-1) as Advisory), id: "CVE-2021-44832", cves: ["CVE-2021-44832"] },
    ],
  },
];

function withFix(record: Advisory, fixed: string): Advisory {
  const affected = record.affected.map((one, index) => (index === 0 ? { ...one, ranges: [{ fixed }] } : one));
  return { ...record, affected };
}

/** Makes a newer snapshot for each of the changes, and measures what lies between. */
export async function measureNews(older: { path: string; id: string }, folder: string): Promise<News[]> {
  const measured: News[] = [];
  for (const [index, change] of CHANGES.entries()) {
    if (readWrittenSources(older.path).get(change.source)?.records === undefined) continue;
    const [here, there] = [join(folder, `here-${index}`), join(folder, `there-${index}`)];
    for (const dataDir of [here, there]) mkdirSync(advisoriesFolder(dataDir), { recursive: true });
    const newer = await changed(older.path, change, join(folder, `work-${index}`));
    for (const [dataDir, snapshot] of [
      [here, older],
      [there, older],
      [here, newer],
    ] as const)
      place(dataDir, snapshot);
    const named = { path: snapshotPath(here, newer.id), id: newer.id };
    const file = join(folder, `delta-${index}`);
    const makeSeconds = await secondsOf(() => exportDelta(older, named, { dataDir: here, file }));
    const takeSeconds = await secondsOf(() => importFile(file, { dataDir: there }));
    const { keys, vulnerabilities } = compareSnapshots(older.path, named.path);
    measured.push({
      what: change.what,
      makeSeconds,
      takeSeconds,
      bytes: statSync(file).size,
      keys: keys.length,
      vulnerabilities: vulnerabilities.length,
    });
  }
  return measured;
}

async function changed(
  path: string,
  { source, change }: Change,
  folder: string,
): Promise<{ path: string; id: string }> {
  mkdirSync(folder, { recursive: true });
  using database = openDatabase(path);
  using writer = new SnapshotWriter({ folder, now: new Date(), older: path });
  for (const row of readWrittenSources(path).values()) {
    if (row.name !== source) {
      writer.copySource(row);
      continue;
    }
    const records = change([...readRecords(database, source)] as unknown as Advisory[]);
    await writer.writeSource(row, streamOf(records), () => undefined);
  }
  return await writer.finish();
}

async function* streamOf<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** Puts a copy of a snapshot in use in a data folder. */
function place(dataDir: string, { path, id }: { path: string; id: string }): void {
  const copy = join(dataDir, "copy.sqlite");
  copyFileSync(path, copy);
  publish(dataDir, { path: copy, id }, new Date().toISOString());
}
