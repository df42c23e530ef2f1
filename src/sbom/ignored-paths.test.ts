import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { readFileTable } from "../image/file-table.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { readFolder } from "./read-folder.ts";

/** Files that are walked of a folder of these: path → content. */
async function walked(files: Readonly<Record<string, string>>, exclude: readonly string[] = [], gitignore = true) {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const { table } = await readFolder(root, { readers: [], limits: DEFAULT_LIMITS, ignored: { exclude, gitignore } });
  return [...readFileTable(table)].filter(({ type }) => type === "file").map(({ path }) => path);
}

const CHECKOUT = {
  ".git/config": "",
  ".gitignore": "node_modules/\n*.log\n!kept.log\n/build\n",
  "package-lock.json": "{}",
  "a.log": "",
  "kept.log": "",
  "build/x": "",
  "src/build/y": "",
  "src/.gitignore": "*.json\n!z.log\n",
  "src/data.json": "",
  "src/z.log": "",
  "src/node_modules/a/package.json": "{}",
};

test("what git ignores in a checkout is passed over, the nearest file decides", async () => {
  expect(await walked(CHECKOUT)).toEqual([
    ".gitignore",
    "kept.log",
    "package-lock.json",
    "src/.gitignore",
    "src/build/y",
    "src/z.log",
  ]);
});

test("all is walked where nobody asks git, or there is no checkout", async () => {
  expect(await walked(CHECKOUT, [], false)).toHaveLength(Object.keys(CHECKOUT).length);
  const { ".git/config": _, ...files } = CHECKOUT;
  expect(await walked(files)).toHaveLength(Object.keys(files).length);
});

test("a checkout within the folder has its own rules alone", async () => {
  const files = {
    ".gitignore": "*",
    "a.txt": "",
    "sub/.git/config": "",
    "sub/.gitignore": "b\n",
    "sub/a": "",
    "sub/b": "",
  };
  expect(await walked(files)).toEqual([".gitignore", "a.txt", "sub/.gitignore", "sub/a"]);
});

test.each<[readonly string[], readonly string[]]>([
  [[], ["a/b/c.txt", "a/x.txt", "b/c.txt", "x.txt"]],
  [["x.txt"], ["a/b/c.txt", "b/c.txt"]],
  [["/x.txt"], ["a/b/c.txt", "a/x.txt", "b/c.txt"]],
  [["b/"], ["a/x.txt", "x.txt"]],
  [["/b"], ["a/b/c.txt", "a/x.txt", "x.txt"]],
  [
    ["**/*.txt", "!x.txt"],
    ["a/x.txt", "x.txt"],
  ],
  // Such a pattern would never end.
  [["*a*a*a*a*a*a*a*a*a*"], ["a/b/c.txt", "a/x.txt", "b/c.txt", "x.txt"]],
])("without %j", async (exclude, expected) => {
  expect(await walked({ "x.txt": "", "a/x.txt": "", "a/b/c.txt": "", "b/c.txt": "" }, exclude)).toEqual(expected);
});
