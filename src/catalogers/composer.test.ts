import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { composer } from "./composer.ts";

test.each([
  ["app/vendor/composer/installed.json", true],
  ["app/lib/composer/installed.json", true],
  ["app/composer.json", true],
  ["composer.json", true],
  ["app/vendor/acme/alpha/composer.json", false],
  ["app/composer.lock", false],
  ["app/vendor/xcomposer/installed.json", false],
])("composer wants %s: %s", (path, wanted) => {
  expect(composer.wants(path, NO_FACTS)).toBe(wanted);
});

/** As Composer 2.5 wrote it for three packages of `path` repositories. */
const PACKAGES = [
  {
    name: "Acme/Alpha",
    version: "v1.2.3",
    version_normalized: "1.2.3.0",
    dist: { type: "path", url: "../lib/a", reference: "5d0aa36671deb21b2da892a351932fb397ea16c0" },
    require: { "acme/beta": "^2", "ext-json": "*", php: ">=7" },
    type: "library",
    license: ["MIT", "GPL-2.0-only"],
    authors: [{ name: "Ann A", email: "ann@example.org" }, { name: "Bob" }],
    description: "The first",
    homepage: "https://alpha.example",
    "install-path": "../Acme/Alpha",
  },
  {
    name: "acme/beta",
    version: "2.0.1",
    provide: { "acme/log-implementation": "1.0" },
    type: "metapackage",
    license: ["BSD-3-Clause"],
    "install-path": null,
  },
  {
    name: "acme/gamma",
    version: "0.1.0",
    source: { type: "git", url: "https://example.org/gamma.git", reference: "f77eca54" },
    dist: { type: "zip", url: "https://example.org/g.zip", reference: "f77eca54", shasum: "ab".repeat(20) },
    require: { "acme/log-implementation": "*" },
    abandoned: "acme/beta",
  },
];
const INSTALLED = JSON.stringify({ packages: PACKAGES, dev: true, "dev-package-names": ["acme/gamma"] });
const ROOT = JSON.stringify({ require: { "acme/Alpha": "*", php: ">=8" }, "require-dev": { "acme/gamma": "*" } });

test("what Composer installed, with all that its record and the project's description say", () => {
  const files = { "app/vendor/composer/installed.json": INSTALLED, "app/composer.json": ROOT };
  const { packages, problems } = catalogFiles(composer, [files]);
  expect(problems).toEqual([]);
  expect(packages).toEqual([
    expect.objectContaining({
      purl: "pkg:composer/acme/alpha@v1.2.3",
      namespace: "Acme",
      name: "Alpha",
      licenses: ["(MIT OR GPL-2.0-only)"],
      author: "Ann A <ann@example.org>, Bob",
      description: "The first",
      homepage: "https://alpha.example",
      direct: true,
      scope: "production",
      dependsOn: ["pkg:composer/acme/beta@2.0.1"],
      properties: {
        "composer:distUrl": "../lib/a",
        "composer:distReference": "5d0aa36671deb21b2da892a351932fb397ea16c0",
      },
    }),
    expect.objectContaining({
      purl: "pkg:composer/acme/beta@2.0.1",
      direct: false,
      scope: "production",
      properties: { "composer:type": "metapackage" },
    }),
    expect.objectContaining({
      purl: "pkg:composer/acme/gamma@0.1.0",
      direct: true,
      scope: "development",
      checksums: [{ algorithm: "sha1", value: "ab".repeat(20) }],
      dependsOn: ["pkg:composer/acme/beta@2.0.1"],
      properties: {
        "composer:sourceUrl": "https://example.org/gamma.git",
        "composer:sourceReference": "f77eca54",
        "composer:distUrl": "https://example.org/g.zip",
        "composer:abandoned": "acme/beta",
      },
    }),
  ]);
});

test("the list alone, as Composer 1 wrote it, tells of no scope", () => {
  const { packages } = catalogFiles(composer, [{ "vendor/composer/installed.json": JSON.stringify(PACKAGES) }]);
  expect(packages.map(({ name, scope, direct }) => [name, scope, direct])).toEqual([
    ["Alpha", undefined, undefined],
    ["beta", undefined, undefined],
    ["gamma", undefined, undefined],
  ]);
});

describe("what is damaged", () => {
  const path = "vendor/composer/installed.json";
  test.each([
    ["{", [`${path}: is not JSON`]],
    ['{"packages":[{"name":"a/b"},7]}', [`${path}: the package 'b' has no version`, `${path}: a package has no name`]],
    ["null", []],
    ['{"packages":{"a":1},"dev-package-names":"x"}', []],
  ])("%s", (text, messages) => {
    const { packages, problems } = catalogFiles(composer, [{ [path]: text }]);
    expect(packages).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual(messages);
  });
});

test("a package's size is that of its folder, where it stands in the usual one", () => {
  const files = {
    "app/vendor/composer/installed.json": INSTALLED,
    "app/vendor/Acme/Alpha/src/A.php": "12345",
    "app/vendor/Acme/Alpha/composer.json": "{}",
    "app/modules/gamma/c.php": "1",
  };
  const { packages } = catalogFiles(composer, [files]);
  expect(packages.map((pkg) => pkg.installedSizeBytes)).toEqual([7, undefined, undefined]);
});
