import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { gemfileLock } from "./gemfile-lock.ts";

const LOCK = `GIT
  remote: https://example.org/widget.git
  revision: 0123abcd
  branch: main
  specs:
    widget (0.3.0)
      rack (>= 2.0)

PATH
  remote: .
  specs:
    own (1.0.0)
      widget!
      rack

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.15.0-x86_64-linux)
      racc (~> 1.4)
    racc (1.7.1)
    rack (3.0.0.beta1)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  nokogiri (~> 1.15)
  widget!

CHECKSUMS
  nokogiri (1.15.0-x86_64-linux) sha256=${"ab".repeat(32)}
  racc (1.7.1)

RUBY VERSION
   ruby 3.1.2p20

BUNDLED WITH
   2.5.0
`;

test("gems of all kinds of sources", () => {
  const { packages, problems } = catalogFiles(gemfileLock, [{ "app/Gemfile.lock": LOCK }]);
  expect(problems).toEqual([]);
  const rows = packages.map(({ purl, direct, dependsOn = [], properties }) => [purl, direct, dependsOn, properties]);
  expect(rows).toEqual([
    [
      "pkg:gem/widget@0.3.0",
      true,
      ["pkg:gem/rack@3.0.0.beta1"],
      { "gem:git": "https://example.org/widget.git", "gem:revision": "0123abcd" },
    ],
    ["pkg:gem/nokogiri@1.15.0?platform=x86_64-linux", true, ["pkg:gem/racc@1.7.1"], {}],
    ["pkg:gem/racc@1.7.1", false, [], {}],
    ["pkg:gem/rack@3.0.0.beta1", true, [], {}],
  ]);
  expect(packages[1]?.checksums).toEqual([{ algorithm: "sha256", value: "ab".repeat(32) }]);
});

test("lines that are not of a lock file are a problem, the others stand", () => {
  const text = LOCK.replace("    racc (1.7.1)", "<<<<<<< HEAD\n    racc (1.7.1)\n=======").replaceAll("\n", "\r\n");
  const { packages, problems } = catalogFiles(gemfileLock, [{ "Gemfile.lock": text }]);
  expect(packages.length).toBe(4);
  expect(problems.map(({ message }) => message)).toEqual([
    "Gemfile.lock: 2 lines are not of a lock file; the first is line 21",
  ]);
});
