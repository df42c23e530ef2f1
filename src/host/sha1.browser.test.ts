import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import * as twin from "./sha1.browser.ts";
import * as original from "./sha1.ts";

twin satisfies typeof original;

const digestOf = ({ createSha1 }: typeof original, pieces: readonly Uint8Array[]) => {
  const running = createSha1();
  for (const piece of pieces) running.update(piece);
  return running.digest();
};

test("is the SHA-1 of FIPS 180", () => {
  const abc = [new TextEncoder().encode("abc")];
  expect(digestOf(original, abc)).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
  expect(digestOf(twin, abc)).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
});

test("is the same in a browser, in whatever pieces", () => {
  const bytes = randomBytes(100_000);
  const pieces = [bytes.subarray(0, 63), bytes.subarray(63, 50_000), bytes.subarray(50_000)];
  expect(digestOf(twin, pieces)).toBe(digestOf(original, [bytes]));
});
