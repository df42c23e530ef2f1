import { readFileSync, utimesSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { download } from "./download.ts";
import type { FeedFile } from "./feed.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { WebServer } from "./fixtures/web-server.ts";
import type { Origin } from "./origin.ts";
import { PATIENCE, type Patience } from "./patience.ts";

const FILE: FeedFile = { url: "https://upstream.example/list", mirrorPath: "debian/list", maxBytes: 1000 };

const QUICK: Patience = { ...PATIENCE, tries: 3, firstPauseMs: 1, longestPauseMs: 20, answerMs: 300, silenceMs: 300 };

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

const fetchReally = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = fetchReally;
});

/** Downloads `FILE` from a mirror that answers so, and tells what came and how often it was asked. */
async function get(
  answer: Answer,
  options: { cursor?: string; file?: FeedFile; user?: string; signal?: AbortSignal } = {},
) {
  using scratch = new Scratch();
  await using server = await WebServer.start(answer);
  const url = new URL(server.url);
  if (options.user) [url.username = "", url.password = ""] = options.user.split(":");
  const progress: [number, number | undefined][] = [];
  const downloaded = await download(options.file ?? FILE, {
    origin: { kind: "server", url },
    folder: scratch.path,
    cursor: options.cursor,
    signal: options.signal,
    patience: QUICK,
    onProgress: (bytes, total) => progress.push([bytes, total]),
  }).then(
    (result) => ({ result, error: undefined }),
    (error: unknown) => ({ result: undefined, error }),
  );
  const { result } = downloaded;
  const content = typeof result === "object" ? readFileSync(result.path, "utf8") : undefined;
  const cursor = typeof result === "object" ? result.cursor : undefined;
  return { ...downloaded, content, cursor, progress, requests: server.requests };
}

test("brings a file from below the mirror's address, with a cursor", async () => {
  const { content, cursor, progress, requests } = await get((_, response) => {
    response.setHeader("ETag", '"abc"');
    response.setHeader("Content-Length", "5");
    response.end("hello");
  });
  expect(content).toBe("hello");
  expect(requests.map(({ url }) => url)).toEqual(["/debian/list"]);
  expect(progress.at(-1)).toEqual([5, 5]);
  expect(cursor).toContain("abc");
});

test("asks whether it changed, and takes no for an answer", async () => {
  const answer: Answer = (request, response) => {
    response.setHeader("ETag", '"abc"');
    response.setHeader("Last-Modified", "Sat, 22 Aug 2026 10:00:00 GMT");
    if (request.headers["if-none-match"] === '"abc"') response.statusCode = 304;
    response.end(response.statusCode === 304 ? undefined : "hello");
  };
  const { cursor } = await get(answer);
  const { result, requests } = await get(answer, { cursor: cursor ?? "" });
  expect(result).toBe("unchanged");
  expect(requests[0]?.headers["if-modified-since"]).toBe("Sat, 22 Aug 2026 10:00:00 GMT");
});

test("a file without a cursor of the server has none", async () => {
  const { content, cursor } = await get((_, response) => response.end("hello"));
  expect(content).toBe("hello");
  expect(cursor).toBeUndefined();
});

test.each([404, 410])("%i is absent, and asked once", async (status) => {
  const { result, requests } = await get((_, response) => response.writeHead(status).end());
  expect(result).toBe("absent");
  expect(requests).toHaveLength(1);
});

test.each([400, 401, 403])("%i is an error, and asked once", async (status) => {
  const { error, requests } = await get((_, response) => response.writeHead(status).end());
  expect(error).toMatchObject({ code: "FEED_UNEXPECTED_STATUS", details: { status } });
  expect(requests).toHaveLength(1);
});

test.each([
  { title: "429 with seconds", headers: { "Retry-After": "0" }, status: 429 },
  { title: "503 with a date long past", headers: { "Retry-After": "Sat, 22 Aug 2020 10:00:00 GMT" }, status: 503 },
  { title: "500 without a word", headers: {}, status: 500 },
])("tries again after $title", async ({ headers, status }) => {
  const { content, requests } = await get((_, response, count) => {
    if (count < 3) response.writeHead(status, headers).end();
    else response.end("at last");
  });
  expect(content).toBe("at last");
  expect(requests).toHaveLength(3);
});

test("does not wait for an hour, nor ask again before it is over", async () => {
  const { error, requests } = await get((_, response) => response.writeHead(503, { "Retry-After": "3600" }).end());
  expect(error).toMatchObject({ message: expect.stringContaining("it asks to wait 1 hour, more than the") });
  expect(requests).toHaveLength(1);
});

test("gives up after a few tries", async () => {
  const { error, requests } = await get((_, response) => response.writeHead(502).end());
  expect(error).toMatchObject({ code: "FEED_UNEXPECTED_STATUS", details: { status: 502 } });
  expect(requests).toHaveLength(3);
});

test.each<{ title: string; answer: Answer }>([
  { title: "closes the connection", answer: (_, response) => response.destroy() },
  { title: "never answers", answer: () => undefined },
  { title: "falls silent in the middle", answer: (_, response) => response.write("hel") },
  {
    title: "ends in the middle",
    answer: (_, response) => {
      response.writeHead(200, { "Content-Length": "5" });
      response.write("hel", () => response.destroy());
    },
  },
])("a server that $title is tried again, and then unreachable", async ({ answer }) => {
  const { error, requests } = await get(answer);
  expect(error).toMatchObject({ code: "FEED_UNREACHABLE", message: expect.stringContaining("127.0.0.1") });
  expect(requests).toHaveLength(3);

  const second = await get((request, response, count) => {
    if (count === 1) answer(request, response, count);
    else response.end("hello");
  });
  expect(second.content).toBe("hello");
});

