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
])("in %s", (_where, { inflateRaw, inflateRawInPieces, inflateRawPart }) => {
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

  const inPieces = (bytes: Uint8Array, maxBytes: number) => {
    const output: Uint8Array[] = [];
    const buffer = new Uint8Array(1000);
    inflateRawInPieces(
      (onPiece) => {
        // One buffer for all, as files are read.
        for (let at = 0; at < bytes.length; at += buffer.length) {
          const piece = bytes.subarray(at, at + buffer.length);
          buffer.set(piece);
          onPiece(buffer.subarray(0, piece.length));
        }
      },
      maxBytes,
      (piece) => void output.push(piece.slice()),
    );
    return Buffer.concat(output);
  };

  test.each(samples)("%s comes out as it went in, also piece by piece", (_what, bytes) => {
    expect(inPieces(deflateRawSync(bytes), bytes.length).equals(bytes)).toBe(true);
  });

  test("piece by piece, too, no more comes out than is allowed, and damage is told", () => {
    const packed = deflateRawSync(randomBytes(100_000));
    expect(codeOf(() => inPieces(packed, 99_999))).toBe("LIMIT_EXCEEDED");
    expect(codeOf(() => inPieces(packed.subarray(0, 50_000), 100_000))).toBe("FILE_MALFORMED");
    expect(codeOf(() => inPieces(Buffer.alloc(5000, 0xff), 100_000))).toBe("FILE_MALFORMED");
    expect(inPieces(Buffer.concat([packed, Buffer.alloc(40_000, 7)]), 100_000).length).toBe(100_000);
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
