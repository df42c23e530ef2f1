import { readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { LayerCache, listCache, pruneCache } from "./layer-cache.ts";
import type { LayerReading } from "./layer-reading.ts";

const sha = (digit: string) => `sha256:${digit.repeat(64)}`;

function reading(digit: string, filler = ""): LayerReading {
  const evidence = [{ reader: "npm", path: "p", value: filler }];
  const table = { paths: "", types: "", sizes: [], links: {} };
  return {
    digest: sha(digit),
    diffId: sha(digit),
    uncompressedBytes: 1,
    table,
    evidence,
    evidenceBytes: 64,
    problems: [],
  };
}

describe("a reading", () => {
  test("comes back", async () => {
    const cache = new LayerCache(temporaryFolder(), "f", 1e9);
    await cache.keep(reading("a"));
    expect(await cache.findDiffId(sha("a"))).toBe(sha("a"));
    expect(await cache.findReading(sha("a"))).toEqual(reading("a"));
    expect(await cache.findReading(sha("b"))).toBeUndefined();
  });

  test("of other readers is not used", async () => {
    const folder = temporaryFolder();
    await new LayerCache(folder, "old", 1e9).keep(reading("a"));
    expect(await new LayerCache(folder, "new", 1e9).findReading(sha("a"))).toBeUndefined();
  });

  test("that was not read to the end is not kept", async () => {
    const folder = temporaryFolder();
    const { diffId: _, ...rest } = reading("a");
    await new LayerCache(folder, "f", 1e9).keep(rest);
    expect(listCache(folder)).toEqual([]);
  });

  test.each([
    ["cut off", (bytes: number) => bytes >> 1],
    ["empty", () => 0],
  ])("whose file is %s is as good as none, and goes", async (_title, keep) => {
    const folder = temporaryFolder();
    const cache = new LayerCache(folder, "f", 1e9);
    await cache.keep(reading("a", "x".repeat(1000)));
    const path = listCache(folder).find(({ kind }) => kind === "reading")?.path ?? "";
    const { readFileSync } = await import("node:fs");
    writeFileSync(path, readFileSync(path).subarray(0, keep(statSync(path).size)));
    expect(await cache.findReading(sha("a"))).toBeUndefined();
    expect(listCache(folder).some(({ kind }) => kind === "reading")).toBe(false);
  });

  test("of another layer under the name is not believed", async () => {
    const folder = temporaryFolder();
    const cache = new LayerCache(folder, "f", 1e9);
    await cache.keep(reading("a"));
    const { renameSync } = await import("node:fs");
    renameSync(
      join(folder, "layers/f", `sha256-${"a".repeat(64)}`),
      join(folder, "layers/f", `sha256-${"b".repeat(64)}`),
    );
    expect(await cache.findReading(sha("b"))).toBeUndefined();
  });
});

test("writers side by side leave whole files and nothing else", async () => {
  const folder = temporaryFolder();
  const caches = Array.from({ length: 8 }, () => new LayerCache(folder, "f", 1e9));
  await Promise.all(caches.map((cache) => cache.keep(reading("a", "x".repeat(100_000)))));
  expect(await caches[0]?.findReading(sha("a"))).toEqual(reading("a", "x".repeat(100_000)));
  expect(readdirSync(join(folder, "tmp"))).toEqual([]);
});

test("above the cap, what was not used for longest goes first", async () => {
  const folder = temporaryFolder();
  const { randomBytes } = await import("node:crypto");
  for (const [i, digit] of ["a", "b", "c"].entries()) {
    await new LayerCache(folder, "f", 1e9).keep(reading(digit, randomBytes(20_000).toString("base64")));
    const used = new Date(Date.UTC(2020, 0, i + 1));
    for (const { path, name } of listCache(folder)) if (name.includes(digit.repeat(64))) utimesSync(path, used, used);
  }
  const cache = new LayerCache(folder, "f", 60_000);
  await cache.trim();
  expect(
    await Promise.all(["a", "b", "c"].map(async (digit) => (await cache.findReading(sha(digit))) !== undefined)),
  ).toEqual([false, true, true]);
});

describe("pruning", () => {
  test("takes what dead runs left, and readings only when asked", async () => {
    const folder = temporaryFolder();
    const cache = new LayerCache(folder, "f", 1e9);
    await cache.keep(reading("a"));
    const old = join(folder, "tmp/1-dead");
    writeFileSync(old, "x");
    utimesSync(old, new Date(0), new Date(0));
    writeFileSync(join(folder, "tmp/2-alive"), "x");
    expect(await pruneCache(folder, { readings: false })).toEqual({ files: 1, sizeBytes: 1 });
    expect(await cache.findReading(sha("a"))).toBeDefined();
    await pruneCache(folder, { readings: true });
    expect(listCache(folder)).toEqual([]);
  });

  test("of a folder that is not there is nothing", async () => {
    expect(await pruneCache("/nowhere/at/all", { readings: true })).toEqual({ files: 0, sizeBytes: 0 });
  });
});
