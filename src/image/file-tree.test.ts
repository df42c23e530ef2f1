import { describe, expect, test } from "vitest";
import { FileTableBuilder, type TableEntry } from "./file-table.ts";
import { mergeLayers } from "./file-tree.ts";

/** `a/b` a file · `a/` a folder · `a -> b` a symbolic link · `a => b` a hard link · `-a` a whiteout · `a/*-` opaque */
function parse(line: string): TableEntry {
  const [path = "", arrow, target = ""] = line.split(" ");
  const entry = { path, sizeBytes: 1, linkTarget: "" };
  if (arrow) return { ...entry, type: arrow === "->" ? "symlink" : "hardlink", linkTarget: target };
  if (path.endsWith("/*-")) return { ...entry, path: path.slice(0, -3), type: "opaque" };
  if (path.startsWith("-")) return { ...entry, path: path.slice(1), type: "whiteout" };
  return path.endsWith("/") ? { ...entry, path: path.slice(0, -1), type: "directory" } : { ...entry, type: "file" };
}

/** `at` is the file to look for; `found` its real path and layer, or `undefined`. */
const rows: { title: string; layers: string[][]; at: string; found: string | undefined }[] = [
  { title: "finds a file", layers: [["a/b"]], at: "a/b", found: "a/b 0" },
  { title: "takes leading slashes", layers: [["a/b"]], at: "/a/b", found: "a/b 0" },
  { title: "lets the last layer win", layers: [["a"], ["a"]], at: "a", found: "a 1" },
  { title: "takes away what is whited out", layers: [["a"], ["-a"]], at: "a", found: undefined },
  { title: "takes away a folder with all it holds", layers: [["a/b/c"], ["-a"]], at: "a/b/c", found: undefined },
  { title: "keeps what the layer of the whiteout itself writes", layers: [["a"], ["a", "-a"]], at: "a", found: "a 1" },
  { title: "lets a later layer write again", layers: [["a"], ["-a"], ["a"]], at: "a", found: "a 2" },
  { title: "empties an opaque folder", layers: [["d/a"], ["d/", "d/*-"]], at: "d/a", found: undefined },
  { title: "keeps what the opaque layer writes", layers: [["d/a"], ["d/b", "d/*-"]], at: "d/b", found: "d/b 1" },
  {
    title: "keeps what an opaque layer writes between its marks",
    layers: [["d/a"], ["d/*-", "d/b", "d/*-"]],
    at: "d/b",
    found: "d/b 1",
  },
  {
    title: "empties a folder of lower layers once and for all",
    layers: [["d/e/a"], ["d/e/*-", "d/e/b", "-d", "d/*-"]],
    at: "d/e/a",
    found: undefined,
  },
  {
    title: "keeps what is written below a folder that went",
    layers: [["d/e/a"], ["-d", "d/e/b", "-d/e", "-d"]],
    at: "d/e/b",
    found: "d/e/b 1",
  },
  {
    title: "takes away in each layer anew",
    layers: [["d/a"], ["d/b", "d/*-"], ["d/c", "d/*-"]],
    at: "d/b",
    found: undefined,
  },
  {
    title: "makes a folder again that went between its files",
    layers: [["d/e/a"], ["d/e/f/b", "-d/e/f", "-d/e", "d/e/f/c"]],
    at: "d/e/f/c",
    found: "d/e/f/c 1",
  },
  {
    title: "writes where a link was until it went",
    layers: [
      ["x/a", "d -> x"],
      ["d/b", "-d", "d/c"],
    ],
    at: "d/c",
    found: "d/c 1",
  },
  { title: "keeps a folder that comes again", layers: [["d/a"], ["d/"]], at: "d/a", found: "d/a 0" },
  { title: "lets a file replace a folder", layers: [["d/a"], ["d"]], at: "d/a", found: undefined },
  { title: "lets a folder replace a file", layers: [["d"], ["d/", "d/a"]], at: "d/a", found: "d/a 1" },
  { title: "follows a relative link", layers: [["a -> b", "b"]], at: "a", found: "b 0" },
  { title: "follows an absolute link", layers: [["x/a -> /y/b", "y/b"]], at: "x/a", found: "y/b 0" },
  {
    title: "follows a link of a folder (merged /usr)",
    layers: [["lib -> usr/lib", "usr/lib/x"]],
    at: "lib/x",
    found: "usr/lib/x 0",
  },
  {
    title: "writes behind a link of a folder",
    layers: [["lib -> usr/lib", "usr/lib/"], ["lib/x"]],
    at: "usr/lib/x",
    found: "usr/lib/x 1",
  },
  {
    title: "whites out behind a link of a folder",
    layers: [["lib -> usr/lib", "usr/lib/x"], ["-lib/x"]],
    at: "usr/lib/x",
    found: undefined,
  },
  {
    title: "lets a folder replace a link",
    layers: [
      ["lib -> usr/lib", "usr/lib/x"],
      ["lib/", "lib/y"],
    ],
    at: "lib/y",
    found: "lib/y 1",
  },
  {
    title: "stays inside when a link climbs out",
    layers: [["etc/a -> ../../../../etc/b", "etc/b"]],
    at: "etc/a",
    found: "etc/b 0",
  },
  { title: "gives up on a link to itself", layers: [["a -> a"]], at: "a", found: undefined },
  { title: "gives up on links in a circle", layers: [["a -> b", "b -> c", "c -> a"]], at: "a/x", found: undefined },
  { title: "finds nothing behind a link to nothing", layers: [["a -> nowhere"]], at: "a", found: undefined },
  { title: "finds a hard link under its own name", layers: [["a", "b => a"]], at: "b", found: "b 0" },
  {
    title: "is not fooled by names of object properties",
    layers: [["__proto__/constructor"]],
    at: "__proto__/constructor",
    found: "__proto__/constructor 0",
  },
];

