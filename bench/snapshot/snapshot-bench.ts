import { mkdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { exportSnapshot, findSnapshot as findNamed } from "../../src/advisories/carry.ts";
import { FEEDS } from "../../src/advisories/feeds/index.ts";
import { importFile } from "../../src/advisories/import-parcels.ts";
import { findSnapshot } from "../advisories.ts";
import type { Bound } from "../bounds.ts";
import { type Measurement, measure } from "../measure.ts";
import { type Matching, measureMatching } from "../micro/matching.ts";
import { readSnapshotKeys } from "../micro/snapshot-keys.ts";
import { spreadOf } from "../statistics.ts";
import { measureNews, type News } from "./news.ts";
import { measureParsers, type ParserRate } from "./parsers.ts";

/** What advisories cost: to read, to keep, to carry and to match with. */
export interface SnapshotFigures {
  readonly records: number;
  readonly build: Measurement;
  readonly diskBytes: number;
  readonly packedBytes: number;
  readonly exportSeconds: number;
  readonly importSeconds: number;
  readonly parsers: readonly ParserRate[];
  readonly news: readonly News[];
  readonly matching: Matching;
}

/**
 * Builds a snapshot of everything that a mirror folder has, and measures what is done with it.
 *
 * @param program  Launcher that builds it, as a user would.
 */
export async function benchSnapshot(mirror: string, program: string, folder: string): Promise<SnapshotFigures> {
  const dataDir = join(folder, "data");
  mkdirSync(dataDir, { recursive: true });
  const env = { PLIMSOLL_DATA_DIR: dataDir, PLIMSOLL_CACHE_DIR: join(folder, "cache") };
  const build = await measure({ command: program, args: ["--quiet", "db", "build", "--mirror", mirror], env });
  const path = findSnapshot(dataDir);
  if (path === undefined) throw new Error(`${mirror}: nothing was built of it`);

  const file = join(folder, "advisories.plimsoll");
  const named = findNamed(dataDir, "current");
  const exportSeconds = await secondsOf(() => exportSnapshot(named, { dataDir, file }));
  const importSeconds = await secondsOf(() => importFile(file, { dataDir: join(folder, "there") }));
  const parsers = await measureParsers(FEEDS, mirror, folder);
  return {
    records: parsers.reduce((sum, { records }) => sum + records, 0),
    build,
    diskBytes: statSync(path).size,
    packedBytes: statSync(file).size,
    exportSeconds,
    importSeconds,
    parsers,
    news: await measureNews({ path, id: basename(path, ".sqlite") }, folder),
    matching: measureMatching(path, readSnapshotKeys(path)),
  };
}

/** What the design asks of them. */
export function boundsOfSnapshot({ build, diskBytes, packedBytes, matching, news }: SnapshotFigures): Bound[] {
  const median = spreadOf(matching.wallMs)?.median;
  const largest = Math.max(...news.map(({ bytes }) => bytes));
  return [
    { what: "snapshot: build", measured: build.wallMs / 1000, unit: "s", bound: 300, aim: 60 },
    { what: "snapshot: on disk", measured: diskBytes / 1e6, unit: "MB", bound: 400, aim: 150 },
    { what: "snapshot: compressed", measured: packedBytes / 1e6, unit: "MB", bound: 40, aim: 20 },
    { what: "delta of one change", measured: largest / 1e6, unit: "MB", bound: 1, aim: 1 },
    {
      what: `match ${matching.packages.toLocaleString("en")} packages`,
      measured: median && median / 1000,
      unit: "s",
      bound: 1,
      aim: 0.2,
    },
  ];
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
