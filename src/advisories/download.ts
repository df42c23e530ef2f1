import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { retrying, throwIfInterrupted } from "../host/retry.ts";
import { KnownError } from "../model/errors.ts";
import type { FeedFile } from "./feed.ts";
import { request, unexpectedStatus, unreachable } from "./http-request.ts";
import { type Origin, pathInMirror, urlInMirror, withoutCredentials } from "./origin.ts";
import { PATIENCE, type Patience } from "./patience.ts";
import { writeFailed } from "./write-failed.ts";

/** What a server gave to ask it "newer than this?" with. */
const HttpCursor = z.object({ etag: z.string().optional(), modified: z.string().optional() });

export interface DownloadOptions {
  readonly origin: Origin;
  /** Folder that takes the file; the caller removes it. */
  readonly folder: string;
  /** What an earlier download of the same file from the same origin answered. */
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes so far, and of all where the server says. */
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
  readonly patience?: Patience;
  /** Sent to the server that is asked, and to no other one that it leads to. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses by which this server asks to come back later, besides those by which all do. */
  readonly busy?: readonly number[];
  /** Waited for before each attempt. */
  readonly turn?: () => Promise<void>;
}

/** `unchanged` since the cursor; `absent`: not served here; or the file, with a cursor where the origin gives one. */
export type Downloaded = "unchanged" | "absent" | { readonly path: string; readonly cursor?: string };

/**
 * Brings one file of a source from its upstream or from a mirror. A file of a folder mirror is read where it lies.
 *
 * @throws {KnownError} `FEED_UNREACHABLE`, `FEED_UNEXPECTED_STATUS`, `LIMIT_EXCEEDED` when it is larger than
 *   `file.maxBytes`, `READ_FAILED`, `WRITE_FAILED`, `INTERRUPTED`.
 */
export async function download(file: FeedFile, options: DownloadOptions): Promise<Downloaded> {
  const { origin, signal } = options;
  throwIfInterrupted(signal);
  if (origin.kind === "folder") return findInFolder(origin.path, file, options);

  const url = origin.kind === "upstream" ? new URL(file.url) : urlInMirror(origin.url, file);
  const attempt = () => downloadOnce(url, origin.kind === "server", file, options);
  return retrying(attempt, { patience: options.patience ?? PATIENCE, signal });
}

async function findInFolder(folder: string, file: FeedFile, { cursor }: DownloadOptions): Promise<Downloaded> {
  const path = pathInMirror(folder, file);
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
    throw new KnownError("READ_FAILED", `${path}: ${cause.message}`, { path }, cause);
  });
  if (found === undefined) return "absent";
  if (!found.isFile()) throw new KnownError("READ_FAILED", `${path}: not a file`, { path });
  if (found.size > file.maxBytes) throw tooLarge(path, file);
  const now = `${found.size} ${found.mtimeMs}`;
  return now === cursor ? "unchanged" : { path, cursor: now };
}

async function downloadOnce(
  url: URL,
  isMirror: boolean,
  file: FeedFile,
  options: DownloadOptions,
): Promise<Downloaded> {
  const { answerMs, silenceMs } = options.patience ?? PATIENCE;
  const { headers, busy } = options;
  await options.turn?.();
  using watch = new Watch(url, options.signal);

  watch.expect(answerMs);
  const { response, url: final } = await request(url, conditionsOf(options.cursor), isMirror, watch.signal, {
    ...(headers && { headers }),
    ...(busy && { busy }),
  });
  if (response.status === 304 && options.cursor !== undefined) return "unchanged";
  if (response.status !== 200) {
    await response.body?.cancel();
    if (response.status === 404 || response.status === 410) return "absent";
    throw unexpectedStatus(final, response.status);
  }

  // Smaller than what is read when the server compresses, and never larger.
  const announced = Number(response.headers.get("Content-Length") ?? Number.NaN);
  if (announced > file.maxBytes) throw tooLarge(withoutCredentials(final), file);
  const isCompressed = response.headers.has("Content-Encoding");
  const totalBytes = Number.isFinite(announced) && !isCompressed ? announced : undefined;

  const path = join(options.folder, file.mirrorPath.replace(/[^A-Za-z0-9.]/g, "_"));
  await using target = await open(path, "w").catch((error: unknown) => {
    throw writeFailed(options.folder, error);
  });
  let bytes = 0;
  for await (const chunk of chunksOf(response, final, watch, silenceMs)) {
    bytes += chunk.length;
    if (bytes > file.maxBytes) throw tooLarge(withoutCredentials(final), file);
    await target.writeFile(chunk).catch((error: unknown) => {
      throw writeFailed(options.folder, error);
    });
    options.onProgress?.(bytes, totalBytes);
  }
  const cursor = cursorOf(response);
  return cursor === undefined ? { path } : { path, cursor };
}

/** The pieces of an answer; a break in the middle is worth another try. */
async function* chunksOf(response: Response, url: URL, watch: Watch, silenceMs: number): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      watch.expect(silenceMs);
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw unreachable(url, error);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function tooLarge(place: string, { maxBytes }: FeedFile): KnownError {
  return new KnownError("LIMIT_EXCEEDED", `${place}: larger than ${maxBytes} bytes`, { maxBytes });
}

function cursorOf({ headers }: Response): string | undefined {
  const etag = headers.get("ETag") ?? undefined;
  const modified = headers.get("Last-Modified") ?? undefined;
  return etag === undefined && modified === undefined ? undefined : JSON.stringify({ etag, modified });
}

function conditionsOf(cursor: string | undefined): Record<string, string> {
  if (cursor === undefined) return {};
  const { etag, modified } = HttpCursor.parse(JSON.parse(cursor));
  return { ...(etag && { "If-None-Match": etag }), ...(modified && { "If-Modified-Since": modified }) };
}

/** Stops a download when the user does, or when the next sign of life takes too long. */
class Watch implements Disposable {
  readonly signal: AbortSignal;
  readonly #silence = new AbortController();
  readonly #url: URL;
  #timer: NodeJS.Timeout | undefined;

  constructor(url: URL, outer: AbortSignal | undefined) {
    this.#url = url;
    this.signal = outer === undefined ? this.#silence.signal : AbortSignal.any([outer, this.#silence.signal]);
  }

  expect(withinMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#silence.abort(unreachable(this.#url, new Error(`nothing came for ${withinMs / 1000} s`)));
    }, withinMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
