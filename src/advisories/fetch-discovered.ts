import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { KnownError } from "../model/errors.ts";
import { type Downloaded, type DownloadOptions, download } from "./download.ts";
import type { Feed, FeedFile } from "./feed.ts";
import type { Cursors, Fetched } from "./fetch-feed.ts";
import { type Origin, pathInMirror } from "./origin.ts";

type Discovering = Feed & Required<Pick<Feed, "discover">>;
type Options = Omit<DownloadOptions, "cursor">;

/** How many files that an index names are on their way at the same time. */
const PARALLEL = 4;

/** An index that names more is none. */
const MOST_FILES = 500_000;

/**
 * Brings a feed whose index names its other files. While the index stands unchanged nothing else is asked for; in a
 * folder, which tells the time of each file without reading it, those count too.
 *
 * The cursors are those of the index, and one more for all that it named.
 */
export async function fetchDiscovered(
  feed: Discovering,
  known: Cursors | undefined,
  options: Options,
): Promise<Fetched> {
  const { files } = feed;
  const answers: Downloaded[] = [];
  for (const [i, file] of files.entries())
    answers.push(await download(file, { ...options, cursor: known?.[i] || undefined }));
  for (const [i, file] of files.entries()) {
    // Read without it, the source would lose records that no one has withdrawn.
    if (answers[i] === "absent" && typeof known?.[i] === "string") throw goneNow(file);
  }
  const missing = files.filter((_, i) => answers[i] === "absent").map(({ mirrorPath }) => mirrorPath);
  const isIndexSame =
    known !== undefined &&
    answers.every((answer, i) => answer === "unchanged" || (answer === "absent" && known[i] === null));
  const isFolder = options.origin.kind === "folder";
  if (known !== undefined && isIndexSame && !isFolder && missing.length < files.length) {
    return { kind: "unchanged", cursors: known, missing };
  }

  const index: Downloaded[] = [];
  for (const [i, file] of files.entries()) {
    const answer = answers[i] ?? "absent";
    index.push(answer === "unchanged" ? await download(file, options) : answer);
  }
  const paths = index.map((answer) => (typeof answer === "object" ? answer.path : undefined));
  const named = await feed.discover({ paths, list: (folder) => listFolder(options.origin, folder) });
  if (named.length > MOST_FILES) throw new KnownError("LIMIT_EXCEEDED", `${feed.name}: more than ${MOST_FILES} files`);
  if (named.length === 0 && missing.length === files.length) return { kind: "absent", missing };

  const found = await downloadAll(named, options);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify(found.map(({ file, cursor }) => [file.mirrorPath, isFolder ? cursor : ""])))
    .digest("hex");
  if (known !== undefined && isIndexSame && known[files.length] === fingerprint) {
    return { kind: "unchanged", cursors: known, missing: [] };
  }
  return {
    kind: "files",
    paths: [...paths.filter((path) => path !== undefined), ...found.map(({ path }) => path)],
    cursors: [...index.map((answer) => (typeof answer === "object" ? (answer.cursor ?? "") : null)), fingerprint],
    // A mirror that has the files needs no index of them.
    missing: missing.length === files.length ? [] : missing,
  };
}

interface Found {
  readonly file: FeedFile;
  readonly path: string;
  readonly cursor: string | undefined;
}

/** In the order in which they are named. */
async function downloadAll(files: readonly FeedFile[], options: Options): Promise<Found[]> {
  const found = new Array<Found | undefined>(files.length);
  const queue = files.entries();
  const worker = async () => {
    for (const [i, file] of queue) {
      const answer = await download(file, options);
      if (typeof answer === "object") found[i] = { file, path: answer.path, cursor: answer.cursor };
      else if (!file.mayBeGone) throw goneNow(file);
    }
  };
  // All must have stopped before the folder of the files is removed.
  const results = await Promise.allSettled(Array.from({ length: PARALLEL }, worker));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return found.filter((one) => one !== undefined);
}

async function listFolder(origin: Origin, folder: string): Promise<readonly string[]> {
  if (origin.kind !== "folder") return [];
  const path = pathInMirror(origin.path, { mirrorPath: folder });
  return (
    await readdir(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return [];
      throw new KnownError("READ_FAILED", `${path}: ${cause.message}`, { path }, cause);
    })
  ).sort();
}

function goneNow({ mirrorPath }: FeedFile): KnownError {
  return new KnownError("FEED_UNREACHABLE", `${mirrorPath}: is no longer served`);
}
