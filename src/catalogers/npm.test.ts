import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { npm } from "./npm.ts";

test.each([
  ["app/node_modules/ms/package.json", true],
  ["node_modules/ms/package.json", true],
  ["app/node_modules/@scope/name/package.json", true],
  ["app/node_modules/a/node_modules/b/package.json", true],
  ["app/node_modules/.pnpm/ms@2.0.0/node_modules/ms/package.json", true],
  ["usr/share/nodejs/acorn/package.json", true],
  ["usr/share/nodejs/@types/node/package.json", true],
  ["app/package.json", false],
  ["app/node_modules/package.json", false],
  ["app/node_modules/resolve/test/resolver/baz/package.json", false],
  ["app/node_modules/a/dist/esm/package.json", false],
  ["app/node_modules/.package-lock.json", false],
  ["app/node_modules/.cache/package.json", false],
  ["srv/usr/share/nodejs/acorn/package.json", false],
])("npm wants %s: %s", (path, wanted) => {
  expect(npm.wants(path, NO_FACTS)).toBe(wanted);
});

const PATH = "app/node_modules/x/package.json";

describe("npm reads", () => {
  const rows: { title: string; manifest: unknown; expected: object | undefined }[] = [
    {
      title: "a package",
      manifest: { name: "ms", version: "2.0.0", license: "MIT", description: "Tiny", homepage: "https://example.org" },
      expected: {
        purl: "pkg:npm/ms@2.0.0",
        name: "ms",
        licenses: ["MIT"],
        description: "Tiny",
        homepage: "https://example.org",
      },
    },
    {
      title: "a scoped package",
      manifest: { name: "@babel/core", version: "7.0.0-beta.1" },
      expected: { purl: "pkg:npm/%40babel/core@7.0.0-beta.1", namespace: "@babel", name: "core" },
    },
    {
      title: "an old licence object",
      manifest: { name: "a", version: "1.0.0", license: { type: "BSD" } },
      expected: { licenses: ["BSD"] },
    },
    {
      title: "an old list of licences as a choice, each once",
      manifest: { name: "a", version: "1.0.0", licenses: [{ type: "MIT" }, "MIT", { type: "GPL" }] },
      expected: { licenses: ["(MIT OR GPL)"] },
    },
    {
      title: "a list of one",
      manifest: { name: "a", version: "1.0.0", licenses: [{ url: "https://opensource.org/licenses/MIT" }] },
      expected: { licenses: ["https://opensource.org/licenses/MIT"] },
    },
    {
      title: "a list of expressions",
      manifest: { name: "a", version: "1.0.0", license: ["MIT AND ISC", "Apache 2.0"] },
      expected: { licenses: ["((MIT AND ISC) OR Apache 2.0)"] },
    },
    {
      title: "the licence before the list of old",
      manifest: { name: "a", version: "1.0.0", license: "MIT", licenses: [{ type: "BSD" }] },
      expected: { licenses: ["MIT"] },
    },
    {
      title: "an author in parts",
      manifest: { name: "a", version: "1.0.0", author: { name: "N", email: "n@example.org" } },
      expected: { author: "N <n@example.org>" },
    },
    {
      title: "what is odd as if it were not there",
      manifest: { name: "a", version: "1.0.0", author: 7, license: null },
      expected: { licenses: [] },
    },
    { title: "no package without a version", manifest: { name: "a" }, expected: undefined },
    { title: "no package in a file that only says how to load", manifest: { type: "module" }, expected: undefined },
    { title: "no package in a list", manifest: [], expected: undefined },
    { title: "no package in nothing", manifest: null, expected: undefined },
  ];
  test.each(rows)("$title", ({ manifest, expected }) => {
    const { packages, problems } = catalogFiles(npm, [{ [PATH]: JSON.stringify(manifest) }]);
    expect(problems).toEqual([]);
    if (expected === undefined) expect(packages).toEqual([]);
    else expect(packages).toEqual([expect.objectContaining(expected)]);
  });

  test("a file that begins with a byte order mark", () => {
    expect(catalogFiles(npm, [{ [PATH]: '\uFEFF{"name":"a","version":"1.0.0"}' }]).packages).toHaveLength(1);
  });

  test("a file that is not JSON as a problem", () => {
    const { packages, problems } = catalogFiles(npm, [{ [PATH]: "{" }]);
    expect(packages).toEqual([]);
    expect(problems).toEqual([{ code: "FILE_MALFORMED", path: PATH, message: `${PATH}: is not JSON` }]);
  });
});

test("a package is of the layer whose file stands", () => {
  const manifest = JSON.stringify({ name: "a", version: "1.0.0" });
  const layers = [
    { "a/node_modules/a/package.json": manifest },
    { "b/node_modules/a/package.json": manifest },
    { "a/node_modules/a": null },
  ];
  expect(catalogFiles(npm, layers).packages.map(({ layer, locations }) => [layer, locations[0]?.path])).toEqual([
    [1, "b/node_modules/a/package.json"],
  ]);
});
