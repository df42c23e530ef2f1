import type { DownloadOptions } from "./download.ts";
import type { Changes } from "./feed.ts";
import type { Cursors, Fetched, Missing } from "./fetch-feed.ts";

/** Before the time since when changes are to be asked for: the last of the cursors, behind those of the files. */
const SINCE = "since ";

interface Ways {
  readonly changes: Changes;
  /** The other way: all files of the feed. */
  readonly files: (known: Cursors | undefined) => Promise<Fetched>;
  /** Files that were not there when all were fetched. */
  readonly missing: (cursors: Cursors) => Missing;
}

interface Options extends Omit<DownloadOptions, "cursor"> {
  readonly now: Date;
  readonly key?: string;
}

/**
 * Brings what has changed at a source since its files were fetched, or since it was last asked; all of its files where
 * there is nothing that could have changed, or too much has.
 */
export async function fetchChanges(
  { changes, files, missing }: Ways,
  known: Cursors | undefined,
  { now, key, folder, signal, patience, onProgress }: Options,
): Promise<Fetched> {
  const since = known?.findLast((cursor) => cursor?.startsWith(SINCE))?.slice(SINCE.length);
  const ofFiles = known?.filter((cursor) => !cursor?.startsWith(SINCE));
  if (since !== undefined && known !== undefined && ofFiles !== undefined) {
    const answer = await changes.fetch({
      since,
      now,
      folder,
      ...(key !== undefined && { key }),
      ...(patience && { patience }),
      ...(onProgress && { onProgress }),
      signal,
    });
    if (answer === "unchanged") return { kind: "unchanged", cursors: known, missing: missing(ofFiles) };
    if (answer !== "too much") {
      const cursors = [...ofFiles, SINCE + answer.until];
      return { kind: "changes", paths: answer.paths, cursors, missing: missing(ofFiles) };
    }
  }
  const fetched = await files(ofFiles);
  if (fetched.kind !== "files") return fetched;
  const until = new Date(now.getTime() - changes.filesLagMs).toISOString();
  return { ...fetched, cursors: [...fetched.cursors, SINCE + until] };
}