test.each(rows)("the tree $title", ({ layers, at, found }) => {
  const tree = mergeLayers(layers.map(tableOf), []);
  const file = tree.find(at);
  expect(file && `${file.path} ${file.layer}`).toBe(found);
});

function tableOf(lines: string[]) {
  const builder = new FileTableBuilder();
  for (const line of lines) builder.add(parse(line));
  return builder.build();
}

describe("lifetimes", () => {
  const rows: { title: string; layers: string[][]; expected: string[] }[] = [
    { title: "of a file that stands", layers: [["a"], ["b"]], expected: ["a 0-"] },
    { title: "of a file that was overwritten", layers: [["a"], ["a"]], expected: ["a 0-1", "a 1-"] },
    {
      title: "of a file that was taken away and came back",
      layers: [["a"], ["-a"], ["x"], ["a"]],
      expected: ["a 0-1", "a 3-"],
    },
    { title: "of a file whose folder went", layers: [["a"], ["x"], ["-a"]], expected: ["a 0-2"] },
    { title: "of a file replaced by a link", layers: [["a", "b"], ["a -> b"]], expected: ["a 0-1", "a 1-"] },
  ];
  test.each(rows)("$title", ({ layers, expected }) => {
    const tree = mergeLayers(
      layers.map(tableOf),
      layers.map(() => new Set(["a"])),
    );
    const told = [...tree.lifetimes.values()].flatMap((ofLayer) =>
      [...ofLayer.values()].map(({ path, layer, until = "" }) => `${path} ${layer}-${until}`),
    );
    expect(told).toEqual(expected);
  });

  test("are told by the real path", () => {
    const tree = mergeLayers([["lib -> usr/lib", "usr/lib/"], ["lib/x"]].map(tableOf), [new Set(), new Set(["lib/x"])]);
    expect(tree.lifetimes.get(1)?.get("lib/x")).toEqual({ path: "usr/lib/x", layer: 1 });
  });
});

test("a link that leads nowhere is told apart from nothing", () => {
  const tree = mergeLayers([tableOf(["a -> b", "b -> a", "c -> gone", "d -> e", "e"])], []);
  expect(["a", "c", "c/x", "d", "e", "f"].map(tree.findBrokenLink)).toEqual([
    "a",
    "c",
    "c",
    undefined,
    undefined,
    undefined,
  ]);
});

