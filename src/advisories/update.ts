import { setImmediate } from "node:timers/promises";
import { throwIfInterrupted } from "../host/retry.ts";
import { type ErrorCode, KnownError, messageOf, type Problem } from "../model/errors.ts";
import type { Feed } from "./feed.ts";
import { FEEDS } from "./feeds/index.ts";
import { type Fetched, fetchFeed, isThere } from "./fetch-feed.ts";
import { fingerprintOf, type Origin, UPSTREAM } from "./origin.ts";
import type { Patience } from "./patience.ts";
import { compareText } from "./record-text.ts";
import type { SnapshotSource } from "./snapshot-reader.ts";
import { SnapshotWriter, type WrittenSource } from "./snapshot-writer.ts";
import {
  advisoriesFolder,
  type Current,
  type CurrentScores,
  noteChecked,
  openStore,
  publish,
  readCurrent,
  snapshotPath,
} from "./store.ts";
import { cappedReport, nothingRead, notServed, type Plan, planRow, sourceOfRow } from "./update-plan.ts";
import { olderScores, updateScores } from "./update-scores.ts";
import { writeFailed } from "./write-failed.ts";
import { type OlderSource, readWrittenSources } from "./written-sources.ts";

/** What is going on with one source. */
export interface UpdateProgress {
  readonly source: string;
  readonly step: "download" | "read" | "copy" | "finish";
  /** While downloading. */
  readonly bytes?: number;
  readonly totalBytes?: number | undefined;
  /** While reading. */
  readonly records?: number;
}

export interface UpdateOptions {
  readonly dataDir: string;
  readonly feeds?: readonly Feed[];
  readonly origin?: Origin;
  /** `build`: from nothing. `update`: only what changed is read again, the rest is taken from the snapshot in use. */
  readonly mode: "build" | "update";
  /** The feeds that are asked; the others stay as they stand in the snapshot in use. All when absent. */
  readonly only?: ReadonlySet<string>;
  readonly now?: Date;
  readonly onProgress?: (progress: UpdateProgress) => void;
  readonly signal?: AbortSignal;
  readonly patience?: Patience;
  /** Keys of the user at sources that give such, by the feed's name. They are written nowhere. */
  readonly apiKeys?: Readonly<Record<string, string>>;
}

export interface UpdateResult {
  /** Of the snapshot that is now in use. */
  readonly id: string;
  /** `false` when nothing was new and the snapshot of before stays in use. */
  readonly changed: boolean;
  readonly sources: readonly SnapshotSource[];
  /** Records that were left out, and sources that failed. */
  readonly problems: readonly Problem[];
}

/** How many files are on their way at the same time: kind to the sources, and one slow one does not hold up the rest. */
const PARALLEL_DOWNLOADS = 2;

/** How often reading lets signals and timers have their turn. */
const RECORDS_PER_TURN = 1000;

/**
 * Brings the advisory snapshot up to date and puts it in use.
 *
 * A source that fails keeps its older records and is `stale`; the snapshot in use is replaced in one step, and only by
 * a complete one.
 *
 * @throws {KnownError} `SNAPSHOT_LOCKED`, `WRITE_FAILED`, `INTERRUPTED`; the code of the first failure when no source
 *   at all could be read or confirmed. The snapshot of before is then still in use, as it was.
 */
export async function updateSnapshot(options: UpdateOptions): Promise<UpdateResult> {
  using store = openStore(options.dataDir);
  // Without `await` the store would be given back before the work begins.
  return await new Update(options, store.work).run();
}

interface Older {
  readonly path: string;
  readonly current: Current;
  readonly sources: ReadonlyMap<string, OlderSource>;
}

class Update {
  readonly #options: UpdateOptions;
  /** Whose records make the snapshot. */
  readonly #feeds: readonly Feed[];
  /** Whose scores lie beside it. */
  readonly #scoreFeed: Feed | undefined;
  readonly #work: string;
  readonly #now: Date;
  readonly #origin: Origin;
  readonly #problems: Problem[] = [];
  readonly #fetched = new Map<string, Fetched>();
  readonly #written = new Map<string, SnapshotSource>();
  #older: Older | undefined;
  /** What `current.json` says of scores, whatever became of its snapshot. */
  #olderScores: CurrentScores | undefined;

