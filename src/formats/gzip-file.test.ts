import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { codeOf } from "../model/errors.ts";
import { beginsAsGzip, unpackGzipFile } from "./gzip-file.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const plain = gzipSync("one ");

/** The same with all that a header may have. */
function withHeader(flags: number, ...parts: Buffer[]): Buffer {
  const header = Buffer.from(plain.subarray(0, 10));
  header[3] = flags;
  return Buffer.concat([header, ...parts, plain.subarray(10)]);
}

test.each<[string, Buffer, string]>([
  ["one member", plain, "one "],
  ["several members", Buffer.concat([plain, gzipSync("two"), gzipSync("")]), "one two"],
  ["padding behind it", Buffer.concat([plain, Buffer.alloc(100)]), "one "],
  ["a name", withHeader(8, Buffer.from("name.txt\0")), "one "],
  ["an extra field, a name, a comment and a checksum", withHeader(30, Buffer.from("\x03\0abcname\0word\0cc")), "one "],
  ["nothing", gzipSync(""), ""],
])("%s is unpacked", (_what, bytes, expected) => {
  expect(text(unpackGzipFile(bytes, 100))).toBe(expected);
});

test.each<[string, Buffer, string]>([
  ["too large", gzipSync(Buffer.alloc(101)), "LIMIT_EXCEEDED"],
  [
    "too large in its second member",
    Buffer.concat([gzipSync(Buffer.alloc(60)), gzipSync(Buffer.alloc(60))]),
    "LIMIT_EXCEEDED",
  ],
  ["cut", gzipSync("some text").subarray(0, 15), "FILE_MALFORMED"],
  ["cut in its header", withHeader(8, Buffer.from("name")).subarray(0, 14), "FILE_MALFORMED"],
])("%s is told of", (_what, bytes, code) => {
  let told: string | undefined;
  try {
    unpackGzipFile(bytes, 100);
  } catch (error) {
    told = codeOf(error);
  }
  expect(told).toBe(code);
});

test("what is no gzip has nothing", () => {
  expect(beginsAsGzip(Buffer.from("text"))).toBe(false);
  expect(unpackGzipFile(Buffer.from("text"), 100)).toHaveLength(0);
});
