import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { parseLimits } from "./limits.ts";

describe("limits that are set", () => {
  test.each([
    ["layer-entries=10", { layerEntries: 10 }],
    ["layer-bytes=2GB", { layerBytes: 2e9 }],
    ["layer-bytes=1MiB", { layerBytes: 1024 ** 2 }],
    ["Layer-Seconds=5", { layerSeconds: 5 }],
  ])("%s", (text, expected) => {
    expect(parseLimits([text], "--limit")).toEqual({ ...DEFAULT_LIMITS, ...expected });
  });

  test("the last of several wins, and the others stay", () => {
    const { layerEntries, indexDepth, layerBytes } = parseLimits(
      ["layer-entries=1", "index-depth=2", "layer-entries=3"],
      "--limit",
    );
    expect([layerEntries, indexDepth, layerBytes]).toEqual([3, 2, DEFAULT_LIMITS.layerBytes]);
  });

  test.each([
    ["layer-entries", /is not NAME=VALUE; there are .*layer-entries/],
    ["entries=1", /'entries' is no limit/],
    ["layer-entries=0", /not a whole number of entries above 0/],
    ["layer-entries=-1", /not a whole number/],
    ["layer-entries=1.5", /not a whole number/],
    ["layer-entries=1GB", /not a whole number/],
    ["layer-bytes=much", /--limit: layer-bytes: 'much' is not a size/],
    ["layer-bytes=99999999999TB", /not a whole number/],
  ])("%s is refused", (text, message) => {
    expect(() => parseLimits([text], "--limit")).toThrow(message);
  });
});
