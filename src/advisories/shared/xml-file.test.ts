import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { Scratch } from "../fixtures/scratch.ts";
import { readXmlItems } from "./xml-file.ts";

const XML = '<updates><update id="1"/><update id="2"/></updates>';

/** What bzip2 makes of it. */
const BZIP2 = Buffer.from(
  "QlpoOTFBWSZTWd/BFlUAAAcZgFAAsAcmIE4AIAAxTAATQKqnqHqaPQJSZslaHpT7MRyYZNGWzTZjivxdyRThQkN/BFlU",
  "base64",
);

async function read(bytes: Buffer) {
  using scratch = new Scratch();
  const ids: (string | undefined)[] = [];
  for await (const { attributes } of readXmlItems(scratch.write("a.xml", bytes), {
    source: "feed",
    root: "updates",
    depth: 1,
  })) {
    ids.push(attributes.id);
  }
  return ids;
}

test.each([
  ["plain", Buffer.from(XML)],
  ["gzip", gzipSync(XML)],
  ["zstd", zstdCompressSync(XML)],
  ["bzip2", BZIP2],
])("the items of a file are read: %s", async (_, bytes) => {
  expect(await read(bytes)).toEqual(["1", "2"]);
});

test.each([
  ["a bzip2 that breaks off", BZIP2.subarray(0, -10)],
  ["a bzip2 of nothing but its mark", Buffer.from("BZh9")],
  ["another root", Buffer.from("<html/>")],
  ["a file that breaks off", Buffer.from(XML.slice(0, -5))],
])("%s is refused", async (_, bytes) => {
  await expect(read(bytes)).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});
