import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { npmLock } from "./npm-lock.ts";

test.each([
  ["package-lock.json", true],
  ["app/npm-shrinkwrap.json", true],
  ["app/package.json", true],
  ["app/node_modules/a/npm-shrinkwrap.json", false],
  ["app/node_modules/.package-lock.json", false],
  ["app/my-package-lock.json", false],
])("npmLock wants %s: %s", (path, wanted) => {
  expect(npmLock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(npmLock, [files]);
  const summary = packages.map(({ purl, direct, scope, dependsOn = [] }) =>
    [
      purl.slice("pkg:".length),
      direct ? "direct" : "-",
      scope ?? "-",
      ...dependsOn.map((one) => one.slice("pkg:".length)),
    ].join(" "),
  );
  return { summary: summary.sort(), problems: problems.map(({ code }) => code), packages };
}

const INTEGRITY = "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=";
const checksum = { algorithm: "sha1", value: "a9993e364706816aba3e25717850c26c9cd0d89d" };

test("version 3: paths", () => {
  const lock = {
    lockfileVersion: 3,
    packages: {
      "": { dependencies: { a: "^1", one: "*" }, devDependencies: { d: "1" }, optionalDependencies: { o: "1" } },
      "node_modules/a": {
        version: "1.0.0",
        license: "MIT",
        integrity: INTEGRITY,
        dependencies: { b: "^2", "@s/c": "1" },
      },
      "node_modules/a/node_modules/b": { version: "2.0.0", peer: true, inBundle: true },
      "node_modules/b": { version: "1.0.0", dev: true },
      "node_modules/@s/c": { name: "real", version: "1.0.0", resolved: "https://example.org/real-1.0.0.tgz" },
      "node_modules/d": { version: "1.0.0", dev: true, peerDependencies: { b: "1" } },
      "node_modules/g": { version: "1.0.0", resolved: "git+ssh://git@example.org/g.git#0123456789" },
      "node_modules/o": { version: "1.0.0", optional: true },
      "node_modules/one": { resolved: "packages/one", link: true },
      "packages/one": { version: "0.1.0", dependencies: { b: "1" } },
      "packages/unused": { version: "0.1.0" },
    },
  };
  const { summary, problems, packages } = summaryOf({ "package-lock.json": JSON.stringify(lock) });
  expect(summary).toEqual([
    "npm/a@1.0.0 direct production npm/b@2.0.0 npm/real@1.0.0",
    "npm/b@1.0.0 direct development",
    "npm/b@2.0.0 - production",
    "npm/d@1.0.0 direct development npm/b@1.0.0",
    "npm/g@1.0.0?vcs_url=git%2Bssh:%2F%2Fgit%40example.org%2Fg.git%400123456789 - production",
    "npm/o@1.0.0 direct optional",
    "npm/one@0.1.0 direct production npm/b@1.0.0",
    "npm/real@1.0.0 - production",
  ]);
  expect(problems).toEqual([]);
  expect(packages[0]).toMatchObject({ licenses: ["MIT"], checksums: [checksum] });
  expect(packages[1]?.properties).toEqual({ "npm:bundled": "true", "npm:peer": "true" });
});

test("version 1: packages within packages, asked for by the package.json beside", () => {
  const lock = {
    lockfileVersion: 1,
    dependencies: {
      a: {
        version: "1.0.0",
        integrity: INTEGRITY,
        requires: { b: "^2" },
        dependencies: { b: { version: "2.0.0", bundled: true } },
      },
      b: { version: "npm:@s/real@1.0.0", dev: true },
      c: { version: "file:../c" },
      g: { version: "github:o/g#0123456789" },
    },
  };
  const files = {
    "app/package-lock.json": JSON.stringify(lock),
    "app/package.json": JSON.stringify({ dependencies: { a: "1" }, devDependencies: { b: "1" } }),
  };
  const { summary, packages } = summaryOf(files);
  expect(summary).toEqual([
    "npm/%40s/real@1.0.0 direct development",
    "npm/a@1.0.0 direct production npm/b@2.0.0",
    "npm/b@2.0.0 - production",
    "npm/g@0123456789?vcs_url=git%2Bhttps:%2F%2Fgithub.com%2Fo%2Fg.git%400123456789 - production",
  ]);
  expect(packages.find(({ name }) => name === "a")?.checksums).toEqual([checksum]);
});

test.each([
  ["not JSON", "{", ["FILE_MALFORMED"]],
  ["JSON of another kind", "[1]", []],
  [
    "a version that is none",
    '{"packages":{"node_modules/a":{"version":{}},"node_modules/b":{"version":"1"}}}',
    ["FILE_MALFORMED"],
  ],
  ["packages that are none", '{"packages":{"node_modules/b":{"version":"1","dependencies":7},"":3}}', []],
  ["a path longer than any", JSON.stringify({ packages: { ["node_modules/a/".repeat(1000)]: { version: "1" } } }), []],
])("%s", (_title, text, codes) => {
  expect(summaryOf({ "package-lock.json": text }).problems).toEqual(codes);
});

test("a hundred thousand packages within each other are a problem, and no trouble", () => {
  const depth = 100_000;
  const text = `${'{"dependencies":{"a":{"version":"1.0.0",'.replace("{", "").repeat(depth)}"x":1${"}}".repeat(depth)}`;
  expect(summaryOf({ "package-lock.json": `{${text}}` }).problems).toEqual(["LIMIT_EXCEEDED"]);
});
