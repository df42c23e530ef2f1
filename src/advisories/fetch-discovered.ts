import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { KnownError } from "../model/errors.ts";
import { type Downloaded, type DownloadOptions, download } from "./download.ts";
import type { Feed, FeedFile, FeedIndex } from "./feed.ts";
import type { Cursors, Fetched } from "./fetch-feed.ts";
import { sha256OfFile } from "./file-hash.ts";
import { type Origin, pathInMirror } from "./origin.ts";

type Discovering = Feed & Required<Pick<Feed, "discover">>;
type Options = Omit<DownloadOptions, "cursor">;

/** How many files that an index names are on their way at the same time. */
const PARALLEL = 4;

/** An index that names more is none. */
const MOST_FILES = 500_000;

/** How often an index may lead to another one: a list of repositories, of mirrors, of the files of one of them. */
const MOST_ROUNDS = 4;

/** Before the fingerprint of what an index of an index named: whether that has changed, the first index cannot tell. */
const IN_ROUNDS = "in rounds ";

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
  const before = known?.[files.length] ?? "";
  if (
    known !== undefined &&
    isIndexSame &&
    !isFolder &&
    missing.length < files.length &&
    !before.startsWith(IN_ROUNDS)
  ) {
    return { kind: "unchanged", cursors: known, missing };
  }

  const index: Downloaded[] = [];
  for (const [i, file] of files.entries()) {
    const answer = answers[i] ?? "absent";
    index.push(answer === "unchanged" ? await download(file, options) : answer);
  }
  const paths = index.map((answer) => (typeof answer === "object" ? answer.path : undefined));
  const { named, contents } = await discoverAll(feed, paths, options);
  if (named.length === 0 && missing.length === files.length) return { kind: "absent", missing };

  // A mirror that has the files needs no index of them.
  const told = missing.length === files.length ? [] : missing;
  // A folder tells of each file whether it has changed, which costs as much as asking for it; a server's are not fetched.
  const listed = isFolder ? await downloadAll(named, options) : named.map((file) => ({ file, cursor: "" }));
  const fingerprint = fingerprintOf(
    listed.map(({ file, cursor }) => [file.mirrorPath, cursor]),
    contents,
  );
  if (known !== undefined && isIndexSame && before === fingerprint) {
    return { kind: "unchanged", cursors: known, missing: told };
  }
  const found = await downloadAll(named, options);
  return {
    kind: "files",
    paths: [...paths.filter((path) => path !== undefined), ...found.map(({ path }) => path)],
    cursors: [...index.map((answer) => (typeof answer === "object" ? (answer.cursor ?? "") : null)), fingerprint],
    missing: told,
  };
}

type Contents = readonly (readonly [mirrorPath: string, sha256: string])[];

/** All files that the index names, and those that it names by others; of these the contents. */
async function discoverAll(
  feed: Discovering,
  paths: FeedIndex["paths"],
  options: Options,
): Promise<{ named: readonly FeedFile[]; contents: Contents }> {
  const found = new Map<string, string>();
  const asked = new Set<string>();
  for (let round = 0; round <= MOST_ROUNDS; round++) {
    const named = await feed.discover({ paths, found, list: (folder) => listFolder(options.origin, folder) });
    if (named.length > MOST_FILES) throw tooMuch(feed, `${MOST_FILES} files`);
    const next = named.filter(({ isIndex, mirrorPath }) => isIndex && !asked.has(mirrorPath));
    if (next.length === 0) {
      const contents = [...found].map(([mirrorPath, path]) => [mirrorPath, sha256OfFile(path)] as const);
      return { named: named.filter(({ isIndex }) => !isIndex), contents };
    }
    for (const { mirrorPath } of next) asked.add(mirrorPath);
    for (const { file, path } of await downloadAll(next, options)) found.set(file.mirrorPath, path);
  }
  throw tooMuch(feed, `${MOST_ROUNDS} indexes that lead to each other`);
}

function fingerprintOf(listed: readonly unknown[], contents: Contents): string {
  const inRounds = contents.length > 0;
  const all = JSON.stringify(inRounds ? [listed, contents] : listed);
  return `${inRounds ? IN_ROUNDS : ""}${createHash("sha256").update(all).digest("hex")}`;
}

const tooMuch = ({ name }: Feed, what: string) => new KnownError("LIMIT_EXCEEDED", `${name}: more than ${what}`);

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
