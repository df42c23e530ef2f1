import { expect, test } from "vitest";
import { catalogRows } from "../../test/support/catalog-rows.ts";
import { renvLock } from "./renv-lock.ts";

test("packages of CRAN, Bioconductor and GitHub", () => {
  const Packages = {
    A: { Package: "A", Version: "1.0", Source: "Repository", Repository: "CRAN", Requirements: ["B", "R"] },
    B: { Package: "B", Version: "2.0", Source: "Bioconductor", Hash: "ab".repeat(16), Imports: ["C (>= 1.0)"] },
    C: {
      Package: "C",
      Version: "3.0",
      Source: "GitHub",
      RemoteUsername: "u",
      RemoteRepo: "r",
      RemoteSha: "0123",
      License: "MIT + file LICENSE",
      Title: "The C",
      Maintainer: "M",
    },
  };
  const { packages, rows, messages } = catalogRows(renvLock, "renv.lock", JSON.stringify({ R: {}, Packages }));
  expect(messages).toEqual([]);
  expect(rows).toEqual([
    ["pkg:cran/A@1.0", "→ pkg:bioconductor/B@2.0"],
    ["pkg:bioconductor/B@2.0", "→ pkg:cran/C@3.0"],
    ["pkg:cran/C@3.0"],
  ]);
  expect(packages[1]?.properties).toEqual({ "r:hash": "ab".repeat(16) });
  expect(packages[2]).toMatchObject({
    licenses: ["MIT + file LICENSE"],
    description: "The C",
    author: "M",
    properties: { "r:remote": "https://github.com/u/r", "r:remoteSha": "0123" },
  });
});

test.each([
  ["{", "renv.lock: is not JSON"],
  ['{"Packages":{"A":{}}}', "renv.lock: the package 'A' has no version"],
])("%s is a problem", (text, message) => {
  expect(catalogRows(renvLock, "renv.lock", text)).toMatchObject({ rows: [], messages: [message] });
});
