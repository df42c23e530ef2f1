import { randomBytes } from "node:crypto";
import { gzipSync, constants as zlib, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as twin from "./inflate.browser.ts";
import * as original from "./inflate.ts";

twin satisfies Partial<typeof original>;

type Packed = readonly [compression: "gzip" | "zstd", bytes: Uint8Array];

/** What an inflater makes of bytes: all it unpacks, or the code of its error. */
async function outcome({ createInflater }: typeof twin, [compression, bytes]: Packed, pieceBytes = 5000) {
  const parts: Uint8Array[] = [];
  const inflater = createInflater(compression, (output) => void parts.push(output.slice()));
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes) await inflater.push(bytes.subarray(at, at + pieceBytes));
    await inflater.end();
    return Buffer.concat(parts).toString("latin1");
  } catch (error) {
    return (error as { code?: string }).code;
  } finally {
    inflater.close();
  }
}

/** All at once, in pieces that split everything somewhere, and byte by byte where that does not take long. */
function pieces([, bytes]: Packed): number[] {
  return [bytes.length, 4099, bytes.length < 500 ? 1 : 997];
}

const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i * 7919}\n`).join(""));
const noise = randomBytes(150_000);
const far = Buffer.concat([noise, text, Buffer.alloc(1_000_000), noise, text]);

function zstd(plain: Uint8Array, level = 3, more: Readonly<Record<number, number>> = {}): Buffer {
  return zstdCompressSync(plain, { params: { [zlib.ZSTD_c_compressionLevel]: level, ...more } });
}
const withChecksum = { [zlib.ZSTD_c_checksumFlag]: 1 };
const withoutSize = { [zlib.ZSTD_c_contentSizeFlag]: 0 };

/** Source: RFC 8878, 3.1.2 */
function skippable(sizeBytes: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a53, 0);
  header.writeUInt32LE(sizeBytes, 4);
  return Buffer.concat([header, Buffer.alloc(sizeBytes, 7)]);
}

/** A header with everything that one may have. Source: RFC 1952, 2.3 */
function gzipWithFullHeader(plain: Uint8Array, headerChecksum: string): Buffer {
  const packed = gzipSync(plain);
  const header = [Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 3, 0]), Buffer.from("abcname\0a comment\0")];
  return Buffer.concat([...header, Buffer.from(headerChecksum, "hex"), packed.subarray(10)]);
}

function changed(bytes: Uint8Array, at: number, by: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ by;
  return copy;
}

describe("the twin unpacks as the original does:", () => {
  test.each<[string, Uint8Array, Packed]>([
    ["gzip", text, ["gzip", gzipSync(text)]],
    ["gzip that only stores", noise, ["gzip", gzipSync(noise, { level: 0 })]],
    ["gzip of nothing", Buffer.of(), ["gzip", gzipSync("")]],
    ["gzip that packs a thousand times", Buffer.alloc(5e6), ["gzip", gzipSync(Buffer.alloc(5e6))]],
    [
      "gzip of three members",
      Buffer.concat([text, text]),
      ["gzip", Buffer.concat([gzipSync(text), gzipSync(""), gzipSync(text)])],
    ],
    ["gzip with padding behind it", text, ["gzip", Buffer.concat([gzipSync(text), Buffer.alloc(700)])]],
    ["gzip with rubbish behind zeros", text, ["gzip", Buffer.concat([gzipSync(text), Buffer.from("\0rubbish")])]],
    ["gzip with a full header", text, ["gzip", gzipWithFullHeader(text, "e3f7")]],
    ...[1, 3, 9, 19].map((level): [string, Uint8Array, Packed] => [
      `zstd of level ${level}`,
      far,
      ["zstd", zstd(far, level)],
    ]),
    ["zstd of nothing", Buffer.of(), ["zstd", zstd(Buffer.of())]],
    ["zstd of noise", noise, ["zstd", zstd(noise)]],
    ["zstd that packs a thousand times", Buffer.alloc(5e6, 1), ["zstd", zstd(Buffer.alloc(5e6, 1))]],
    ["zstd with checksums", far, ["zstd", zstd(far, 3, withChecksum)]],
    ["zstd that does not tell its size", far, ["zstd", zstd(far, 3, withoutSize)]],
    ["zstd with a small window", far, ["zstd", zstd(far, 3, { ...withoutSize, [zlib.ZSTD_c_windowLog]: 10 })]],
    [
      "zstd that refers far back",
      Buffer.concat([noise, Buffer.alloc(9_000_000), noise]),
      [
        "zstd",
        zstd(Buffer.concat([noise, Buffer.alloc(9_000_000), noise]), 3, {
          [zlib.ZSTD_c_windowLog]: 24,
          [zlib.ZSTD_c_enableLongDistanceMatching]: 1,
        }),
      ],
    ],
    [
      "zstd of several frames, with skippable ones before, between and behind",
      Buffer.concat([text, far]),
      ["zstd", Buffer.concat([skippable(9), zstd(text, 3, withChecksum), skippable(0), zstd(far), skippable(70_000)])],
    ],
    ["zstd of skippable frames alone", Buffer.of(), ["zstd", skippable(5)]],
  ])("%s", async (_title, plain, packed) => {
    const expected = Buffer.from(plain).toString("latin1");
    expect((await outcome(original, packed)) === expected, "the original").toBe(true);
    for (const pieceBytes of pieces(packed)) {
      expect((await outcome(twin, packed, pieceBytes)) === expected, `${pieceBytes} bytes at a time`).toBe(true);
    }
  });

  test("nothing that is not packed", async () => {
    const parts: Uint8Array[] = [];
    const inflater = twin.createInflater("none", (output) => void parts.push(output));
    await inflater.push(text);
    await inflater.end();
    expect(parts).toEqual([text]);
  });
});

/** A frame of one block. Source: RFC 8878, 3.1.1 */
function frameOf(kind: number, blockBytes: number, block: readonly number[], windowLog = 21): Buffer {
  const header = 1 | (kind << 1) | (blockBytes << 3);
  const start = [0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3];
  return Buffer.from([...start, header & 255, (header >> 8) & 255, header >> 16, ...block]);
}

const gz = gzipSync(text);
const zs = zstd(text, 3, withChecksum);

describe("the twin refuses with the same code:", () => {
  test.each<[string, "IMAGE_INCOMPLETE" | "FILE_MALFORMED", Packed]>([
    ["gzip that is cut off", "IMAGE_INCOMPLETE", ["gzip", gz.subarray(0, 10_000)]],
    ["gzip without its last byte", "IMAGE_INCOMPLETE", ["gzip", gz.subarray(0, -1)]],
    ["gzip without its end", "IMAGE_INCOMPLETE", ["gzip", gz.subarray(0, -8)]],
    ["a header of gzip that is cut off", "IMAGE_INCOMPLETE", ["gzip", gz.subarray(0, 6)]],
    ["a second member that is cut off", "IMAGE_INCOMPLETE", ["gzip", Buffer.concat([gz, gz.subarray(0, 100)])]],
    ["gzip with another checksum", "FILE_MALFORMED", ["gzip", changed(gz, -8, 1)]],
    ["gzip with another length", "FILE_MALFORMED", ["gzip", changed(gz, -1, 1)]],
    ["gzip that was changed where it stores", "FILE_MALFORMED", ["gzip", changed(gzipSync(noise), 1000, 4)]],
    ["gzip with a header that was changed", "FILE_MALFORMED", ["gzip", gzipWithFullHeader(text, "e3f8")]],
    ["gzip by another method", "FILE_MALFORMED", ["gzip", changed(gz, 2, 1)]],
    ["gzip with flags that there are not", "FILE_MALFORMED", ["gzip", changed(gz, 3, 0x20)]],
    ["gzip with rubbish behind it", "FILE_MALFORMED", ["gzip", Buffer.concat([gz, Buffer.from("rubbish, and more")])]],
    ["what is not gzip", "FILE_MALFORMED", ["gzip", Buffer.from("rubbish, and more of it")]],
    ["zstd that is cut off", "IMAGE_INCOMPLETE", ["zstd", zs.subarray(0, 10_000)]],
    ["zstd without its last byte", "IMAGE_INCOMPLETE", ["zstd", zs.subarray(0, -1)]],
    ["a header of zstd that is cut off", "IMAGE_INCOMPLETE", ["zstd", zs.subarray(0, 5)]],
    ["a mark of zstd that is cut off", "IMAGE_INCOMPLETE", ["zstd", Buffer.concat([zs, zs.subarray(0, 3)])]],
    ["a skippable frame that is cut off", "IMAGE_INCOMPLETE", ["zstd", skippable(100).subarray(0, 50)]],
    ["zstd with another checksum", "FILE_MALFORMED", ["zstd", changed(zs, -1, 1)]],
    ["zstd with another length", "FILE_MALFORMED", ["zstd", changed(zstd(text), 6, 1)]],
    ["zstd that was changed", "FILE_MALFORMED", ["zstd", changed(zs, 5000, 0xff)]],
    ["zstd that needs a dictionary", "FILE_MALFORMED", ["zstd", Buffer.from("28b52ffd01580701000000", "hex")]],
    ["zstd with a flag that is reserved", "FILE_MALFORMED", ["zstd", changed(zs, 4, 8)]],
    ["zstd with zeros behind it", "FILE_MALFORMED", ["zstd", Buffer.concat([zs, Buffer.alloc(700)])]],
    ["what is not zstd", "FILE_MALFORMED", ["zstd", Buffer.from("rubbish, and more of it")]],
    ["a window of zstd of 256 MiB", "FILE_MALFORMED", ["zstd", frameOf(1, 9, [0], 28)]],
    ["a block of zstd of an unknown kind", "FILE_MALFORMED", ["zstd", frameOf(3, 1, [0])]],
    ["a block of zstd that is too large", "FILE_MALFORMED", ["zstd", frameOf(1, 200_000, [0])]],
    ["a block of zstd larger than the window", "FILE_MALFORMED", ["zstd", frameOf(1, 2000, [0], 10)]],
    // A Huffman code of weights whose states take no bits: a reader that waits for the end of the bits waits for ever.
    [
      "a code of zstd without an end",
      "FILE_MALFORMED",
      ["zstd", frameOf(2, 48, [0x42, 0x86, 0x07, 4, 0xf0, 3, ...Array<number>(42).fill(0xff)])],
    ],
  ])("%s", async (_title, code, packed) => {
    expect(await outcome(original, packed)).toBe(code);
    for (const pieceBytes of pieces(packed)) expect(await outcome(twin, packed, pieceBytes)).toBe(code);
  });
});

describe("damage is never taken for what was packed:", () => {
  const short = text.subarray(0, 5000);
  const damage = fc.record({
    at: fc.nat(),
    by: fc.integer({ min: 1, max: 255 }),
    inHeader: fc.boolean(),
    pieceBytes: fc.integer({ min: 1, max: 2000 }),
  });
  const damaged = (bytes: Uint8Array, { at, by, inHeader }: { at: number; by: number; inHeader: boolean }) =>
    changed(bytes, at % (inHeader ? Math.min(bytes.length, 200) : bytes.length), by);
  const refusals = ["FILE_MALFORMED", "IMAGE_INCOMPLETE"];

  test.each<[string, Packed]>([
    ["gzip", ["gzip", gzipSync(short)]],
    ["zstd with a checksum", ["zstd", zstd(short, 3, withChecksum)]],
  ])("%s", async (_title, [compression, bytes]) => {
    const check = async (how: typeof damage extends fc.Arbitrary<infer Kind> ? Kind : never) => {
      const result = await outcome(twin, [compression, damaged(bytes, how)], how.pieceBytes);
      expect([...refusals, short.toString("latin1")]).toContain(result);
    };
    await fc.assert(fc.asyncProperty(damage, check), { numRuns: 200 });
  });

  test("zstd without a checksum, of which the original takes some", async () => {
    const bytes = zstd(short, 9);
    const check = async (how: typeof damage extends fc.Arbitrary<infer Kind> ? Kind : never) => {
      const packed: Packed = ["zstd", damaged(bytes, how)];
      expect([...refusals, await outcome(original, packed)]).toContain(await outcome(twin, packed, how.pieceBytes));
    };
    await fc.assert(fc.asyncProperty(damage, check), { numRuns: 200 });
  });
});

describe("whoever takes the output", () => {
  const many = Buffer.alloc(5e6, "many");

  test.each<Packed>([
    ["gzip", gzipSync(many)],
    ["zstd", zstd(many)],
  ])("can have enough of %s", async (compression, bytes) => {
    let outputs = 0;
    const inflater = twin.createInflater(compression, () => {
      outputs++;
      return "stop";
    });
    await inflater.push(bytes.subarray(0, -1));
    await inflater.push(Buffer.from("rubbish"));
    await inflater.end();
    expect(outputs).toBe(1);
  });

  test.each<Packed>([
    ["gzip", gzipSync(many)],
    ["zstd", zstd(many)],
  ])("may throw at %s", async (compression, bytes) => {
    const inflater = twin.createInflater(compression, () => {
      throw new RangeError("too much");
    });
    await expect(inflater.push(bytes)).rejects.toThrow(new RangeError("too much"));
  });

  test("lets the page have its turn while a bomb goes off", async () => {
    const bomb = gzipSync(Buffer.alloc(60e6));
    let turns = 0;
    const channel = setInterval(() => turns++);
    const inflater = twin.createInflater("gzip", () => undefined);
    await inflater.push(bomb);
    clearInterval(channel);
    expect(turns).toBeGreaterThan(0);
  });
});