describe("folders in a folder are", () => {
  test.each([
    [
      "those that stand",
      [
        ["s/a/x", "s/b/", "s/c"],
        ["-s/a", "s/d/y"],
      ],
      "s",
      ["s/b 0", "s/d 1"],
    ],
    ["found behind a link, and links are none", [["r/s/a/x", "s -> r/s", "r/s/l -> a"]], "s", ["r/s/a 0"]],
    ["none in a file", [["s"]], "s", []],
    ["none in nothing", [[]], "s", []],
  ] as [string, string[][], string, string[]][])("%s", (_title, layers, path, expected) => {
    const tables = layers.map((lines) => {
      const table = new FileTableBuilder();
      for (const line of lines) table.add(parse(line));
      return table.build();
    });
    const found = [...mergeLayers(tables, []).foldersIn(path)];
    expect(found.map((folder) => `${folder.path} ${folder.layer}`)).toEqual(expected);
  });
});

describe("a folder's size is that of the files in it", () => {
  const rows: { title: string; layers: string[][]; at: string; bytes: number | undefined }[] = [
    { title: "however deep", layers: [["d/a", "d/e/b", "d/e/f/c", "x"]], at: "d", bytes: 3 },
    { title: "of all layers", layers: [["d/a", "d/b"], ["d/b", "d/c"], ["-d/a"]], at: "d", bytes: 2 },
    { title: "but not of those left out", layers: [["d/a", "d/e/x/b", "d/x/c"]], at: "d", bytes: 1 },
    { title: "also of one that is asked for by such a name", layers: [["d/x/c", "d/x/e/c"]], at: "d/x", bytes: 2 },
    { title: "without what links lead to", layers: [["d/a", "d/b -> a", "d/e -> /f", "f/c"]], at: "d", bytes: 1 },
    { title: "found behind a link", layers: [["d/a", "e -> d"]], at: "e", bytes: 1 },
    { title: "with hard links behind a link", layers: [["l -> f", "f/", "l/a", "d/b => l/a"]], at: "d", bytes: 1 },
    { title: "with hard links of another folder's depth", layers: [["f/g/a", "x", "d/b => f/g/a"]], at: "d", bytes: 1 },
    { title: "with hard links to nothing", layers: [["d/b => f/g/a", "d/c"]], at: "d", bytes: 1 },
    { title: "with hard links", layers: [["f/a", "d/b => f/a"]], at: "d", bytes: 1 },
    { title: "which may hold nothing", layers: [["d/"]], at: "d", bytes: 0 },
    { title: "not of a file", layers: [["d"]], at: "d", bytes: undefined },
    { title: "not of nothing", layers: [[]], at: "d", bytes: undefined },
  ];
  test.each(rows)("$title", ({ layers, at, bytes }) => {
    for (const watched of [[], layers.map((lines) => new Set(lines))]) {
      expect(mergeLayers(layers.map(tableOf), watched).folderSizes(new Set(["x"]))(at)).toBe(bytes);
    }
  });

  test("whatever its files have, and whichever layer has them", () => {
    const sizes = [0, 1, 2 ** 31, 2 ** 40 + 1];
    const tables = sizes.map((sizeBytes, i) => {
      const table = new FileTableBuilder();
      table.add({ path: `d/${i}`, type: "file", sizeBytes, linkTarget: "" });
      return table.build();
    });
    const tree = mergeLayers(tables, []);
    expect(tree.folderSizes()("d")).toBe(sizes.reduce((sum, bytes) => sum + bytes));
    expect(sizes.map((_, i) => tree.find(`d/${i}`)?.layer)).toEqual([0, 1, 2, 3]);
  });

  test("summed once, however often it is asked for", () => {
    const path = "d/".repeat(3000);
    const sizeOf = mergeLayers([tableOf([`${path}a`, "d/a"])], [], undefined, {
      linkDepth: 40,
      pathCharacters: 10_000,
    }).folderSizes();
    expect([sizeOf("d"), sizeOf("d/d"), sizeOf("d")]).toEqual([2, 1, 2]);
  });
});
