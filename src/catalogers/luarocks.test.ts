import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { luarocks } from "./luarocks.ts";

test.each([
  ["usr/local/lib/luarocks/rocks-5.1/alpha/1.0-1/alpha-1.0-1.rockspec", true],
  ["usr/lib/luarocks/rocks/alpha/1.0-1/alpha-1.0-1.rockspec", true],
  ["app/alpha-1.0-1.rockspec", false],
  ["usr/local/lib/luarocks/rocks-5.1/alpha/1.0-1/beta-1.0-1.rockspec", false],
])("luarocks wants %s: %s", (path, wanted) => {
  expect(luarocks.wants(path, NO_FACTS)).toBe(wanted);
});

const ROCKS = "usr/local/lib/luarocks/rocks-5.1";
/** As LuaRocks 3.8 installed it. */
const ALPHA = `package = "alpha"
version = "1.0-1"
source = { url = "git+https://example.org/alpha.git", tag = 'v1.0' }
description = {
   summary = "First \\"module\\"", -- a comment
   detailed = [[Long
text]],
   homepage = "https://example.org/alpha",
   license = "MIT",
   maintainer = "Ann <ann@example.org>",
}
dependencies = { "lua >= 5.1", "beta ~> 2", "user/gamma" }
build = { type = "builtin", modules = { ["alpha"] = "alpha.lua" } }
`;

test("modules with their facts", () => {
  const { packages, problems } = catalogFiles(luarocks, [
    {
      [`${ROCKS}/alpha/1.0-1/alpha-1.0-1.rockspec`]: ALPHA,
      [`${ROCKS}/beta/2.1-3/beta-2.1-3.rockspec`]: 'package = "beta"; version = "2.1-3"',
      "opt/rocks-5.4/gamma/1-1/gamma-1-1.rockspec": 'package = "gamma"; version = "1-1"',
    },
  ]);
  expect(problems).toEqual([]);
  expect(packages[0]).toMatchObject({
    purl: "pkg:luarocks/alpha@1.0-1",
    licenses: ["MIT"],
    author: "Ann <ann@example.org>",
    description: 'First "module"',
    homepage: "https://example.org/alpha",
    // The other one stands in another tree.
    dependsOn: ["pkg:luarocks/beta@2.1-3"],
    properties: { "luarocks:source": "git+https://example.org/alpha.git" },
  });
  expect(packages.slice(1).map(({ purl }) => purl)).toEqual(["pkg:luarocks/beta@2.1-3", "pkg:luarocks/gamma@1-1"]);
});

test("a rockspec whose version is computed is a problem", () => {
  const path = `${ROCKS}/a/1-1/a-1-1.rockspec`;
  const { problems } = catalogFiles(luarocks, [{ [path]: 'package = "a" version = v .. "-1"' }]);
  expect(problems).toEqual([{ code: "FILE_MALFORMED", path, message: `${path}: the package 'a' has no version` }]);
});
