import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isMeant, readLists } from "./lists.ts";

const cycloneDx = (name: string) =>
  JSON.stringify({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    components: [{ type: "library", name, version: "1.0.0", purl: `pkg:npm/${name}@1.0.0` }],
  });

test("a folder's lists are read, and called like their files; what is none is told", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "more"));
  writeFileSync(join(folder, "a.cdx.json"), cycloneDx("a"));
  writeFileSync(join(folder, "more/example+app@sha256:0123.json"), cycloneDx("b"));
  writeFileSync(join(folder, "broken.json"), "{}");
  writeFileSync(join(folder, "README.md"), "no list");
  const { lists, troubles } = await readLists(folder);
  expect(lists.map(({ name, packages }) => [name, packages.map((pkg) => pkg.purl)])).toEqual([
    ["a", ["pkg:npm/a@1.0.0"]],
    ["example+app@sha256:0123", ["pkg:npm/b@1.0.0"]],
  ]);
  expect(lists[1]?.names).toContain("example/app@sha256:0123");
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toContain("broken.json");
});

const LIST = { names: ["example+app@sha256:0123", "example/app@sha256:0123", "example/app:1.0"] };

test.each([
  [{}, true],
  [{ exact: "example/app:1.0" }, true],
  [{ exact: "example/app@sha256:0123" }, true],
  [{ exact: "docker.io/mirror/app@sha256:0123" }, true],
  [{ exact: "example/app@sha256:4567" }, false],
  [{ exact: "example/app" }, false],
  [{ prefix: "example/" }, true],
  [{ prefix: "app" }, false],
  [{ suffix: ":1.0" }, true],
  [{ suffix: ":2.0" }, false],
])("a label of %j is meant for it: %s", (pattern, meant) => {
  expect(isMeant(pattern, LIST)).toBe(meant);
});
