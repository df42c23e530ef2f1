import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { unpackGzip } from "./gzip.ts";
import { unpackWhole } from "./unpack-whole.ts";
import { unpackZstd } from "./zstd.ts";

const text = "a line of many\n".repeat(20_000);
const bytes = new TextEncoder().encode(text);

test.each([
  ["gzip", gzipSync(bytes), unpackGzip],
  ["zstd", zstdCompressSync(bytes), unpackZstd],
] as const)("%s is unpacked as far as it goes", (_name, packed, unpack) => {
  const read = (input: Uint8Array, most = 1_000_000) => {
    const { bytes: got, trouble } = unpackWhole(input, unpack, most);
    return { isBeginning: text.startsWith(new TextDecoder().decode(got)), sizeBytes: got.length, kind: trouble?.kind };
  };
  expect(read(packed)).toEqual({ isBeginning: true, sizeBytes: text.length, kind: undefined });
  expect(read(packed, text.length)).toEqual({ isBeginning: true, sizeBytes: text.length, kind: undefined });
  expect(read(packed, 100_000)).toEqual({ isBeginning: true, sizeBytes: 100_000, kind: "excess" });
  expect(read(packed.subarray(0, -1)).kind).toBe("damage");
  expect(read(packed.subarray(0, 5))).toEqual({ isBeginning: true, sizeBytes: 0, kind: "damage" });
  expect(read(bytes)).toEqual({ isBeginning: true, sizeBytes: 0, kind: "damage" });
  expect(read(new Uint8Array(0)).sizeBytes).toBe(0);
});
