import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { scanLayers } from "../../test/support/scan-layers.ts";
import { zipOf } from "../../test/support/zip.ts";
import { type CatalogedPackage, NO_FACTS } from "./cataloger.ts";
import { npm } from "./npm.ts";

test.each([
  ["app/node_modules/ms/package.json", true],
  ["node_modules/ms/package.json", true],
  ["app/node_modules/@scope/name/package.json", true],
  ["app/node_modules/a/node_modules/b/package.json", true],
  ["app/node_modules/.pnpm/ms@2.0.0/node_modules/ms/package.json", true],
  ["usr/share/nodejs/acorn/package.json", true],
  ["usr/share/nodejs/@types/node/package.json", true],
  ["app/package.json", true],
  ["package.json", true],
  ["app/node_modules/.package-lock.json", true],
  ["opt/yarn-v1.22.22/package.json", true],
  ["usr/lib/x86_64-linux-gnu/nodejs/bufferutil/package.json", true],
  ["app/node_modules/test/node_modules/a/package.json", true],
  ["app/node_modules/@x/test/node_modules/a/package.json", true],
  ["app/node_modules/a/dist/node_modules/b/package.json", true],
  ["deno-dir/npm/registry.npmjs.org/@x/a/1.0.0/package.json", true],
  ["app/node_modules/a/test/node_modules/b/package.json", false],
  ["app/node_modules/a/b/fixtures/c/node_modules/d/package.json", false],
  ["app/my-package.json", false],
  ["app/node_modules/package.json", false],
  ["app/node_modules/resolve/test/resolver/baz/package.json", false],
  ["app/node_modules/a/dist/esm/package.json", false],
  ["app/node_modules/.cache/package.json", false],
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

/** Of each package, by name and version, one fact. */
function factsOf<Fact extends keyof CatalogedPackage>(files: Readonly<Record<string, unknown>>, fact: Fact) {
  const texts = Object.fromEntries(Object.entries(files).map(([path, value]) => [path, JSON.stringify(value)]));
  const { packages, problems } = catalogFiles(npm, [texts]);
  expect(problems).toEqual([]);
  return Object.fromEntries(packages.map((pkg) => [pkg.purl.slice("pkg:npm/".length), pkg[fact]]));
}

const a = { name: "a", version: "1.0.0" };
const b = { name: "b", version: "1.0.0" };
const b2 = { name: "b", version: "2.0.0" };
const c = { name: "c", version: "1.0.0" };

describe("a package depends on what Node.js finds for it:", () => {
  const purls = (...names: string[]) => names.map((name) => `pkg:npm/${name}`);
  test.each([
    ["its own copy before another's", { "app/node_modules/a/node_modules/b/package.json": b2 }, ["b@2.0.0"]],
    ["what stands beside it", { "app/node_modules/b/package.json": b }, ["b@1.0.0"]],
    ["what stands in a folder above", { "node_modules/b/package.json": b }, ["b@1.0.0"]],
    ["what Debian has", { "usr/share/nodejs/b/package.json": b }, ["b@1.0.0"]],
    ["the package behind another name", { "app/node_modules/b/package.json": c }, ["c@1.0.0"]],
    ["nothing in a folder beside", { "app/lib/node_modules/b/package.json": b }, []],
    ["nothing below another", { "app/node_modules/c/node_modules/b/package.json": b }, []],
  ])("%s", (_title, files, expected) => {
    const needing = { "app/node_modules/a/package.json": { ...a, dependencies: { b: "*" } } };
    expect(factsOf({ ...needing, ...files }, "dependsOn")["a@1.0.0"]).toEqual(purls(...expected));
  });

  test.each([
    ["dependencies", { dependencies: { b: "*" } }, ["b@1.0.0"]],
    ["optional dependencies", { optionalDependencies: { b: "*" } }, ["b@1.0.0"]],
    ["peers", { peerDependencies: { b: "*" } }, ["b@1.0.0"]],
    ["optional peers", { peerDependencies: { b: "*" }, peerDependenciesMeta: { b: { optional: true } } }, ["b@1.0.0"]],
    // npm looks at the details of peers that are listed alone.
    ["no peers that only have details", { peerDependenciesMeta: { b: { optional: true } } }, []],
    ["nothing for its development", { devDependencies: { b: "*" } }, []],
    ["nothing by a name that is a way", { dependencies: { "../../b": "*", ".": "*", "": "*" } }, []],
    ["nothing by what is no list of names", { dependencies: ["b"], peerDependencies: 1 }, []],
  ])("%s", (_title, fields, expected) => {
    const files = { "node_modules/a/package.json": { ...a, ...fields }, "node_modules/b/package.json": b };
    expect(factsOf(files, "dependsOn")["a@1.0.0"]).toEqual(purls(...expected));
  });
});

describe("a project's package.json beside node_modules tells", () => {
  const project = { dependencies: { a: "1" }, devDependencies: { d: "1" }, optionalDependencies: { o: "1" } };
  const named = (name: string, fields: object = {}) => ({ name, version: "1.0.0", ...fields });
  const files = {
    "app/package.json": project,
    "app/node_modules/a/package.json": named("a", { dependencies: { b: "*" }, optionalDependencies: { c: "*" } }),
    "app/node_modules/b/package.json": named("b"),
    "app/node_modules/c/package.json": named("c"),
    "app/node_modules/d/package.json": named("d", { dependencies: { b: "*", e: "*" } }),
    "app/node_modules/e/package.json": named("e"),
    "app/node_modules/o/package.json": named("o"),
    "app/node_modules/x/package.json": named("x"),
  };

  test("what was asked for", () => {
    const direct = factsOf(files, "direct");
    expect(Object.keys(direct).filter((name) => direct[name])).toEqual(["a@1.0.0", "d@1.0.0", "o@1.0.0"]);
    expect(direct["x@1.0.0"]).toBe(false);
  });

  test("what each package is for, the weightiest use first", () => {
    expect(factsOf(files, "scope")).toEqual({
      "a@1.0.0": "production",
      "b@1.0.0": "production",
      "c@1.0.0": "optional",
      "d@1.0.0": "development",
      "e@1.0.0": "development",
      "o@1.0.0": "optional",
      "x@1.0.0": undefined,
    });
  });

  test("nothing where there is none, but of what npm installed for everybody", () => {
    const { "app/package.json": _project, ...rest } = files;
    expect(factsOf(rest, "direct")["a@1.0.0"]).toBeUndefined();
    const global = {
      "usr/local/lib/node_modules/@x/a/package.json": named("@x/a"),
      "usr/local/lib/node_modules/@x/a/node_modules/b/package.json": b,
    };
    expect(factsOf(global, "direct")).toEqual({ "%40x/a@1.0.0": true, "b@1.0.0": false });
  });

  test("a problem where it is damaged, which it is not elsewhere", () => {
    const damaged = (folder: string) =>
      catalogFiles(npm, [{ [`${folder}package.json`]: "{", "app/node_modules/a/package.json": JSON.stringify(a) }]);
    expect(damaged("app/").problems.map(({ path }) => path)).toEqual(["app/package.json"]);
    expect(damaged("app/src/").problems).toEqual([]);
  });
});

describe("npm's record of what it installed tells", () => {
  const entry = {
    version: "1.0.0",
    resolved: "https://example.org/a.tgz",
    integrity: "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
  };
  const record = (fields: object) => ({ lockfileVersion: 3, packages: { "node_modules/a": { ...entry, ...fields } } });
  const withRecord = (fields: object) => ({
    "app/node_modules/a/package.json": a,
    "app/node_modules/.package-lock.json": record(fields),
  });

  test("where a package came from and its checksum", () => {
    const files = withRecord({ inBundle: true, hasInstallScript: true, peer: true });
    expect(factsOf(files, "checksums")["a@1.0.0"]).toEqual([
      { algorithm: "sha1", value: "a9993e364706816aba3e25717850c26c9cd0d89d" },
    ]);
    expect(factsOf(files, "properties")["a@1.0.0"]).toEqual({
      "npm:resolved": "https://example.org/a.tgz",
      "npm:bundled": "true",
      "npm:install-script": "true",
      "npm:peer": "true",
    });
  });

  test.each([
    [{}, "production"],
    [{ dev: true }, "development"],
    [{ optional: true }, "optional"],
    [{ dev: true, optional: true }, "development"],
    [{ devOptional: true }, "optional"],
  ])("the scope: %j is %s", (flags, scope) => {
    expect(factsOf(withRecord(flags), "scope")["a@1.0.0"]).toBe(scope);
  });

  test("nothing of a version that is no longer there", () => {
    expect(factsOf(withRecord({ version: "9.0.0" }), "checksums")["a@1.0.0"]).toBeUndefined();
  });
});

test("a project in the project, which stands in node_modules by a link, is installed as a package is", async () => {
  const file = (path: string, value: object) => ({ path, content: JSON.stringify(value) });
  const link = (path: string, linkTarget: string) => ({ path, type: "symlink" as const, linkTarget });
  const entries = [
    file("app/package.json", { name: "app", workspaces: ["packages/*"] }),
    file("app/packages/one/package.json", { name: "one", version: "0.1.0", dependencies: { b: "*" } }),
    file("app/packages/two/package.json", { name: "two", version: "0.1.0" }),
    link("app/node_modules/one", "../packages/one"),
    // pnpm has each package in a folder of its own, with links to what it needs.
    file("app/node_modules/.pnpm/b@1.0.0/node_modules/b/package.json", { ...b, dependencies: { c: "*" } }),
    file("app/node_modules/.pnpm/c@1.0.0/node_modules/c/package.json", c),
    link("app/node_modules/.pnpm/b@1.0.0/node_modules/c", "../../c@1.0.0/node_modules/c"),
    link("app/packages/one/node_modules/b", "../../../node_modules/.pnpm/b@1.0.0/node_modules/b"),
  ];
  const { packages } = await scanLayers([{ entries }]);
  expect(packages.map(({ name, direct, scope, dependsOn }) => [name, direct, scope, dependsOn])).toEqual([
    ["b", true, "production", ["pkg:npm/c@1.0.0"]],
    ["c", false, "production", []],
    ["one", true, "production", ["pkg:npm/b@1.0.0"]],
  ]);
});

describe("the package.json of an application outside node_modules:", () => {
  const shop = { name: "shop", version: "1.0.0" };
  const listed = (files: Readonly<Record<string, unknown>>) =>
    Object.entries(factsOf(files, "properties")).flatMap(([name, properties]) =>
      properties["npm:application"] === "true" ? [name] : [],
    );
  const rows: [string, Readonly<Record<string, unknown>>, string[]][] = [
    ["beside packages", { "app/package.json": shop, "app/node_modules/a/package.json": a }, ["shop@1.0.0"]],
    ["beside a lock file", { "app/package.json": shop, "app/yarn.lock": "" }, ["shop@1.0.0"]],
    ["alone, of something bundled", { "srv/dist/package.json": shop }, ["shop@1.0.0"]],
    ["at the top", { "package.json": shop }, ["shop@1.0.0"]],
    ["none without a version", { "app/package.json": { name: "shop" }, "app/yarn.lock": "" }, []],
    ["none that is a part of another", { "app/package.json": shop, "app/lib/one/package.json": a }, ["shop@1.0.0"]],
    [
      "one within another that has packages of its own",
      { "app/package.json": shop, "app/one/package.json": a, "app/one/node_modules/b/package.json": b },
      ["shop@1.0.0", "a@1.0.0"],
    ],
    [
      "one within another that has a lock file of its own",
      { "app/package.json": shop, "app/one/package.json": a, "app/one/pnpm-lock.yaml": "" },
      ["shop@1.0.0", "a@1.0.0"],
    ],
    [
      "none that is a part of a project without a version",
      { "app/package.json": { name: "x" }, "app/one/package.json": a, "app/node_modules/b/package.json": b },
      [],
    ],
    ["none of a part of a package", { "node_modules/b/package.json": b, "node_modules/b/lib/package.json": a }, []],
    ["no test data", { "app/test/fixtures/package.json": shop, "app/test/fixtures/yarn.lock": "" }, []],
    ["a test that has packages", { "test/package.json": shop, "test/node_modules/a/package.json": a }, ["shop@1.0.0"]],
    ["none that a package of Python brought", { "lib/site-packages/x/package.json": shop }, []],
    ["no template", { "app/package.json": { name: "{{name}}", version: "1.0.0" } }, []],
    ["no template of a version", { "app/package.json": { name: "a", version: "{{version}}" } }, []],
    [
      "no extension of an editor",
      { "ext/git/package.json": { ...a, engines: { vscode: "^1" } }, "ext/git/node_modules/b/package.json": b },
      [],
    ],
    ["no package of Unity", { "u/package.json": { name: "com.unity.x", version: "1.0.0", unity: "2021.3" } }, []],
    ["none that bun keeps for later", { "root/.bun/install/cache/a@1.0.0@@@1/package.json": a }, []],
  ];
  test.each(rows)("%s", (_title, files, expected) => {
    expect(listed(files)).toEqual(expected);
  });

  test("it is asked for, needs its packages, and says when it is private", () => {
    const files = {
      "app/package.json": { ...shop, private: true, dependencies: { a: "*" }, devDependencies: { b: "*" } },
      "app/node_modules/a/package.json": a,
      "app/node_modules/b/package.json": b,
    };
    expect(factsOf(files, "direct")["shop@1.0.0"]).toBe(true);
    expect(factsOf(files, "dependsOn")["shop@1.0.0"]).toEqual(["pkg:npm/a@1.0.0"]);
    expect(factsOf(files, "properties")["shop@1.0.0"]).toEqual({ "npm:private": "true", "npm:application": "true" });
  });
});

test("what yarn 1 keeps for later is not installed", () => {
  const cached = "usr/local/share/.cache/yarn/v6/npm-a-1.0.0-0123-integrity/node_modules/a/package.json";
  expect(npm.wants(cached, NO_FACTS)).toBe(false);
});

describe("pnpm's lock file beside the packages tells", () => {
  const integrity = "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=";
  const lock = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      '@x/a':
        specifier: ^1
        version: 1.0.0(b@1.0.0)
    devDependencies:
      other:
        specifier: npm:d@1
        version: d@1.0.0
packages:
  '@x/a@1.0.0':
    resolution: {integrity: ${integrity}}
  b@1.0.0:
    resolution: {integrity: ${integrity}, tarball: https://user:secret@example.org/b.tgz}
  d@1.0.0:
    resolution: {integrity: ${integrity}}
snapshots:
  '@x/a@1.0.0(b@1.0.0)': {}
`;
  const store = "app/node_modules/.pnpm";
  const manifest = (name: string, more: object = {}) => JSON.stringify({ name, version: "1.0.0", ...more });
  const files = {
    [`${store}/lock.yaml`]: lock,
    [`${store}/@x+a@1.0.0_b@1.0.0/node_modules/@x/a/package.json`]: manifest("@x/a", { peerDependencies: { b: "*" } }),
    [`${store}/@x+a@1.0.0_b@1.0.0/node_modules/b`]: { link: "../../b@1.0.0/node_modules/b" },
    [`${store}/b@1.0.0/node_modules/b/package.json`]: manifest("b"),
    [`${store}/d@1.0.0/node_modules/d/package.json`]: manifest("d"),
  };
  const checksums = [{ algorithm: "sha1", value: "a9993e364706816aba3e25717850c26c9cd0d89d" }];

  test("what was asked for and for what, checksums, and from where", () => {
    const { packages, problems } = catalogFiles(npm, [files]);
    expect(problems).toEqual([]);
    const facts = packages.map(({ name, direct, scope, dependsOn, properties }) => {
      return [name, direct, scope, dependsOn?.length, properties["npm:resolved"]];
    });
    expect(facts).toEqual([
      ["a", true, "production", 1, undefined],
      ["b", false, "production", 0, "https://example.org/b.tgz"],
      ["d", true, "development", 0, undefined],
    ]);
    expect(packages.map((pkg) => pkg.checksums)).toEqual([checksums, checksums, checksums]);
  });

  test.each([
    ["dev: true", "development"],
    ["dev: false", "production"],
    ["dev: false\n    optional: true", "optional"],
  ])("in older versions what each is for: %j", (flags, scope) => {
    const old = `lockfileVersion: '6.0'\npackages:\n  /b@1.0.0:\n    resolution: {integrity: x}\n    ${flags}\n`;
    const { packages } = catalogFiles(npm, [{ ...files, [`${store}/lock.yaml`]: old }]);
    expect(packages.find(({ name }) => name === "b")?.scope).toBe(scope);
  });

  test("nothing where it is no lock file", () => {
    const { packages, problems } = catalogFiles(npm, [{ ...files, [`${store}/lock.yaml`]: "[]" }]);
    expect(packages.map(({ direct }) => direct)).toEqual([undefined, undefined, undefined]);
    expect(problems).toEqual([]);
  });
});

test("yarn 1 keeps what was asked for, and where each package came from", () => {
  const from = (name: string, file: string, sha1: string) => `https://registry.yarnpkg.com/${name}/-/${file}#${sha1}`;
  const record = {
    topLevelPatterns: ["@x/a@^1", "words@npm:b@1"],
    lockfileEntries: {
      "@x/a@^1": from("@x/a", "a-1.0.0.tgz", "a9993e364706816aba3e25717850c26c9cd0d89d"),
      "words@npm:b@1": from("b", "b-1.0.0.tgz", "nothing"),
      "c@*": from("c", "c-1.0.0.tgz", "a9993e364706816aba3e25717850c26c9cd0d89d"),
      "d@git": "git+ssh://example.org/d.git#a9993e364706816aba3e25717850c26c9cd0d89d",
    },
  };
  const files = {
    "app/node_modules/.yarn-integrity": record,
    "app/node_modules/@x/a/package.json": { ...a, name: "@x/a" },
    "app/node_modules/words/package.json": b,
    // Parts of a project have what stands in none above them.
    "app/packages/one/node_modules/c/package.json": c,
  };
  expect(factsOf(files, "direct")).toEqual({ "%40x/a@1.0.0": true, "b@1.0.0": true, "c@1.0.0": false });
  const checksums = [{ algorithm: "sha1", value: "a9993e364706816aba3e25717850c26c9cd0d89d" }];
  expect(factsOf(files, "checksums")).toEqual({
    "%40x/a@1.0.0": checksums,
    "b@1.0.0": undefined,
    "c@1.0.0": checksums,
  });
  expect(factsOf(files, "properties")["b@1.0.0"]).toEqual({
    "npm:resolved": "https://registry.yarnpkg.com/b/-/b-1.0.0.tgz",
  });
});

test("later versions of yarn keep which packages they patched, or took from elsewhere than a registry", () => {
  const state = `__metadata:
  version: 1

"a@npm:1.0.0":
  locations:
    - "node_modules/a"

"b@virtual:0123#patch:b@npm%3A1.0.0#./b.patch":
  locations:
    - "node_modules/x/node_modules/b"
    - "node_modules/b"

"c@https://user:secret@example.org/c.git#commit=0123":
  locations:
    - "node_modules/c"
`;
  const text = (value: object) => JSON.stringify(value);
  const { packages } = catalogFiles(npm, [
    {
      "app/node_modules/.yarn-state.yml": state,
      "app/node_modules/a/package.json": text(a),
      "app/node_modules/b/package.json": text(b),
      "app/node_modules/c/package.json": text(c),
    },
  ]);
  expect(packages.map(({ properties }) => properties)).toEqual([
    {},
    { "yarn:patched": "true" },
    { "npm:resolved": "https://example.org/c.git#commit=0123" },
  ]);
});

test("packages that ask for two thousand names each, in folders within each other, are looked for up to a bound", () => {
  const names = (from: number) =>
    Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`${from + i}${"x".repeat(200)}`, "*"]));
  const files: Record<string, string> = {};
  let folder = "";
  for (let i = 0; i < 40; i++) {
    folder += "node_modules/a/";
    files[`${folder}package.json`] = JSON.stringify({ ...a, dependencies: names(i * 2000) });
  }
  const { packages, problems } = catalogFiles(npm, [files]);
  expect(packages).toHaveLength(40);
  expect(problems.map(({ code }) => code)).toEqual(["LIMIT_EXCEEDED"]);
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

test("packages that deno runs from its own folder are no applications; nothing tells what they need", () => {
  const folder = "root/.cache/deno/npm/registry.npmjs.org";
  const files = {
    [`${folder}/a/1.0.0/package.json`]: { ...a, dependencies: { b: "*" } },
    [`${folder}/@x/b/2.0.0/package.json`]: { name: "@x/b", version: "2.0.0" },
    [`${folder}/@x/b/2.0.0/lib/package.json`]: c,
  };
  expect(factsOf(files, "dependsOn")).toEqual({ "a@1.0.0": undefined, "%40x/b@2.0.0": undefined });
  expect(factsOf(files, "direct")).toEqual({ "a@1.0.0": undefined, "%40x/b@2.0.0": undefined });
});

test("package managers that corepack fetched: with a package.json, or as yarn's program alone", () => {
  const sha512 = "0123456789abcdef".repeat(8);
  const record = (name: string, reference: string) => ({ locator: { name, reference }, hash: `sha512.${sha512}` });
  const files = {
    "root/.cache/node/corepack/v1/pnpm/9.1.0/package.json": { name: "pnpm", version: "9.1.0" },
    "root/.cache/node/corepack/v1/pnpm/9.1.0/.corepack": record("pnpm", "9.1.0"),
    "root/.cache/node/corepack/v1/yarn/4.5.0/.corepack": record("yarn", "4.5.0+sha224.0123"),
    "root/.cache/node/corepack/v1/yarn/odd/.corepack": record("yarn", "https://example.org/yarn.js"),
  };
  expect(factsOf(files, "checksums")).toEqual({
    "pnpm@9.1.0": [{ algorithm: "sha512", value: sha512 }],
    "%40yarnpkg/cli-dist@4.5.0": undefined,
  });
  expect(factsOf(files, "direct")).toEqual({ "pnpm@9.1.0": true, "%40yarnpkg/cli-dist@4.5.0": true });
});

test("a package in an archive of yarn's is as large as that", () => {
  const location = ".yarn/cache/a-npm-1.0.0-0123456789-10c0.zip";
  const reference = { packageLocation: `./${location}/node_modules/a/`, packageDependencies: [] };
  const data = { packageRegistryData: [["a", [["npm:1.0.0", reference]]]] };
  const archive = zipOf([{ name: "node_modules/a/package.json", content: '{"name":"a","version":"1.0.0"}' }]);
  const { packages } = catalogFiles(npm, [{ ".pnp.data.json": JSON.stringify(data), [location]: archive }]);
  expect(packages.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([["a", archive.length]]);
});

describe("a package's size is that of its folder", () => {
  const manifest = (name: string) => JSON.stringify({ name, version: "1.0.0" });
  const sizes = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(catalogFiles(npm, [files]).packages.map((pkg) => [pkg.name, pkg.installedSizeBytes]));
  const own = manifest("a").length;

  test("without the packages in it", () => {
    const files = {
      "app/node_modules/a/package.json": manifest("a"),
      "app/node_modules/a/lib/deep/index.js": "12345",
      "app/node_modules/a/node_modules/b/package.json": manifest("b"),
      "app/node_modules/a/node_modules/b/index.js": "1234567890",
    };
    expect(sizes(files)).toEqual({ a: own + 5, b: own + 10 });
  });

  test("not told of an application, in whose folder anything may lie", () => {
    const files = { "app/package.json": manifest("a"), "app/node_modules/b/package.json": manifest("b") };
    expect(sizes(files)).toEqual({ a: undefined, b: own });
  });
});
