import { expect, test } from "vitest";
import { adler32 } from "./adler32.ts";

// As Python's zlib.adler32 counts them.
test.each([
  ["nothing", "", 1],
  ["a word", "Wikipedia", 0x11e60398],
  ["more than one run", "\xff".repeat(100_000), 0x149a302c],
])("%s", (_, text, sum) => {
  expect(adler32(Buffer.from(text, "latin1"))).toBe(sum);
});
