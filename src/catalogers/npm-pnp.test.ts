import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { zipOf } from "../../test/support/zip.ts";
import { NO_FACTS } from "./cataloger.ts";
import { npm } from "./npm.ts";

test.each([
  [".pnp.cjs", true],
  ["app/.pnp.data.json", true],
  ["app/.pnp.js", true],
  ["app/.pnp.loader.mjs", false],
  ["app/.yarn/cache/ms-npm-2.0.0-9e1101a471-f8fda810b3.zip", true],
  ["root/.yarn/berry/cache/@x-a-npm-1.0.0-9e1101a471-10c0.zip", true],
  ["app/cache/photos.zip", false],
])("npm wants %s: %s", (path, wanted) => {
  expect(npm.wants(path, NO_FACTS)).toBe(wanted);
});

/** As yarn 4 writes it: a project `shop` that needs a, under another name, and for its development c; a needs b. */
const DATA = {
  packageRegistryData: [
    [null, [[null, { packageLocation: "./", packageDependencies: [["words", ["a", "npm:1.0.0"]]], linkType: "SOFT" }]]],
    [
      "shop",
      [
        [
          "workspace:.",
          {
            packageLocation: "./",
            packageDependencies: [
              ["words", ["a", "npm:1.0.0"]],
              ["c", "virtual:0123#npm:1.0.0"],
              ["peer", null],
            ],
            linkType: "SOFT",
          },
        ],
      ],
    ],
    [
      "a",
      [["npm:1.0.0", { packageLocation: "./.yarn/cache/A.zip/node_modules/a/", packageDependencies: [["b", "B"]] }]],
    ],
    ["b", [["B", { packageLocation: "../root/.yarn/berry/cache/B.zip/node_modules/b/", packageDependencies: [] }]]],
    [
      "c",
      [
        [
          "virtual:0123#npm:1.0.0",
          {
            packageLocation: "./.yarn/__virtual__/c-virtual-0123/0/cache/C.zip/node_modules/c/",
            packageDependencies: [["b", "B"]],
          },
        ],
      ],
    ],
    [
      "d",
      [
        [
          "patch:d@npm%3A1.0.0#optional",
          { packageLocation: "./.yarn/unplugged/d-patch-0123/node_modules/d/", packageDependencies: [] },
        ],
      ],
    ],
  ],
};

/** Yarn's own names of archives are long. */
const named = (letter: string) => `${letter}-npm-1.0.0-0123456789-10c0.zip`;
const json = JSON.stringify(DATA).replace(/([ABC])\.zip/g, (_all, letter: string) => named(letter.toLowerCase()));
const program = (text: string) =>
  `const RAW_RUNTIME_STATE =\n'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}';\n`;

const manifest = (name: string, more: object = {}) => JSON.stringify({ name, version: "1.0.0", ...more });
const archive = (name: string, more: object = {}) =>
  zipOf([
    { name: `node_modules/${name}/package.json`, content: manifest(name, more) },
    { name: `node_modules/${name}/test/package.json`, content: manifest("test-data") },
  ]);

const FILES = {
  "srv/package.json": manifest("shop", { dependencies: { words: "npm:a@1" }, devDependencies: { c: "*" } }),
  [`srv/.yarn/cache/${named("a")}`]: archive("a", { dependencies: { b: "*" }, license: "MIT" }),
  [`root/.yarn/berry/cache/${named("b")}`]: archive("b"),
  [`srv/.yarn/cache/${named("c")}`]: archive("c", { peerDependencies: { b: "*" } }),
  "srv/.yarn/unplugged/d-patch-0123/node_modules/d/package.json": manifest("d"),
  // Kept, and used by nothing.
  [`srv/.yarn/cache/${named("e")}`]: archive("e"),
};

describe("packages of yarn's Plug'n'Play", () => {
  test.each([
    ["by the program", { "srv/.pnp.cjs": program(json) }],
    ["by the data beside it", { "srv/.pnp.data.json": json }],
  ])("%s", (_title, file) => {
    const { packages, problems } = catalogFiles(npm, [{ ...FILES, ...file }]);
    expect(problems).toEqual([]);
    const rows = packages.map(({ name, direct, scope, dependsOn }) => [name, direct, scope, dependsOn]);
    expect(rows.sort()).toEqual([
      ["a", true, "production", ["pkg:npm/b@1.0.0"]],
      ["b", false, "production", []],
      ["c", true, "development", ["pkg:npm/b@1.0.0"]],
      ["d", false, undefined, []],
      ["shop", true, undefined, ["pkg:npm/a@1.0.0"]],
    ]);
  });

  test("what they say, and where they lie", () => {
    const { packages } = catalogFiles(npm, [{ ...FILES, "srv/.pnp.cjs": program(json) }]);
    const [a, d] = ["a", "d"].map((one) => packages.find(({ name }) => name === one));
    const path = `srv/.yarn/cache/${named("a")}`;
    expect(a).toMatchObject({
      licenses: ["MIT"],
      sizeBytes: FILES[path]?.length,
      properties: { "npm:virtual-path": `${path}/node_modules/a/package.json` },
      locations: [{ path, layer: 0 }],
    });
    expect(d?.properties).toEqual({ "yarn:patched": "true" });
  });

  test("are none where nothing tells that they are used", () => {
    const { packages } = catalogFiles(npm, [FILES]);
    expect(packages.map(({ name }) => name)).not.toContain("a");
  });

  test.each<[string, Uint8Array | string, string]>([
    ["no archive", "PK", "FILE_MALFORMED"],
    [
      "an archive whose package.json is no JSON",
      zipOf([{ name: "node_modules/a/package.json", content: "{" }]),
      "FILE_MALFORMED",
    ],
  ])("a problem where one is %s", (_title, content, code) => {
    const { packages, problems } = catalogFiles(npm, [{ [`cache/${named("a")}`]: content }]);
    expect([packages, problems.map((problem) => problem.code)]).toEqual([[], [code]]);
  });

  test.each([
    "[]",
    "{}",
    '{"packageRegistryData": [null, [1], ["a", 1], ["a", [null, [1, 2], ["npm:1", {"packageLocation": 1}]]]]}',
  ])("none by data that is none: %s", (text) => {
    const { packages, problems } = catalogFiles(npm, [{ ...FILES, "srv/.pnp.data.json": text }]);
    expect(packages.map(({ name }) => name)).not.toContain("a");
    expect(problems).toEqual([]);
  });
});
