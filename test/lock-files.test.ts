import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { CATALOGERS } from "../src/catalogers/index.ts";
import { TarReader } from "../src/formats/tar-reader.ts";
import { catalogFiles } from "./support/catalog-files.ts";

/*
 * Reads the lock files with which another project tests its own readers. They are not part of this repository;
 * PLIMSOLL_TEST_DATA names the folder that has them as data/vectors/. The counts were reviewed by eye, file by file.
 */

interface Suite {
  readonly cataloger: string;
  /** Where the files are, below the archive's first folder. */
  readonly folder: string;
  /** What such a file is called in a project. */
  readonly as: string;
  /** File, packages, edges, direct packages, problem. */
  readonly files: string;
}

const SUITES: readonly Suite[] = [
  {
    cataloger: "npm-lock",
    folder: "javascript/packagelockjson",
    as: "package-lock.json",
    files: `
      alias.v1.json 3 0 0 -
      alias.v2.json 3 0 3 -
      bundled-dependencies.v3.json 3 1 2 -
      commits.v1.json 15 0 0 -
      commits.v2.json 14 0 9 -
      empty.v1.json 0 0 0 -
      empty.v2.json 0 0 0 -
      files.v1.json 1 0 0 -
      files.v2.json 2 0 0 -
      nested-dependencies-dup.v1.json 73 30 0 -
      nested-dependencies-dup.v2.json 36 0 0 -
      nested-dependencies.v1.json 5 3 0 -
      nested-dependencies.v2.json 5 3 0 -
      not-json.txt 0 0 0 FILE_MALFORMED
      null.v2.jsontest 0 0 0 -
      one-package-dev.v1.json 1 0 0 -
      one-package-dev.v2.json 1 0 1 -
      one-package.v1.json 1 0 0 -
      one-package.v2.json 1 0 1 -
      optional-package.v1.json 2 0 0 -
      optional-package.v2.json 2 0 1 -
      same-package-different-groups.v1.json 7 0 0 -
      same-package-different-groups.v2.json 7 0 0 -
      scoped-packages.v1.json 2 0 0 -
      scoped-packages.v2.json 2 0 0 -
      two-packages.v1.json 2 0 0 -
      two-packages.v2.json 2 0 2 -
`,
  },
  {
    cataloger: "yarn-lock",
    folder: "javascript/yarnlock",
    as: "yarn.lock",
    files: `
      commits.v1.lock 18 0 0 -
      commits.v2.lock 7 0 0 -
      empty.v1.lock 0 0 0 -
      empty.v2.lock 0 0 0 -
      exclude-root.v2.lock 1 0 1 -
      files.v1.lock 6 2 0 -
      files.v2.lock 1 0 0 -
      metadata-only.v2.lock 0 0 0 -
      multiple-constraints.v1.lock 2 0 0 -
      multiple-versions.v1.lock 4 0 0 -
      multiple-versions.v2.lock 3 0 0 -
      no-version.v1.lock 1 0 0 -
      one-package.v1.lock 1 0 0 -
      one-package.v2.lock 1 0 0 -
      scoped-packages.v1.lock 2 0 0 -
      scoped-packages.v2.lock 3 0 0 -
      two-packages.v1.lock 2 0 0 -
      two-packages.v2.lock 2 0 0 -
      with-aliases.v1.lock 3 0 0 -
      with-aliases.v2.lock 3 0 3 -
      with-build-string.v1.lock 2 0 0 -
      with-build-string.v2.lock 2 0 2 -
      with-prerelease.v1.lock 5 0 0 -
      with-prerelease.v2.lock 2 0 0 -
      with-quotes.v1.lock 2 0 0 -
      with-quotes.v2.lock 2 0 0 -
`,
  },
  {
    cataloger: "pnpm-lock",
    folder: "javascript/pnpmlock",
    as: "pnpm-lock.yaml",
    files: `
      commits.v9.yaml 2 0 2 -
      commits.yaml 5 1 2 -
      empty.yaml 0 0 0 -
      exotic.yaml 7 0 0 FILE_MALFORMED
      files.yaml 5 0 0 FILE_MALFORMED
      invalid-path.yaml 1 0 0 FILE_MALFORMED
      invalid-paths.yaml 1 0 0 FILE_MALFORMED
      missing-packages.yaml 0 0 0 -
      mixed-groups.v53.yaml 3 0 3 -
      mixed-groups.v54.yaml 3 0 3 -
      mixed-groups.v6.yaml 3 0 3 -
      mixed-groups.v9.yaml 3 0 3 -
      multiple-packages.yaml 14 16 1 -
      multiple-versions.v9.yaml 3 0 1 -
      multiple-versions.yaml 3 0 1 -
      no-packages.v9.yaml 0 0 0 -
      no-packages.yaml 0 0 0 -
      not-yaml.txt 0 0 0 FILE_MALFORMED
      one-package-dev.v9.yaml 1 0 1 -
      one-package-dev.yaml 1 0 1 -
      one-package-v6-lockfile.yaml 1 0 1 -
      one-package.v9.yaml 1 0 1 -
      one-package.yaml 1 0 1 -
      peer-dependencies-advanced-rc-v6.yaml 5 6 1 -
      peer-dependencies-advanced-v6.yaml 5 6 1 -
      peer-dependencies-advanced.v9.yaml 13 30 4 -
      peer-dependencies-advanced.yaml 9 19 3 -
      peer-dependencies-v6.yaml 5 6 1 -
      peer-dependencies.v9.yaml 2 1 1 -
      peer-dependencies.yaml 2 1 2 -
      scoped-packages-v6-lockfile.yaml 1 0 1 -
      scoped-packages.v9.yaml 1 0 1 -
      scoped-packages.yaml 1 0 1 -
      tarball.yaml 1 0 1 -
`,
  },
  {
    cataloger: "bun-lock",
    folder: "javascript/bunlock",
    as: "bun.lock",
    files: `
      alias.json5 4 2 2 -
      bad-tuple.json5 1 0 1 FILE_MALFORMED
      blog-sample.json5 1 0 1 -
      commits.json5 18 9 9 -
      empty.json5 0 0 0 -
      files.json5 1 0 1 -
      nested-dependencies-dup.json5 7 5 3 -
      nested-dependencies.json5 9 6 3 -
      no-packages.json5 0 0 0 -
      not-json.txt 0 0 0 FILE_MALFORMED
      one-package-dev.json5 1 0 1 -
      one-package.json5 1 0 1 -
      optional-package.json5 3 1 2 -
      peer-dependencies-explicit.json5 2 1 2 -
      peer-dependencies-implicit.json5 2 1 1 -
      same-package-different-groups.json5 2 1 2 -
      scoped-packages-mixed.json5 5 3 2 -
      scoped-packages.json5 1 0 1 -
      two-packages.json5 2 0 2 -
`,
  },
  {
    cataloger: "poetry-lock",
    folder: "python/poetrylock",
    as: "poetry.lock",
    files: `
      empty-file.lock 0 0 0 -
      empty.lock 0 0 0 -
      multiple-packages.v2.lock 11 7 0 -
      names-outside-package-block.lock 2 0 0 -
      not-toml.txt 0 0 0 FILE_MALFORMED
      one-package-with-metadata.lock 1 0 0 -
      one-package.lock 1 0 0 -
      optional-package.lock 1 0 0 -
      source-git.lock 1 0 0 -
      source-legacy.lock 1 0 0 -
      two-packages.lock 2 1 0 -
`,
  },
  {
    cataloger: "pdm-lock",
    folder: "python/pdmlock",
    as: "pdm.lock",
    files: `
      dev-dependency.toml 3 1 0 -
      empty-file.toml 0 0 0 -
      empty.toml 0 0 0 -
      git-dependency.toml 1 0 0 -
      names-outside-package-block.toml 2 0 0 -
      not-toml.txt 0 0 0 FILE_MALFORMED
      optional-dependency.toml 3 1 0 -
      single-package.toml 1 0 0 -
      two-packages.toml 2 0 0 -
`,
  },
  {
    cataloger: "uv-lock",
    folder: "python/uvlock",
    as: "uv.lock",
    files: `
      empty.lock 0 0 0 -
      grouped-packages.lock 14 11 4 -
      names-outside-package-block.lock 2 0 0 -
      no-dependencies.lock 0 0 0 -
      no-packages.lock 0 0 0 -
      not-toml.txt 0 0 0 FILE_MALFORMED
      one-package.lock 1 0 1 -
      source-git.lock 1 0 1 -
      two-packages.lock 2 0 2 -
`,
  },
  {
    cataloger: "pipfile-lock",
    folder: "python/pipfilelock",
    as: "Pipfile.lock",
    files: `
      empty-file 0 0 0 FILE_MALFORMED
      empty.json 0 0 0 -
      minified.json 1 0 0 -
      multiple-packages.json 4 0 0 -
      no-version.json 2 0 0 -
      not-json.txt 0 0 0 FILE_MALFORMED
      one-package-dev.json 1 0 0 -
      one-package.json 1 0 0 -
      two-packages-alt.json 2 0 0 -
      two-packages.json 2 0 0 -
`,
  },
  {
    cataloger: "pylock",
    folder: "python/pylock",
    as: "pylock.toml",
    files: `
      commits.toml 7 0 0 -
      empty.toml 0 0 0 -
      example.toml 3 1 0 -
      names-outside-package-block.toml 2 0 0 -
      not-toml.txt 0 0 0 FILE_MALFORMED
      pdm-full.toml 10 0 0 -
      pip-full.toml 5 0 0 -
      pip-just-self.toml 0 0 0 -
`,
  },
  {
    cataloger: "requirements",
    folder: "python/requirements",
    as: "requirements.txt",
    files: `
      comments.txt 5 0 0 -
      env_var.txt 2 0 0 VERSION_INVALID
      example.txt 1 0 0 VERSION_INVALID
      extras.txt 2 0 0 -
      invalid.txt 0 0 0 VERSION_INVALID
      loop.txt 0 0 0 -
      multiline_and_comments.txt 2 0 0 -
      no_version.txt 0 0 0 VERSION_INVALID
      other-loop.txt 0 0 0 -
      other-requirements.txt 1 0 0 -
      per_req_options.txt 15 0 0 VERSION_INVALID
      trailing_backslash.txt 1 0 0 -
      with_versions.txt 7 0 0 VERSION_INVALID
`,
  },
];

