import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import * as twin from "./inflate-raw.browser.ts";
import * as original from "./inflate-raw.ts";

twin satisfies typeof original;

const samples: [string, Uint8Array][] = [
  ["nothing", new Uint8Array()],
  ["text", new TextEncoder().encode("Ladelinie ".repeat(5000))],
  ["noise", randomBytes(100_000)],
  ["zeros", new Uint8Array(3_000_000)],
];

const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe.each([
  ["Node.js", original],
  ["a browser", twin],
])("in %s", (_where, { inflateRaw, inflateRawPart }) => {
  test.each(samples)("%s: where it ends is told", (_what, bytes) => {
    const packed = deflateRawSync(bytes);
    for (const behind of [0, 1, 7, 40_000]) {
      const { bytes: out, packedBytes } = inflateRawPart(
        Buffer.concat([packed, Buffer.alloc(behind, 7)]),
        bytes.length,
      );
      expect([Buffer.from(out).equals(bytes), packedBytes]).toEqual([true, packed.length]);
    }
  });

  test.each(samples)("%s comes out as it went in", (_what, bytes) => {
    expect(Buffer.from(inflateRaw(deflateRawSync(bytes), bytes.length)).equals(bytes)).toBe(true);
  });

  test("what follows the end mark is left alone", () => {
    const packed = Buffer.concat([deflateRawSync(Buffer.from("hold")), Buffer.alloc(40_000, 7)]);
    expect(Buffer.from(inflateRaw(packed, 100)).toString()).toBe("hold");
  });

  test("no more comes out than is allowed", () => {
    const packed = deflateRawSync(new Uint8Array(1_000_000));
    expect(codeOf(() => inflateRaw(packed, 999_999))).toBe("LIMIT_EXCEEDED");
    expect(inflateRaw(packed, 1_000_000)).toHaveLength(1_000_000);
    expect(codeOf(() => inflateRawPart(packed, 999_999))).toBe("LIMIT_EXCEEDED");
  });

  test("bytes that are cut or of another kind are told of", () => {
    const packed = deflateRawSync(randomBytes(1000));
    expect(codeOf(() => inflateRaw(packed.subarray(0, 500), 2000))).toBe("FILE_MALFORMED");
    expect(codeOf(() => inflateRawPart(packed.subarray(0, 500), 2000))).toBe("FILE_MALFORMED");
    expect(codeOf(() => inflateRaw(new Uint8Array(100).fill(0xff), 2000))).toBe("FILE_MALFORMED");
  });
});
