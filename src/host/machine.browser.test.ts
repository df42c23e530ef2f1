import { expect, test } from "vitest";
import * as twin from "./machine.browser.ts";
import type * as original from "./machine.ts";

twin satisfies Partial<typeof original>;

test("a browser stands for the machine that most images are made for, and has one thread", () => {
  expect(twin.hostPlatform()).toEqual({ os: "linux", architecture: "amd64" });
  expect(twin.coreCount()).toBe(1);
});