  constructor(options: UpdateOptions, work: string) {
    this.#options = options;
    const feeds = options.feeds ?? FEEDS;
    this.#feeds = feeds.filter(({ readScores }) => readScores === undefined);
    this.#scoreFeed = feeds.find(({ readScores }) => readScores !== undefined);
    this.#work = work;
    this.#now = options.now ?? new Date();
    this.#origin = options.origin ?? UPSTREAM;
  }

  async run(): Promise<UpdateResult> {
    this.#older = this.#options.mode === "update" ? this.#readOlder() : undefined;
    const asked = this.#feeds.filter(({ name }) => this.#isAsked(name));
    await this.#fetch(asked.filter(({ insteadOf }) => insteadOf === undefined));
    await this.#fetch(asked.filter((feed) => this.#isStandIn(feed) && this.#isNeeded(feed)));

    this.#refuseWhenNothingAnswers();
    return (await this.#keepWhenNothingIsNew()) ?? (await this.#build());
  }

  /** In front of every publication, so that snapshot and scores are named in one step. */
  async #scores(): Promise<CurrentScores | undefined> {
    if (this.#scoreFeed === undefined) return undefined;
    const before = this.#olderScores;
    if (!this.#isAsked(this.#scoreFeed.name)) return before;
    await this.#fetch([this.#scoreFeed]);
    const fetched = this.#fetched.get(this.#scoreFeed.name);
    if (fetched === undefined) return before;
    this.#options.onProgress?.({ source: this.#scoreFeed.name, step: "read" });
    try {
      return await updateScores(this.#scoreFeed, fetched, before, {
        dataDir: this.#options.dataDir,
        work: this.#work,
        plan: { now: this.#now, origin: this.#origin },
        problems: this.#problems,
      });
    } catch (error) {
      throw writeFailed(advisoriesFolder(this.#options.dataDir), error);
    }
  }

  /** A snapshot that cannot be read is no reason not to build a sound one. */
  #readOlder(): Older | undefined {
    try {
      const current = readCurrent(this.#options.dataDir);
      if (current === undefined) return undefined;
      this.#olderScores = current.scores;
      const path = snapshotPath(this.#options.dataDir, current.snapshot);
      return { path, current, sources: readWrittenSources(path) };
    } catch (error) {
      const code: ErrorCode = error instanceof KnownError ? error.code : "SNAPSHOT_DAMAGED";
      this.#problems.push({ code, message: `${messageOf(error)}; all sources are read anew` });
      return undefined;
    }
  }

  async #fetch(feeds: readonly Feed[]): Promise<void> {
    const queue = feeds.filter(({ name }) => !this.#fetched.has(name));
    // When one worker throws, the others must have stopped before the folder of the files is removed.
    const halt = new AbortController();
    const signal = this.#options.signal ? AbortSignal.any([this.#options.signal, halt.signal]) : halt.signal;
    const worker = async () => {
      for (let feed = queue.shift(); feed !== undefined; feed = queue.shift()) {
        this.#fetched.set(feed.name, await this.#fetchOne(feed, signal));
      }
    };
    const workers = Array.from({ length: PARALLEL_DOWNLOADS }, () =>
      worker().catch((error: unknown) => {
        halt.abort();
        throw error;
      }),
    );
    const results = await Promise.allSettled(workers);
    throwIfInterrupted(this.#options.signal);
    // What made the others stop is not what they say themselves.
    const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    const first = errors.find((error) => !(error instanceof KnownError && error.code === "INTERRUPTED")) ?? errors[0];
    if (first !== undefined) throw first;
  }

  #fetchOne(feed: Feed, signal: AbortSignal): Promise<Fetched> {
    const source = feed.name;
    const older = feed === this.#scoreFeed ? olderScores(this.#olderScores) : this.#older?.sources.get(source);
    // The same bytes read by another version of the feed, or bytes of another place, are news.
    const isSame = older?.feedVersion === feed.version && older.origin === fingerprintOf(this.#origin);
    const known = isSame && older.records > 0 ? older.cursors : undefined;
    const key = this.#options.apiKeys?.[source];
    return fetchFeed(feed, known, {
      now: this.#now,
      ...(key !== undefined && { key }),
      origin: this.#origin,
      folder: this.#work,
      signal,
      ...(this.#options.patience && { patience: this.#options.patience }),
      onProgress: (bytes, totalBytes) => this.#options.onProgress?.({ source, step: "download", bytes, totalBytes }),
    });
  }

  #plan(): Plan {
    return { now: this.#now, origin: this.#origin, older: this.#older?.sources };
  }

  #isAsked(name: string): boolean {
    return this.#options.only?.has(name) ?? true;
  }

  /** When each source was asked that was asked later than all of them; none when all were. */
  #askedAt(): Readonly<Record<string, string>> | undefined {
    const { only } = this.#options;
    const older = this.#older?.current;
    if (only === undefined || older === undefined) return undefined;
    const now = this.#now.toISOString();
    return { ...older.asked, ...Object.fromEntries([...this.#fetched.keys()].map((name) => [name, now])) };
  }

  /** When all sources were last asked. */
  #checkedAt(): string {
    const isPart = this.#options.only !== undefined;
    return (isPart ? this.#older?.current.checkedAt : undefined) ?? this.#now.toISOString();
  }

  #isStandIn({ insteadOf }: Feed): boolean {
    return insteadOf !== undefined;
  }

  /** A stand-in is read where the better feed gives nothing, now or from before. */
  #isNeeded(feed: Feed): boolean {
    const better = this.#feeds.find(({ name }) => name === feed.insteadOf);
    if (better === undefined) return true;
    // Whether it is there is not known then; it was not when this one was read.
    if (!this.#isAsked(better.name)) return this.#hasOlderRecords(feed);
    const written = this.#written.get(better.name);
    if (written !== undefined) return written.records === 0;
    const fetched = this.#fetched.get(better.name);
    return !isThere(fetched) && !this.#hasOlderRecords(better);
  }

  #hasOlderRecords({ name }: Feed): boolean {
    return (this.#older?.sources.get(name)?.records ?? 0) > 0;
  }

  #refuseWhenNothingAnswers(): void {
    const fetched = [...this.#fetched.values()];
    if (fetched.some(isThere)) return;
    const failures = fetched.flatMap((one) => (one.kind === "failed" ? [one.error] : []));
    throw nothingRead(failures);
  }

  /** Only when every source would stand in a new snapshot exactly as it stands in the old one. */
  async #keepWhenNothingIsNew(): Promise<UpdateResult | undefined> {
    if (this.#older === undefined) return undefined;
    const { current, sources } = this.#older;
    const planned = this.#feeds.flatMap((feed) => {
      const fetched = this.#fetched.get(feed.name);
      if (fetched === undefined) return [];
      return fetched.kind === "files" || fetched.kind === "changes"
        ? [undefined]
        : [planRow(feed, fetched, this.#plan())];
    });
    const isSame = (row: WrittenSource | undefined): row is WrittenSource => {
      const older = row && sources.get(row.name);
      return older !== undefined && older.state === row?.state && older.reason === row.reason;
    };
    const asked = [...sources.keys()].filter((name) => this.#isAsked(name));
    if (planned.length !== asked.length || !planned.every(isSame)) return undefined;

    this.#reportFailures(this.#feeds);
    const scores = await this.#scores();
    throwIfInterrupted(this.#options.signal);
    noteChecked(this.#options.dataDir, { ...current, asked: this.#askedAt() }, this.#checkedAt(), scores);
    const rows = [...planned, ...this.#left()];
    const result = rows.map((row) => sourceOfRow(row, sources.get(row.name)?.records ?? 0));
    return {
      id: current.snapshot,
      changed: scores?.file !== current.scores?.file,
      sources: withScores(result, scores),
      problems: this.#problems,
    };
  }

  async #build(): Promise<UpdateResult> {
    try {
      using writer = new SnapshotWriter({ folder: this.#work, now: this.#now, older: this.#older?.path });
      const asked = this.#feeds.filter(({ name }) => this.#isAsked(name));
      for (const feed of asked.filter((one) => !this.#isStandIn(one))) await this.#write(writer, feed);
      for (const feed of asked.filter((one) => this.#isStandIn(one))) {
        if (!this.#isNeeded(feed)) continue;
        // The better feed was there and could not be read: that is known only now.
        await this.#fetch([feed]);
        await this.#write(writer, feed);
      }

      if ([...this.#written.values()].every(({ records, state }) => records === 0 || state === "stale")) {
        throw nothingRead(this.#problems);
      }
      for (const row of this.#left()) this.#written.set(row.name, this.#writeOlder(writer, row));
      const sources = [...this.#written.values()].sort(byName);
      this.#options.onProgress?.({ source: "", step: "finish" });
      const built = await writer.finish();
      const scores = await this.#scores();
      throwIfInterrupted(this.#options.signal);
      publish(this.#options.dataDir, built, this.#checkedAt(), scores, this.#askedAt());
      return { id: built.id, changed: true, sources: withScores(sources, scores), problems: this.#problems };
    } catch (error) {
      throw writeFailed(advisoriesFolder(this.#options.dataDir), error);
    }
  }

  /** The sources that are left as they are. */
  #left(): OlderSource[] {
    return [...(this.#older?.sources.values() ?? [])].filter(({ name }) => !this.#isAsked(name));
  }

  async #write(writer: SnapshotWriter, feed: Feed): Promise<void> {
    const fetched = this.#fetched.get(feed.name);
    if (fetched === undefined) return;
    this.#reportFailures([feed]);
    const row = planRow(feed, fetched, this.#plan());
    if (fetched.kind !== "files" && fetched.kind !== "changes") {
      this.#written.set(feed.name, this.#writeOlder(writer, row));
      return;
    }

    const report = cappedReport(feed.name, this.#problems);
    try {
      const { readSupport, parse, changes } = feed;
      const { paths } = fetched;
      const records =
        fetched.kind === "changes" && changes !== undefined
          ? await writer.amendSource(row, this.#watched(feed, changes.read(paths, report)))
          : readSupport === undefined
            ? await writer.writeSource(row, this.#watched(feed, parse(paths, report)), report)
            : await writer.writeSupport(row, this.#watched(feed, readSupport(paths, report)), report);
      this.#written.set(feed.name, sourceOfRow(row, records));
    } catch (error) {
      if (error instanceof KnownError && error.code === "INTERRUPTED") throw error;
      if ((error as { errcode?: number }).errcode !== undefined) throw error;
      const known = error instanceof KnownError ? error : new KnownError("INTERNAL", messageOf(error), {}, error);
      this.#fetched.set(feed.name, { kind: "failed", error: known });
      await this.#write(writer, feed);
    }
  }

  #writeOlder(writer: SnapshotWriter, row: WrittenSource): SnapshotSource {
    if (row.state !== "fresh" && row.state !== "stale") {
      writer.writeRow(row, 0);
      return sourceOfRow(row, 0);
    }
    this.#options.onProgress?.({ source: row.name, step: "copy" });
    try {
      return sourceOfRow(row, writer.copySource(row));
    } catch (error) {
      const wrong = writeFailed(advisoriesFolder(this.#options.dataDir), error);
      if (wrong instanceof KnownError) throw wrong;
      const path = this.#older?.path ?? "";
      throw new KnownError(
        "SNAPSHOT_DAMAGED",
        `${path}: ${messageOf(error)}; build anew: plimsoll db build`,
        { path },
        error,
      );
    }
  }

  #reportFailures(feeds: readonly Feed[]): void {
    for (const { name } of feeds) {
      const fetched = this.#fetched.get(name);
      if (fetched?.kind === "failed") {
        const { code, message } = fetched.error;
        this.#problems.push({ code, message: message.startsWith(`${name}:`) ? message : `${name}: ${message}` });
      } else if (fetched?.kind === "absent" && this.#older?.sources.get(name)?.records) {
        this.#problems.push({
          code: "SNAPSHOT_STALE",
          message: `${name}: ${notServed(fetched.missing)}, its older records stay in use`,
        });
      }
    }
  }

  /** The records of a feed, with a turn for signals now and then. */
  async *#watched<T>(feed: Feed, stream: AsyncIterable<T>): AsyncGenerator<T> {
    let records = 0;
    for await (const record of stream) {
      yield record;
      if (++records % RECORDS_PER_TURN !== 0) continue;
      this.#options.onProgress?.({ source: feed.name, step: "read", records });
      await setImmediate();
      throwIfInterrupted(this.#options.signal);
    }
    if (records === 0) throw new KnownError("FEED_MALFORMED", `${feed.name}: holds not a single record`);
  }
}

function withScores(sources: readonly SnapshotSource[], scores: CurrentScores | undefined): SnapshotSource[] {
  const source = olderScores(scores);
  return [...sources, ...(source ? [sourceOfRow(source, source.records)] : [])].sort(byName);
}

function byName(a: SnapshotSource, b: SnapshotSource): number {
  return compareText(a.name, b.name);
}