const testData = process.env.PLIMSOLL_TEST_DATA;

function readFiles(archive: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const reader = new TarReader({
    onEntry: ({ type }) => type === "file",
    onContent: ({ path }, content) => void files.set(path, content.slice()),
  });
  reader.push(gunzipSync(readFileSync(archive)));
  reader.end();
  return files;
}

if (testData === undefined) {
  test("lock files of other projects are read", ({ skip }) => skip("PLIMSOLL_TEST_DATA is not set"));
} else {
  const files = readFiles(join(testData, "data/vectors/language-files.tar.gz"));

  describe.each(SUITES)("$cataloger", ({ cataloger: name, folder, as, files: table }) => {
    const cataloger = CATALOGERS.find((one) => one.name === name);
    const prefix = `language-files/osv-scalibr/${folder}/testdata/`;
    const rows = table.trim().split(/\n\s*/);

    test.each(rows)("%s", (row) => {
      const [file = ""] = row.split(" ");
      const content = new TextDecoder().decode(files.get(prefix + file));
      if (!cataloger) throw new Error(`there is no cataloger '${name}'`);
      const { packages, problems } = catalogFiles(cataloger, [{ [`app/${as}`]: content }]);
      const edges = packages.reduce((sum, { dependsOn = [] }) => sum + dependsOn.length, 0);
      const direct = packages.filter((pkg) => pkg.direct).length;
      const codes = [...new Set(problems.map(({ code }) => code))].join() || "-";
      expect([file, packages.length, edges, direct, codes].join(" ")).toBe(row);
    });

    test("no file is left out", () => {
      const there = [...files.keys()].filter(
        (path) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/"),
      );
      expect(rows.map((row) => row.split(" ")[0]).sort()).toEqual(there.map((path) => basename(path)).sort());
    });
  });
}
