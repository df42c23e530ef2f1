import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { DECLARED } from "./declared.ts";
import { CATALOGERS } from "./index.ts";
import { INSTALLED } from "./installed.ts";
import { PACKAGE_TYPES } from "./package-types.ts";

test("the list of catalogers is the folder", () => {
  const helpers = ["cataloger.ts", "declared.ts", "index.ts", "installed.ts", "package-types.ts"];
  const files = readdirSync(new URL(".", import.meta.url)).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !helpers.includes(name),
  );
  expect(CATALOGERS.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
});

test("every cataloger reads a bounded number of bytes", () => {
  for (const { maxFileBytes } of CATALOGERS) expect(maxFileBytes).toBeLessThanOrEqual(512 * 1024 * 1024);
});

test("each list has what it says", () => {
  expect(INSTALLED.filter(({ evidences }) => evidences !== "installed")).toEqual([]);
  expect(DECLARED.filter(({ evidences }) => evidences !== "declared")).toEqual([]);
});

test("the types of packages are those of the catalogers", () => {
  expect([...PACKAGE_TYPES]).toEqual([...new Set(CATALOGERS.map(({ purlType }) => purlType))].sort());
});
