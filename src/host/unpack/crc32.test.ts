import { crc32 as reference } from "node:zlib";
import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";

const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 167) & 0xff);

test("is the CRC-32 of zlib, of every length", () => {
  for (let length = 0; length <= bytes.length; length++) {
    expect(crc32(bytes.subarray(0, length))).toBe(reference(bytes.subarray(0, length)));
  }
});

test("goes on from what came before", () => {
  for (const at of [0, 1, 7, 150, 300]) {
    expect(crc32(bytes.subarray(at), crc32(bytes.subarray(0, at)))).toBe(reference(bytes));
  }
});
