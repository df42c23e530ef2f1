import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CATALOGERS } from "../src/catalogers/index.ts";
import { catalogFiles } from "./support/catalog-files.ts";

/*
 * Holds the catalogers of lock files to real ones, which are not part of this repository; PLIMSOLL_TEST_DATA names the
 * folder that has them as data/vectors/language-files.tar.gz. Each count was checked by a second reader.
 */

interface Folder {
  /** Below `language-files/osv-scalibr/`. */
  readonly folder: string;
  readonly cataloger: string;
  /** What the files are called in a project. */
  readonly as: string;
  /** Empty files that stand beside: without them its packages would not be there. */
  readonly beside?: readonly string[];
  /** File name → packages, and `damaged` where a problem is told. */
  readonly counts: Readonly<Record<string, number | "damaged" | readonly [number, "damaged"]>>;
}

const TABLE: readonly Folder[] = [
  {
    folder: "php/composerlock/testdata",
    cataloger: "composer-lock",
    as: "composer.lock",
    counts: {
      "drupal-packages.json": 4,
      "duplicate-packages.json": 3,
      "empty.json": 0,
      "not-json.txt": "damaged",
      "null.jsontest": 0,
      "one-package-dev.json": 1,
      "one-package.json": 1,
      "two-packages-alt.json": 2,
      "two-packages.json": 2,
    },
  },
  {
    folder: "ruby/gemfilelock/testdata",
    cataloger: "gemfile-lock",
    as: "Gemfile.lock",
    counts: {
      "has-git-gem.lock": 5,
      "has-local-gem.lock": 29,
      "invalid.lock": "damaged",
      "multiple-gems.lock": 6,
      "no-gem-section.lock": 0,
      "no-gems.lock": 0,
      "no-spec-section.lock": 0,
      "one-gem.lock": 1,
      "rails.lock": 46,
      "rubocop.lock": 10,
      "some-gems.lock": 3,
      "source-section-at-end.lock": 1,
    },
  },
  {
    folder: "dotnet/depsjson/testdata",
    cataloger: "dotnet",
    as: "app.deps.json",
    beside: ["AWSSDK.Core.dll", "Microsoft.Extensions.DependencyInjection.dll"],
    counts: { empty: 0, invalid: "damaged", nopackagename: [1, "damaged"], valid: 2 },
  },
  {
    folder: "dotnet/packagesconfig/testdata",
    cataloger: "nuget-project",
    as: "packages.config",
    counts: { invalid: "damaged", nopackage: [1, "damaged"], noversion: [1, "damaged"], valid: 2 },
  },
  {
    folder: "dotnet/csproj/testdata",
    cataloger: "nuget-project",
    as: "app.csproj",
    counts: { emptyinclude: "damaged", emptyversion: 0, invalid: "damaged", nopackage: 0, noversion: 0, valid: 1 },
  },
  {
    folder: "dotnet/packageslockjson/testdata/valid",
    cataloger: "nuget-project",
    as: "packages.lock.json",
    counts: { "packages.lock.json": 8 },
  },
  {
    folder: "dotnet/packageslockjson/testdata/invalid",
    cataloger: "nuget-project",
    as: "packages.lock.json",
    counts: { invalid: "damaged" },
  },
  {
    folder: "golang/gomod/testdata",
    cataloger: "go-mod",
    as: "go.mod",
    counts: {
      "empty.mod": 0,
      "indirect-1.16.mod": 1,
      "indirect-1.23.mod": 2,
      "indirect-packages.mod": 5,
      "not-go-mod.mod": "damaged",
      "one-package.mod": 1,
      "replace-different.mod": 2,
      "replace-local.mod": 1,
      "replace-mixed.mod": 2,
      "replace-no-version.mod": 1,
      "replace-not-required.mod": 2,
      "replace-one.mod": 1,
      "toolchain-with-suffix.mod": 1,
      "toolchain.mod": 1,
      "two-packages.mod": 2,
    },
  },
  {
    folder: "rust/cargolock/testdata",
    cataloger: "cargo-lock",
    as: "Cargo.lock",
    counts: {
      "duplicate.lock": 2,
      "empty.lock": 0,
      "many-packages.lock": 6,
      "not-toml.txt": "damaged",
      "one-package.lock": 1,
      "package-with-build-string.lock": 1,
      "package-with-comments.lock": 2,
      "two-packages-with-local.lock": 1,
      "two-packages.lock": 2,
    },
  },
  {
    folder: "elixir/mixlock/testdata",
    cataloger: "hex-lock",
    as: "mix.lock",
    counts: { empty: 0, invalid: [1, "damaged"], valid: 2 },
  },
  {
    folder: "erlang/mixlock/testdata",
    cataloger: "hex-lock",
    as: "mix.lock",
    counts: { "empty.lock": 0, "git.lock": 3, "many.lock": 21, "one-package.lock": 1, "two-packages.lock": 2 },
  },
  {
    folder: "dart/pubspec/testdata",
    cataloger: "pubspec-lock",
    as: "pubspec.lock",
    counts: {
      "empty.lock": 0,
      "mixed-packages.lock": 4,
      "no-packages.lock": 0,
      "not-yaml.txt": "damaged",
      "one-package-dev.lock": 1,
      "one-package.lock": 1,
      "source-git.lock": 5,
      "source-path.lock": 0,
      "source-sdk.lock": 1,
      "two-packages.lock": 2,
    },
  },
  {
    folder: "swift/packageresolved/testdata",
    cataloger: "swift-package",
    as: "Package.resolved",
    counts: { "cve-packages": 3, empty: "damaged", invalid: "damaged", valid: 3 },
  },
  {
    folder: "swift/podfilelock/testdata",
    cataloger: "podfile-lock",
    as: "Podfile.lock",
    counts: { empty: 0, invalid: "damaged", valid: 2, valid2: 4 },
  },
  {
    folder: "cpp/conanlock/testdata",
    cataloger: "conan",
    as: "conan.lock",
    counts: {
      "empty.v1.json": 0,
      "empty.v1.revisions.json": 0,
      "empty.v2.json": 0,
      "nested-dependencies.v1.json": 5,
      "nested-dependencies.v1.revisions.json": 5,
      "nested-dependencies.v2.json": 5,
      "no-name.v1.json": [1, "damaged"],
      "no-name.v1.revisions.json": [1, "damaged"],
      "no-name.v2.json": [1, "damaged"],
      "not-json.txt": "damaged",
      "null.v2.jsontest": 0,
      "old-format-0.0.json": 1,
      "old-format-0.1.json": 1,
      "old-format-0.2.json": 1,
      "old-format-0.3.json": 1,
      "one-package-dev.v1.json": 1,
      "one-package-dev.v1.revisions.json": 1,
      "one-package-dev.v2.json": 1,
      "one-package.v1.json": 1,
      "one-package.v1.revisions.json": 1,
      "one-package.v2.json": 1,
      "two-packages.v1.json": 2,
      "two-packages.v1.revisions.json": 2,
      "two-packages.v2.json": 2,
    },
  },
  {
    folder: "haskell/cabal/testdata",
    cataloger: "haskell-lock",
    as: "cabal.project.freeze",
    counts: { invalid: 0, valid: 5, valid_2: 5 },
  },
  {
    folder: "haskell/stacklock/testdata",
    cataloger: "haskell-lock",
    as: "stack.yaml.lock",
    counts: { invalid: 0, valid: 4 },
  },
  {
    folder: "r/renvlock/testdata",
    cataloger: "renv-lock",
    as: "renv.lock",
    counts: {
      "empty.lock": 0,
      "not-json.txt": "damaged",
      "one-package.lock": 1,
      "two-packages.lock": 2,
      "with-bioconductor.lock": 2,
      "with-mixed-sources.lock": 2,
      "without-repository.lock": 1,
    },
  },
];

