import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KnownError } from "../model/errors.ts";
import { unpackBzip2 } from "./bzip2.ts";

// What bzip2 1.0.8 made of them.
const EMPTY = "QlpoORdyRThQkAAAAAA=";
const ONE = "QlpoOTFBWSZTWRmTm2sAAAABACAAIAAhGEaC7kinChIDMnNtYA==";
const TEXT =
  "QlpoOTFBWSZTWZwoIYMAAF5RgAAQQAQ////wIABwUAA0AAA3qqaENGmmINM1GbquZKxcqxjFso2jB2WLHmLGrBSNUnEUfI0bpOFFz2si1gqv" +
  "ZxfGTZutaR9cLY3VVaSP0d4/i7kinChIThQQwYA=";
const RUNS = "QlpoOTFBWSZTWSxlEJ0AAAjhAcAAAgA+AACAAAggADEGTEDap6NCXLSOO1UJaYS2YVrGPhGklHxdyRThQkCxlEJ0";
const ALL =
  "QlpoOTFBWSZTWS9yhSYAAAD/////////////////////////////////////////////sAFgACqqoCYCYAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
  "AAAAAAAAAAAAAkwAEwABMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEmAAmAAJgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB/UBQ" +
  "JA0EQV/yDIOhCEoUhaGP/Q1DkPRBEUSRNFEVRZF0YRlGkbRxHUeR9IEhSJI0kSVJknShKUqStLEtS5L0wTFMkzTRNU2TdOE5TpO08T1Pk/UB" +
  "QVCUNRFFUZR1IUlSlLUxTVOU9UFRVJU1UVVVlXVhWVaVtXFdV5X1gWFYljWRZVmWdaFpWpa1sW1blvXBcVyXNdF1XZd14Xlel7XxfV+X9gGB" +
  "YJg2EYVhmHYhiWKYtjGNY5j2QZFkmTZRlWWZdmGZZpm2cZ1nmfaBoWiaNpGlaZp2oalqmraxrWua9sGxbJs20bVtm3bhuW6btvG9b5v3AcFw" +
  "nDcRxXGcdyHJcpy3Mc1znPdB0XSdN1HVdZ13Ydl2nbdx3Xed94HheJ43keV5nneh6Xqet7Hte573wfF8nzfR9X2fd+H5fp+38f1/hdyRThQk" +
  "C9yhSYA=";
/** Three million zeros. */
const ZEROS = "QlpoOTFBWSZTWaZFgLIAFvpACMAAQAAACCAAMMwJqmmpAi2pIEXi7kinChIUyLAWQA==";

const packed = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

function unpack(bytes: Uint8Array, maxBytes = 16 * 1024 * 1024): Buffer {
  const pieces: Buffer[] = [];
  // A piece holds until the next alone.
  for (const piece of unpackBzip2(bytes, maxBytes)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const run = (byte: string, count: number) => byte.repeat(count);

test.each([
  ["nothing", EMPTY, ""],
  ["one byte", ONE, "a"],
  ["a text", TEXT, run("the quick brown fox jumps over the lazy dog, and over the lazy dog again\n", 3)],
  [
    "runs of all lengths",
    RUNS,
    run(`${run("aaaa", 70)}b`, 3) + run("c", 255) + run("c", 4) + run("d", 259) + run("e", 1000),
  ],
  ["every byte", ALL, Buffer.from(Array.from({ length: 512 }, (_, i) => i & 255)).toString("latin1")],
  ["a long run", ZEROS, run("\0", 3_000_000)],
])("%s", (_, base64, expected) => {
  expect(unpack(packed(base64)).equals(Buffer.from(expected, "latin1"))).toBe(true);
});

test("streams follow each other in one file", () => {
  const joined = Buffer.concat([ONE, EMPTY, TEXT].map(packed));
  expect(unpack(joined).toString().slice(0, 10)).toBe("athe quick");
});

test("pieces are of bounded size, whatever a block unpacks to", () => {
  for (const piece of unpackBzip2(packed(ZEROS), 3_000_000)) expect(piece.length).toBeLessThanOrEqual(256 * 1024);
});

describe("refuses", () => {
  test("more than is allowed", () => {
    expect(() => unpack(packed(ZEROS), 2_999_999)).toThrow(expect.objectContaining({ code: "LIMIT_EXCEEDED" }));
  });

  test.each([
    ["nothing at all", new Uint8Array()],
    ["another format", Buffer.from("PK\x03\x04 and more")],
    ["a level of 0", Buffer.from("BZh0 and more")],
    ["what is no block", Buffer.from("BZh9 and more of it")],
    ["what follows the end and is no stream", Buffer.concat([packed(ONE), Buffer.from("more")])],
  ])("%s", (_, bytes) => {
    expect(() => unpack(bytes)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
  });

  test("every beginning of a file that is not all of it", () => {
    const whole = packed(TEXT);
    for (let length = 0; length < whole.length; length++) {
      expect(() => unpack(whole.subarray(0, length))).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
    }
  });

  test("a changed bit, where anything hangs on it: never are other bytes unpacked", () => {
    const whole = packed(RUNS);
    const sound = outcomeOf(whole);
    let refused = 0;
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const changed = Uint8Array.from(whole);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      const outcome = outcomeOf(changed);
      expect([sound, "FILE_MALFORMED"]).toContain(outcome);
      if (outcome !== sound) refused++;
    }
    expect(refused).toBeGreaterThan(whole.length * 7);
  });

  test("any bytes behind a header, by an error of ours", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const block = Buffer.concat([Buffer.from("BZh1\x31\x41\x59\x26\x53\x59", "latin1"), bytes]);
        expect(["FILE_MALFORMED", "LIMIT_EXCEEDED"]).toContain(outcomeOf(block));
      }),
    );
  });
});

function outcomeOf(bytes: Uint8Array): string {
  try {
    return createHash("sha256").update(unpack(bytes)).digest("hex");
  } catch (error) {
    if (error instanceof KnownError) return error.code;
    throw error;
  }
}
