import { KnownError, messageOf } from "../model/errors.ts";
import { type Downloaded, type DownloadOptions, download } from "./download.ts";
import type { Feed, FeedFile } from "./feed.ts";
import { fetchChanges } from "./fetch-changes.ts";
import { fetchDiscovered } from "./fetch-discovered.ts";

/** What came of asking for the files of a feed. */
export type Fetched =
  | { readonly kind: "files"; readonly paths: readonly string[]; readonly cursors: Cursors; readonly missing: Missing }
  /** Of all records only those that changed. */
  | {
      readonly kind: "changes";
      readonly paths: readonly string[];
      readonly cursors: Cursors;
      readonly missing: Missing;
    }
  | { readonly kind: "unchanged"; readonly cursors: Cursors; readonly missing: Missing }
  | { readonly kind: "absent"; readonly missing: Missing }
  | { readonly kind: "failed"; readonly error: KnownError };

export type Cursors = readonly (string | null)[];

/** Whether the source answered, with something new or without. */
export function isThere(fetched: Fetched | undefined): fetched is Extract<Fetched, { readonly cursors: Cursors }> {
  return fetched !== undefined && fetched.kind !== "absent" && fetched.kind !== "failed";
}

/** Files that the origin does not have, by their paths in a mirror. */
export type Missing = readonly string[];

export interface FetchOptions extends Omit<DownloadOptions, "cursor"> {
  readonly now?: Date;
  /** Of the source, where the user has one. */
  readonly key?: string;
}

/**
 * Brings the files of a feed, or finds that none has changed since `known`, the cursors of an earlier time.
 * Nothing that can go wrong with one feed is thrown.
 *
 * @throws {KnownError} `INTERRUPTED`, `WRITE_FAILED`: they end the work on all feeds.
 */
export async function fetchFeed(
  feed: Feed,
  known: Cursors | undefined,
  { now = new Date(), key, ...options }: FetchOptions,
): Promise<Fetched> {
  try {
    const { discover, changes } = feed;
    if (discover !== undefined) return await fetchDiscovered({ ...feed, discover }, known, options);
    if (changes === undefined || options.origin.kind !== "upstream") return await fetchFiles(feed, known, options);
    const files = (cursors: Cursors | undefined) => fetchFiles(feed, cursors, options);
    const missing = (cursors: Cursors) =>
      feed.files.filter((_, i) => cursors[i] === null).map(({ mirrorPath }) => mirrorPath);
    return await fetchChanges({ changes, files, missing }, known, {
      ...options,
      now,
      ...(key !== undefined && { key }),
    });
  } catch (error) {
    const ours = error instanceof KnownError ? error : new KnownError("INTERNAL", messageOf(error), {}, error);
    if (ours.code === "INTERRUPTED" || ours.code === "WRITE_FAILED") throw ours;
    return { kind: "failed", error: ours };
  }
}

async function fetchFiles(
  feed: Feed,
  known: Cursors | undefined,
  options: Omit<DownloadOptions, "cursor">,
): Promise<Fetched> {
  const answers: { file: FeedFile; answer: Downloaded; before: string | null | undefined }[] = [];
  for (const [index, file] of feed.files.entries()) {
    const before = known?.[index];
    answers.push({ file, before, answer: await download(file, { ...options, cursor: before || undefined }) });
  }

  const missing = answers.filter(({ answer }) => answer === "absent").map(({ file }) => file.mirrorPath);
  if (missing.length === answers.length) return { kind: "absent", missing };
  if (
    known !== undefined &&
    answers.every(({ answer, before }) => answer === "unchanged" || isStillAbsent(answer, before))
  ) {
    return { kind: "unchanged", cursors: known, missing };
  }

  const paths: string[] = [];
  const cursors: (string | null)[] = [];
  for (const { file, answer, before } of answers) {
    if (answer === "absent" && before !== null && before !== undefined) {
      // Read without it, the source would lose records that no one has withdrawn.
      throw new KnownError("FEED_UNREACHABLE", `${file.mirrorPath}: is no longer served`);
    }
    // The records are read from all files at once, so an unchanged one is needed as well.
    const whole = answer === "unchanged" ? await download(file, options) : answer;
    if (typeof whole === "object") paths.push(whole.path);
    cursors.push(typeof whole === "object" ? (whole.cursor ?? "") : null);
  }
  return { kind: "files", paths, cursors, missing };
}

function isStillAbsent(answer: Downloaded, before: string | null | undefined): boolean {
  return answer === "absent" && before === null;
}