const testData = process.env.PLIMSOLL_TEST_DATA;

describe.skipIf(testData === undefined)("real lock files have as many packages as a second reader counts", () => {
  let unpacked = "";
  beforeAll(() => {
    unpacked = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
    const archive = join(testData ?? "", "data/vectors/language-files.tar.gz");
    execFileSync("tar", ["-xzf", archive, "-C", unpacked]);
  });
  afterAll(() => rmSync(unpacked, { recursive: true, force: true }));

  test.each(TABLE)("$folder by $cataloger", ({ folder, cataloger: name, as, beside = [], counts }) => {
    const path = join(unpacked, "language-files/osv-scalibr", folder);
    const cataloger = CATALOGERS.find((one) => one.name === name);
    if (!cataloger) throw new Error(`there is no cataloger ${name}`);
    const others = Object.fromEntries(beside.map((one) => [one, ""]));
    const names = readdirSync(path).filter((file) => Object.hasOwn(counts, file));
    const found = names.map((file) => {
      const { packages, problems } = catalogFiles(cataloger, [
        { ...others, [as]: new Uint8Array(readFileSync(join(path, file))) },
      ]);
      const count = new Set(packages.map(({ purl }) => purl)).size;
      return [file, problems.length === 0 ? count : count === 0 ? "damaged" : [count, "damaged"]];
    });
    expect(Object.fromEntries(found)).toEqual(counts);
  });
});
