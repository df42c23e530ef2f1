import { expect, test } from "vitest";
import { catalogRows } from "../../test/support/catalog-rows.ts";
import { conan } from "./conan.ts";

test("a lock file of Conan 2", () => {
  const lock = {
    version: "0.5",
    requires: ["zlib/1.2.13#13c96f%1667396813.733", "own/1.0@acme/stable#77"],
    build_requires: ["cmake/3.22.6#aa%1"],
    python_requires: [],
  };
  const { packages, rows, messages } = catalogRows(conan, "conan.lock", JSON.stringify(lock));
  expect(messages).toEqual([]);
  expect(rows).toEqual([
    ["pkg:conan/zlib@1.2.13", "production"],
    ["pkg:conan/acme/own@1.0?channel=stable", "production"],
    ["pkg:conan/cmake@3.22.6", "development"],
  ]);
  expect(packages[0]?.properties).toEqual({ "conan:revision": "13c96f" });
});

test("a graph of Conan 1", () => {
  const nodes = {
    0: { ref: "own/1.0", path: "conanfile.py", requires: ["1"], build_requires: ["3"] },
    1: { ref: "freetype/2.12.1#7e", requires: ["2"] },
    2: { ref: "zlib/1.2.13@_/_#13:19729b#562e" },
    3: { ref: "ninja/1.11.1" },
  };
  const { rows, messages } = catalogRows(
    conan,
    "conan.lock",
    JSON.stringify({ graph_lock: { nodes }, version: "0.4" }),
  );
  expect(messages).toEqual([]);
  expect(rows).toEqual([
    ["pkg:conan/freetype@2.12.1", "direct", "production", "→ pkg:conan/zlib@1.2.13"],
    ["pkg:conan/zlib@1.2.13", "indirect", "production"],
    ["pkg:conan/ninja@1.11.1", "direct", "development"],
  ]);
});

test("an old graph, whose nodes are needed by their references", () => {
  const nodes = { a: { pref: null, requires: { "zlib/1.2.11@u/c": "b" } }, b: { pref: "zlib/1.2.11@u/c#5f:19#58" } };
  expect(catalogRows(conan, "conan.lock", JSON.stringify({ graph_lock: { nodes } })).rows).toEqual([
    ["pkg:conan/u/zlib@1.2.11?channel=c", "direct", "production"],
  ]);
});

test("conanfile.txt, where it names versions", () => {
  const text =
    "[requires]\nzlib/1.2.13 # a comment\nopenssl/[>=3]\n\n[tool_requires]\ncmake/3.22.6\n[options]\na/b=1\n";
  expect(catalogRows(conan, "conanfile.txt", text).rows).toEqual([
    ["pkg:conan/zlib@1.2.13", "direct", "production"],
    ["pkg:conan/cmake@3.22.6", "direct", "development"],
  ]);
});

test.each([
  ["{", "conan.lock: is not JSON"],
  ['{"requires":["1.2.3#ff"]}', "conan.lock: a package has no name"],
])("%s is a problem", (text, message) => {
  expect(catalogRows(conan, "conan.lock", text)).toMatchObject({ rows: [], messages: [message] });
});
