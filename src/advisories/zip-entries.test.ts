import { expect, test } from "vitest";
import { type ZipEntryFixture, zipOf } from "../../test/support/zip.ts";
import type { Problem } from "../model/errors.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { readZipEntries, type ZipLimits } from "./zip-entries.ts";

const LIMITS: ZipLimits = { entries: 10, entryBytes: 1000, totalBytes: 1500 };

async function read(bytes: Buffer | string, limits: ZipLimits = LIMITS) {
  using scratch = new Scratch();
  const problems: Problem[] = [];
  const entries: [string, string][] = [];
  for await (const { name, bytes: content } of readZipEntries(
    scratch.write("all.zip", bytes),
    "feed",
    (problem) => problems.push(problem),
    limits,
  )) {
    entries.push([name, content.toString()]);
  }
  return { entries, problems };
}

const good: ZipEntryFixture = { name: "good.json", content: "good" };

test("reads the files of a zip in its order", async () => {
  const zip = zipOf([
    { name: "folder/", content: "" },
    { name: "folder/b.json", content: "b" },
    good,
    { name: "empty", content: "" },
  ]);
  expect(await read(zip)).toEqual({
    entries: [
      ["folder/b.json", "b"],
      ["good.json", "good"],
      ["empty", ""],
    ],
    problems: [],
  });
});

test.each([
  { title: "one that is too large", entry: { name: "bad", content: "x".repeat(1001) }, code: "LIMIT_EXCEEDED" },
  {
    title: "a bomb that says it is small",
    entry: { name: "bad", content: Buffer.alloc(50_000_000), uncompressedSize: 100 },
    code: "LIMIT_EXCEEDED",
  },
  {
    title: "a smaller bomb that says it is small",
    entry: { name: "bad", content: Buffer.alloc(200_000), uncompressedSize: 100 },
    code: "FEED_MALFORMED",
  },
  {
    title: "one that is shorter than it says",
    entry: { name: "bad", content: "x", uncompressedSize: 2 },
    code: "FEED_MALFORMED",
  },
  { title: "one with a wrong checksum", entry: { name: "bad", content: "x", crc32: 1 }, code: "FEED_MALFORMED" },
  { title: "one of an unknown method", entry: { name: "bad", content: "x", method: 93 }, code: "FEED_MALFORMED" },
  { title: "an encrypted one", entry: { name: "bad", content: "x", flags: 1 }, code: "FEED_MALFORMED" },
])("leaves out $title and reads the rest", async ({ entry, code }) => {
  const { entries, problems } = await read(zipOf([entry, good]));
  expect(entries).toEqual([["good.json", "good"]]);
  expect(problems).toEqual([{ code, message: expect.stringMatching(/^feed: bad: /) }]);
});

test.each([
  { title: "rubbish", bytes: "<html>not found</html>" },
  { title: "nothing", bytes: "" },
  { title: "a zip without its end", bytes: zipOf([good, good]).subarray(0, -30) },
  { title: "a zip without its beginning", bytes: zipOf([good, good]).subarray(40) },
  { title: "a name that leads out of the zip", bytes: zipOf([{ name: "../../etc/passwd", content: "x" }]) },
])("refuses $title", async ({ bytes }) => {
  await expect(read(bytes)).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

test("refuses more entries and more bytes than a feed has", async () => {
  const many = zipOf(Array.from({ length: 11 }, (_, index) => ({ name: String(index), content: "" })));
  await expect(read(many)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  const large = zipOf([1, 2].map((index) => ({ name: String(index), content: "x".repeat(900) })));
  await expect(read(large)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
});
