import { expect, test } from "vitest";
import { latin1Of } from "./latin1.ts";

test.each([0, 1, 256, 8191, 8192, 8193, 100_000])("%i bytes are as many characters", (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => i % 256);
  expect(latin1Of(bytes)).toBe(Buffer.from(bytes).toString("latin1"));
});
