import { randomBytes } from "node:crypto";
import { constants, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { XxHash64 } from "./xxhash64.ts";

/** What zstd writes behind a frame. */
function reference(bytes: Uint8Array): number {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }).readUInt32LE(
    zstdCompressSync(bytes).length,
  );
}

const bytes = randomBytes(1000);

test("is the checksum of zstd, of every length", () => {
  for (let length = 0; length <= 200; length++) {
    const hash = new XxHash64();
    hash.update(bytes.subarray(0, length));
    expect(hash.digestLow(), `${length} bytes`).toBe(reference(bytes.subarray(0, length)));
  }
});

test.each([1, 7, 31, 32, 33, 100, 999])("is the same when it comes %i bytes at a time", (pieceBytes) => {
  const hash = new XxHash64();
  for (let at = 0; at < bytes.length; at += pieceBytes) hash.update(bytes.subarray(at, at + pieceBytes));
  expect(hash.digestLow()).toBe(reference(bytes));
});

// Source: https://github.com/Cyan4973/xxHash, sanity checks: XXH64 of nothing is 0xef46db3751d8e999
test("of nothing is known", () => {
  expect(new XxHash64().digestLow()).toBe(0x51d8e999);
});
