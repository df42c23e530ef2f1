import { expect, test } from "vitest";
import * as twin from "./folder.browser.ts";
import type * as original from "./folder.ts";

twin satisfies Partial<typeof original>;

test("a browser has no folders", async () => {
  const error = { code: "READ_FAILED", message: "/srv: a browser has no folders that could be looked into" };
  await expect(twin.walkFolder("/srv", () => {}).next()).rejects.toMatchObject(error);
  const entry = { path: "a", type: "file", sizeBytes: 1, mode: 0o644, linkTarget: "" } as const;
  expect(() => twin.readEntry("/srv", entry, () => undefined)).toThrow(expect.objectContaining(error));
});
