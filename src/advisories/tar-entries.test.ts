import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { type TarInput, writeTar } from "../formats/tar-writer.ts";
import type { Problem } from "../model/errors.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { readTarEntries, type TarLimits } from "./tar-entries.ts";

const LIMITS: TarLimits = { entries: 10, entryBytes: 1000, totalBytes: 20_000 };

const file = (path: string, content: string): TarInput => ({ path, content: new TextEncoder().encode(content) });

async function read(bytes: Uint8Array, limits: TarLimits = LIMITS) {
  using scratch = new Scratch();
  const problems: Problem[] = [];
  const entries: [string, string][] = [];
  const wants = (path: string) => path.endsWith(".json");
  const report = (problem: Problem) => void problems.push(problem);
  for await (const { name, bytes: content } of readTarEntries(
    scratch.write("a.tar.gz", Buffer.from(bytes)),
    "feed",
    wants,
    report,
    limits,
  )) {
    entries.push([name, Buffer.from(content).toString()]);
  }
  return { entries, problems };
}

const tar = writeTar([
  { path: "repo-main", type: "directory" },
  file("repo-main/b.json", "b"),
  file("repo-main/README.md", "no"),
  file("repo-main/a.json", "a"),
  file("repo-main/empty.json", ""),
]);

test.each([
  ["plain", tar],
  ["gzip", gzipSync(tar)],
  ["zstd", zstdCompressSync(tar)],
])("reads the wanted files of a tar in its order: %s", async (_, bytes) => {
  expect(await read(bytes)).toEqual({
    entries: [
      ["repo-main/b.json", "b"],
      ["repo-main/a.json", "a"],
      ["repo-main/empty.json", ""],
    ],
    problems: [],
  });
});

test("one that is too large is told of and left out", async () => {
  const { entries, problems } = await read(writeTar([file("large.json", "x".repeat(1001)), file("a.json", "a")]));
  expect(entries).toEqual([["a.json", "a"]]);
  expect(problems).toEqual([{ code: "LIMIT_EXCEEDED", message: "feed: large.json: larger than 1000 bytes" }]);
});

test.each([
  ["no tar", Buffer.from("<html>".repeat(200)), "FEED_MALFORMED"],
  ["a gzip that breaks off", gzipSync(tar).subarray(0, -20), "FEED_MALFORMED"],
  ["a tar that breaks off", tar.subarray(0, 1024), "FEED_MALFORMED"],
  ["a damaged gzip", Buffer.concat([gzipSync(tar).subarray(0, 20), Buffer.alloc(200, 0xff)]), "FEED_MALFORMED"],
  ["too many files", writeTar(Array.from({ length: 11 }, (_, at) => file(`${at}.json`, ""))), "LIMIT_EXCEEDED"],
  ["too many bytes", gzipSync(writeTar([file("a.txt", "x".repeat(30_000))])), "LIMIT_EXCEEDED"],
])("refuses %s", async (_, bytes, code) => {
  await expect(read(bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(/^feed: /) });
});
