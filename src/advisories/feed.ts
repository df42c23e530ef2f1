import type { Advisory } from "../model/advisory.ts";
import type { Report } from "../model/errors.ts";
import type { SupportCycle } from "../model/support.ts";
import type { EpssScores } from "./epss-scores.ts";
import type { Patience } from "./patience.ts";

/** A file that a source publishes. */
export interface FeedFile {
  /** Where the upstream serves it. */
  readonly url: string;
  /** Where it lies below a mirror; neither name is derived from the other. */
  readonly mirrorPath: string;
  /** More than this is refused: several times what the upstream serves today. */
  readonly maxBytes: number;
  /** It may be gone between the moment that another file names it and the moment that it is asked for. */
  readonly mayBeGone?: true;
  /** It names others itself: when it is here, `discover` is asked once more. It is not among the files to parse. */
  readonly isIndex?: true;
}

/** The files of a feed that tell of others. */
export interface FeedIndex {
  /** Where they lie, in the order of the feed's `files`; `undefined` where one is not served. */
  readonly paths: readonly (string | undefined)[];
  /** Where the files lie that `discover` named as `isIndex`, by their paths in a mirror; not those that are gone. */
  readonly found: ReadonlyMap<string, string>;
  /** Names in a folder of a mirror that is a folder itself, sorted; none of any other, which cannot be listed. */
  readonly list: (folder: string) => Promise<readonly string[]>;
}

/** The question what has changed at a source. */
export interface ChangesRequest {
  /** RFC 3339: since when; all before it is known. */
  readonly since: string;
  readonly now: Date;
  /** Folder that takes the files; the caller removes it. */
  readonly folder: string;
  /** Who has one may ask more often. It is written nowhere. */
  readonly key?: string;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience;
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
}

/** `too much`: the feed's files are the better way. */
export type ChangesAnswer =
  | "unchanged"
  | "too much"
  | {
      readonly paths: readonly string[];
      /** RFC 3339: since when to ask the next time. */
      readonly until: string;
    };

/** A record that changed; without the record where it is gone. */
export interface ChangedRecord {
  readonly id: string;
  readonly advisory?: Advisory;
}

/** How a source is asked for what has changed, in place of reading all of its files anew. */
export interface Changes {
  /** For how long before the moment at which its files are fetched they may be out of date. */
  readonly filesLagMs: number;
  /** @throws {KnownError} as `download`, and `FEED_MALFORMED`. */
  readonly fetch: (request: ChangesRequest) => Promise<ChangesAnswer>;
  /** As a feed's `parse`, of what `fetch` brought. */
  readonly read: (paths: readonly string[], report: Report) => AsyncIterable<ChangedRecord>;
}

/** One public source of advisories. */
export interface Feed {
  /** By which snapshots, reports and commands name it. */
  readonly name: string;
  /** For the manual. */
  readonly describes: string;
  /** Licence of its data. */
  readonly license: string;
  readonly files: readonly FeedFile[];
  /**
   * Which other files there are, where that is known only from `files`. Touches no network. What it names follows
   * `files` when the feed is parsed; a file keeps the ending of its name. It is asked for anew only when one of `files`
   * has changed, so these must change with what they name. Where it names an index, that one is fetched each time, and
   * must change with what it names.
   *
   * @throws {KnownError} `FEED_MALFORMED` when an index is not in its published format.
   */
  readonly discover?: (index: FeedIndex) => Promise<readonly FeedFile[]>;
  /** Of the upstream alone, and only where its records are there already. */
  readonly changes?: Changes;
  /** Name of a better feed of the same facts: this one is read only where that one is absent. */
  readonly insteadOf?: string;
  /** Raised when the same bytes would give other records, so that an update reads them again. */
  readonly version: number;
  /**
   * Records of the downloaded files, in the order of `files`. Touches no network.
   * A single broken record is reported and left out.
   *
   * @throws {KnownError} `FEED_MALFORMED` when a file as a whole is not in its published format.
   */
  readonly parse: (paths: readonly string[], report: Report) => AsyncIterable<Advisory>;
  /** Of a source that has no advisories, and says how long products are supported; as `parse` in all else. */
  readonly readSupport?: (paths: readonly string[], report: Report) => AsyncIterable<SupportCycle>;
  /** Of a source that has no advisories, and scores CVEs: they lie beside the snapshot. As `parse` in all else. */
  readonly readScores?: (paths: readonly string[], report: Report) => Promise<EpssScores>;
}