test("a server that is not there is unreachable", async () => {
  using scratch = new Scratch();
  const server = await WebServer.start(() => undefined);
  await server[Symbol.asyncDispose]();
  const origin: Origin = { kind: "server", url: new URL(server.url) };
  await expect(download(FILE, { origin, folder: scratch.path, patience: QUICK })).rejects.toMatchObject({
    code: "FEED_UNREACHABLE",
    message: expect.stringContaining("ECONNREFUSED"),
  });
});

test.each<{ title: string; answer: Answer }>([
  {
    title: "says it is too large",
    answer: (_, response) => {
      response.writeHead(200, { "Content-Length": "1001" });
      response.write("x");
    },
  },
  { title: "turns out to be too large", answer: (_, response) => response.end("x".repeat(100_000)) },
  {
    title: "is too large when unpacked",
    answer: (_, response) => response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync("x".repeat(100_000))),
  },
])("a file that $title is refused", async ({ answer }) => {
  const { error, requests } = await get(answer);
  expect(error).toMatchObject({ code: "LIMIT_EXCEEDED" });
  expect(requests).toHaveLength(1);
});

test("a signal stops it", async () => {
  const controller = new AbortController();
  const { error } = await get(
    (_, response) => {
      response.write("hel");
      controller.abort();
    },
    { signal: controller.signal },
  );
  expect(error).toMatchObject({ code: "INTERRUPTED" });
});

test("user and password go to the mirror, and are not shown", async () => {
  const { requests, error } = await get((_, response) => response.writeHead(403).end(), { user: "me:sesame" });
  expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("me:sesame").toString("base64")}`);
  expect(JSON.stringify(error) + String(error)).not.toContain("sesame");
});

test("user and password do not go where the mirror redirects to", async () => {
  await using other = await WebServer.start((_, response) => response.end("from elsewhere"));
  const { content } = await get((_, response) => response.writeHead(302, { Location: `${other.url}x` }).end(), {
    user: "me:sesame",
  });
  expect(content).toBe("from elsewhere");
  expect(other.requests[0]?.headers.authorization).toBeUndefined();
});

test("a redirect on the same server is followed, a circle is not", async () => {
  const { content } = await get((request, response) => {
    if (request.url === "/moved") response.end("moved");
    else response.writeHead(301, { Location: "/moved" }).end();
  });
  expect(content).toBe("moved");
  const { error } = await get((_, response) => response.writeHead(301, { Location: "/debian/list" }).end());
  expect(error).toMatchObject({ code: "FEED_UNREACHABLE", message: expect.stringContaining("redirects") });
});

test.each(["http://plain.example/list?token=sesame", "ftp://plain.example/list", "file:///etc/passwd", "http://["])(
  "a redirect to %s is refused",
  async (location) => {
    const { error, requests } = await get((_, response) => response.writeHead(302, { Location: location }).end());
    expect(error).toMatchObject({ code: "FEED_UNREACHABLE" });
    expect(String(error)).not.toContain("sesame");
    expect(requests).toHaveLength(1);
  },
);

test("an upstream that is not https is not asked", async () => {
  using scratch = new Scratch();
  const file = { ...FILE, url: "http://upstream.example/list" };
  await expect(download(file, { origin: { kind: "upstream" }, folder: scratch.path })).rejects.toMatchObject({
    code: "FEED_UNREACHABLE",
  });
});

test("an upstream may not send us to this machine", async () => {
  using scratch = new Scratch();
  const asked: string[] = [];
  globalThis.fetch = async (input) => {
    asked.push(String(input));
    return new Response(undefined, { status: 302, headers: { Location: "http://127.0.0.1:8080/" } });
  };
  await expect(download(FILE, { origin: { kind: "upstream" }, folder: scratch.path })).rejects.toMatchObject({
    code: "FEED_UNREACHABLE",
  });
  expect(asked).toEqual([FILE.url]);
});

test("finds a file in a folder, and sees when it changes", async () => {
  using scratch = new Scratch();
  const path = scratch.write("debian/list", "hello");
  const options = { origin: { kind: "folder", path: scratch.path } as const, folder: scratch.path };
  const first = await download(FILE, options);
  expect(first).toMatchObject({ path });
  const cursor = typeof first === "object" ? first.cursor : undefined;
  expect(await download(FILE, { ...options, cursor })).toBe("unchanged");
  utimesSync(path, 1, 1);
  expect(await download(FILE, { ...options, cursor })).toMatchObject({ path });
});

test("a folder may lack a file, or hold one that is too large or none", async () => {
  using scratch = new Scratch();
  const options = { origin: { kind: "folder", path: scratch.path } as const, folder: scratch.path };
  expect(await download(FILE, options)).toBe("absent");
  scratch.write("debian/list", "x".repeat(1001));
  await expect(download(FILE, options)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  await expect(download({ ...FILE, mirrorPath: "debian" }, options)).rejects.toMatchObject({ code: "READ_FAILED" });
});

test("a folder that cannot take the file is named", async () => {
  using scratch = new Scratch();
  await using server = await WebServer.start((_, response) => response.end("hello"));
  const folder = `${scratch.write("a-file", "")}/below`;
  const origin: Origin = { kind: "server", url: new URL(server.url) };
  await expect(download(FILE, { origin, folder })).rejects.toMatchObject({
    code: "WRITE_FAILED",
    details: { path: folder },
  });
});
