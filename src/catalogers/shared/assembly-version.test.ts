import { expect, test } from "vitest";
import { type AssemblyVersions, packageVersionOf } from "./assembly-version.ts";

/** As they stand in assemblies of packages whose version is known from a list of dependencies. */
test.each<[string, AssemblyVersions, string | undefined, string?]>([
  ["a commit", { assembly: "13.0.0.0", file: "13.0.4.30916", product: "13.0.4+4e13299d4b" }, "13.0.4"],
  ["twice", { assembly: "7.6.0.0", file: "7.6.0.59", product: "7.6.0+f333d9a.f333d9a" }, "7.6.0"],
  ["a pre-release", { assembly: "3.0.0.0", product: "3.0.0-beta.20251203.1+8abdb40" }, "3.0.0-beta.20251203.1"],
  ["a number of a build", { assembly: "4.1.0.0", product: "4.1.0-5.22114.11+260d16a" }, "4.1.0"],
  ["a fourth number of a build", { assembly: "10.0.0.0", product: "10.0.2.20802" }, "10.0.2"],
  ["a fourth number of a release", { assembly: "3.3.0.0", product: "3.7.0.10" }, "3.7.0.10"],
  ["a fourth zero", { assembly: "3.13.2.0", product: "3.13.2.0" }, "3.13.2"],
  ["two numbers", { assembly: "4.73.1.0", product: "4.73" }, "4.73.0"],
  ["a builder", { assembly: "2.0.0.0", product: "2.0.0 built by: X. Commit Hash: e8b88" }, "2.0.0"],
  ["a sentence", { assembly: "10.0.0.0", product: "10.2.0. Commit Hash: 94443a5+94443a5" }, "10.2.0"],
  ["a date and a commit", { assembly: "6.35.0.0", product: "6.35.0.41201040912.c94c7fc" }, "6.35.0"],
  ["a branch", { assembly: "0.31.0.0", product: "0.31.0+libgit2-3f4182d.ee53bdd" }, "0.31.0"],
  [
    "the version of .NET beside that of the file",
    { assembly: "4.0.3.0", file: "4.700.19.56404", product: "3.1.0+0f7f38c" },
    "4.7.0",
    "file",
  ],
  [
    "a number of a build alone",
    { assembly: "4.4.0.0", file: "4.6.26406.04", product: "4.6.26406.04 @BuiltBy: x" },
    "4.4.0",
    "assembly",
  ],
  ["only the file's", { assembly: "1.0.0.0", file: "1.4700.125.36505" }, "1.47.1", "file"],
  ["a minor version in hundreds that is none", { assembly: "1.0.0.0", file: "1.200.3.1000" }, "1.200.3", "file"],
  ["a word", { assembly: "1.5.0.0", file: "main", product: "release" }, "1.5.0", "assembly"],
  ["none", { assembly: "0.0.0.0", file: "0.0.0.0", product: " " }, undefined],
  ["digits without end", { assembly: "0.0.0.0", product: "9".repeat(5000) }, undefined],
])("%s", (_what, versions, version, from = "product") => {
  expect(packageVersionOf(versions)).toEqual(version && { version, from });
});
