import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { rPackage } from "./r.ts";

test.each([
  ["usr/lib/R/library/stats/DESCRIPTION", true],
  ["usr/local/lib/R/site-library/cli/DESCRIPTION", true],
  ["app/renv/library/R-4.2/x86_64-pc-linux-gnu/cli/DESCRIPTION", true],
  ["app/renv/library/linux-debian-bookworm/R-4.2/x86_64-pc-linux-gnu/cli/DESCRIPTION", true],
  ["app/DESCRIPTION", false],
  ["usr/share/doc/r-cran-cli/tests/testthat/progresstest/DESCRIPTION", false],
  ["usr/lib/R/library/cli/tests/x/DESCRIPTION", false],
])("r wants %s: %s", (path, wanted) => {
  expect(rPackage.wants(path, NO_FACTS)).toBe(wanted);
});

const CLI = `Package: cli
Title: Helpers for Developing
    Command Line Interfaces
Version: 3.6.0
License: MIT + file LICENSE
URL: https://cli.r-lib.org, https://github.com/r-lib/cli#readme
Depends: R (>= 3.4)
Imports: utils,
    Biobase (>= 2.0)
Suggests: callr
Author: Gábor Csárdi [aut, cre],
  Hadley Wickham [ctb]
Maintainer: Gábor Csárdi <csardi.gabor@gmail.com>
Repository: CRAN
Built: R 4.2.2; x86_64-pc-linux-gnu; '2023'; unix
`;
const UTILS = "Package: utils\nVersion: 4.2.2\nPriority: base\nTitle: The R Utils Package\nAuthor: R Core Team\n";
const BIOBASE = "Package: Biobase\nVersion: 2.58.0\nbiocViews: Infrastructure\nRemoteUsername: a\nRemoteRepo: b\n";

test("packages with their facts", () => {
  const { packages, problems } = catalogFiles(rPackage, [
    {
      "usr/local/lib/R/site-library/cli/DESCRIPTION": CLI,
      "usr/lib/R/library/utils/DESCRIPTION": UTILS,
      "usr/lib/R/site-library/Biobase/DESCRIPTION": BIOBASE,
    },
  ]);
  expect(problems).toEqual([]);
  expect(packages).toEqual([
    expect.objectContaining({
      purl: "pkg:cran/cli@3.6.0",
      licenses: ["MIT + file LICENSE"],
      author: "Gábor Csárdi <csardi.gabor@gmail.com>",
      description: "Helpers for Developing Command Line Interfaces",
      homepage: "https://cli.r-lib.org",
      dependsOn: ["pkg:bioconductor/Biobase@2.58.0", "pkg:cran/utils@4.2.2"],
      properties: { "r:repository": "CRAN", "r:built": "R 4.2.2; x86_64-pc-linux-gnu; '2023'; unix" },
    }),
    expect.objectContaining({
      purl: "pkg:cran/utils@4.2.2",
      author: "R Core Team",
      licenses: [],
      properties: { "r:priority": "base" },
    }),
    expect.objectContaining({
      purl: "pkg:bioconductor/Biobase@2.58.0",
      properties: { "r:remote": "https://github.com/a/b" },
    }),
  ]);
});

test("a record without a version is a problem", () => {
  const path = "usr/lib/R/library/a/DESCRIPTION";
  expect(catalogFiles(rPackage, [{ [path]: "Package: a\n" }]).problems).toEqual([
    { code: "FILE_MALFORMED", path, message: `${path}: the package 'a' has no version` },
  ]);
  expect(catalogFiles(rPackage, [{ [path]: "" }]).problems).toHaveLength(1);
});
