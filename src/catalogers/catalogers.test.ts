import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { CATALOGERS } from "./index.ts";

test("the list of catalogers is the folder", () => {
  const helpers = ["cataloger.ts", "index.ts"];
  const files = readdirSync(new URL(".", import.meta.url)).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !helpers.includes(name),
  );
  expect(CATALOGERS.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
});

test("every cataloger reads a bounded number of bytes", () => {
  for (const { maxFileBytes } of CATALOGERS) expect(maxFileBytes).toBeLessThanOrEqual(256 * 1024 * 1024);
});
