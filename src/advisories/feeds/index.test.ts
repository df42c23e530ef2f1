import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { FEEDS } from "./index.ts";

test("every file of the folder is a feed of the list, by its name", () => {
  const files = readdirSync(new URL(".", import.meta.url)).filter((file) => !/^index\.|\.test\.ts$/.test(file));
  expect(FEEDS.map(({ name }) => `${name}.ts`)).toEqual(files.sort());
});

test("every feed can be told from the others and is served over https", () => {
  const files = FEEDS.flatMap((feed) => feed.files);
  for (const { url, maxBytes } of files) {
    expect(url).toMatch(/^https:\/\//);
    expect(maxBytes).toBeGreaterThan(0);
  }
  expect(new Set(files.map(({ mirrorPath }) => mirrorPath)).size).toBe(files.length);
  const names = FEEDS.map(({ name }) => name);
  for (const { insteadOf } of FEEDS) if (insteadOf !== undefined) expect(names).toContain(insteadOf);
});
