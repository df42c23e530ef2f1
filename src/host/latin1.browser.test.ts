import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import * as twin from "./latin1.browser.ts";
import * as original from "./latin1.ts";

twin satisfies Partial<typeof original>;

test.each([0, 1, 8191, 8192, 8193, 100_000])("is the same of %i bytes", (length) => {
  const bytes = randomBytes(length + 3).subarray(3);
  expect(twin.latin1Of(bytes)).toBe(original.latin1Of(bytes));
  expect(twin.latin1Of(bytes).length).toBe(length);
});
