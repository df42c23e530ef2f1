import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import * as twin from "./sha256.browser.ts";
import * as original from "./sha256.ts";

twin satisfies Partial<typeof original>;

const bytes = randomBytes(100_000);

test.each<[string, Uint8Array | string]>([
  ["nothing", ""],
  ["text", "Plimsoll – Ladelinie, 載貨線"],
  ["half a pair of characters", "\ud800"],
  ["bytes", bytes],
  ["a window of bytes", bytes.subarray(3, 77_777)],
])("is the same of %s", (_what, what) => {
  expect(twin.sha256Of(what)).toBe(original.sha256Of(what));
});

test.each([1000, 64, 63, 7])("is the same when it comes %i bytes at a time, in a buffer that is used again", (size) => {
  const buffer = new Uint8Array(size);
  const running = twin.createSha256();
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    running.update(buffer.subarray(0, piece.length));
  }
  expect(running.digest()).toBe(original.sha256Of(bytes));
});
