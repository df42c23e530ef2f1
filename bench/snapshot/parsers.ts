import { statSync } from "node:fs";
import type { Feed } from "../../src/advisories/feed.ts";
import { fetchFeed } from "../../src/advisories/fetch-feed.ts";
import type { Origin } from "../../src/advisories/origin.ts";

/** How fast one source's files are made into records, without writing them. */
export interface ParserRate {
  readonly name: string;
  /** Of the files as they are served. */
  readonly bytes: number;
  readonly records: number;
  readonly seconds: number;
}

/** Reads each source that a mirror folder has, one after the other. */
export async function measureParsers(feeds: readonly Feed[], path: string, folder: string): Promise<ParserRate[]> {
  const origin: Origin = { kind: "folder", path };
  const rates: ParserRate[] = [];
  for (const feed of feeds) {
    const fetched = await fetchFeed(feed, undefined, { origin, folder });
    if (fetched.kind !== "files") continue;
    const bytes = fetched.paths.reduce((sum, file) => sum + statSync(file).size, 0);
    const startedAt = performance.now();
    const records = await countRecords(feed, fetched.paths);
    rates.push({ name: feed.name, bytes, records, seconds: (performance.now() - startedAt) / 1000 });
  }
  return rates;
}

async function countRecords({ parse, readSupport, readScores }: Feed, paths: readonly string[]): Promise<number> {
  const ignore = () => undefined;
  if (readScores !== undefined) return (await readScores(paths, ignore)).scores.length;
  let records = 0;
  for await (const _ of readSupport === undefined ? parse(paths, ignore) : readSupport(paths, ignore)) records++;
  return records;
}
