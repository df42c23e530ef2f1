import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { composerLock } from "./composer-lock.ts";

const LOCK = {
  packages: [
    { name: "acme/alpha", version: "1.0.0", require: { "acme/gamma": "*" } },
    { name: "acme/gamma", version: "2.0.0", license: "MIT" },
  ],
  "packages-dev": [{ name: "acme/test", version: "3.0.0" }],
};

test("a lock file tells what is there to run and what to develop, its neighbour what is asked for", () => {
  const root = { require: { "acme/alpha": "^1" }, "require-dev": { "acme/test": "*" } };
  const files = { "app/composer.lock": JSON.stringify(LOCK), "app/composer.json": JSON.stringify(root) };
  const { packages, problems } = catalogFiles(composerLock, [files]);
  expect(problems).toEqual([]);
  expect(packages.map(({ purl, scope, direct, dependsOn = [] }) => [purl, scope, direct, ...dependsOn])).toEqual([
    ["pkg:composer/acme/alpha@1.0.0", "production", true, "pkg:composer/acme/gamma@2.0.0"],
    ["pkg:composer/acme/gamma@2.0.0", "production", false],
    ["pkg:composer/acme/test@3.0.0", "development", true],
  ]);
});

test("what a lock file says of a package is told", () => {
  const shasum = "0123456789abcdef0123456789abcdef01234567";
  const pkg = {
    name: "acme/alpha",
    version: "1.0.0",
    description: "What it is",
    homepage: "https://alpha.example",
    authors: [{ name: "Ann", email: "ann@alpha.example" }],
    dist: { type: "zip", url: "https://alpha.example/a.zip", shasum },
  };
  const { packages } = catalogFiles(composerLock, [{ "composer.lock": JSON.stringify({ packages: [pkg] }) }]);
  expect(packages).toMatchObject([
    {
      author: expect.stringContaining("Ann"),
      description: "What it is",
      homepage: "https://alpha.example",
      checksums: [{ algorithm: "sha1", value: shasum }],
    },
  ]);
});

test("a lock file that is not JSON is a problem", () => {
  expect(catalogFiles(composerLock, [{ "composer.lock": "<<<<<<< HEAD" }]).problems).toEqual([
    { code: "FILE_MALFORMED", path: "composer.lock", message: "composer.lock: is not JSON" },
  ]);
});
