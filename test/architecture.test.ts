import { globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../src/cli/commands/index.ts";

const src = fileURLToPath(new URL("../src", import.meta.url));

/** The rooms in the order in which the data goes; the drawing in docs/architecture.md says the same. */
const ROOMS = [
  "model",
  "host",
  "formats",
  "versions",
  "image",
  "catalogers",
  "sbom",
  "advisories",
  "matching",
  "report",
  "cli",
] as const;

/** From here down to sbom/, Node.js is reached through host/ alone: this way runs in a browser too. */
const PORTABLE = ["model", "formats", "versions", "image", "catalogers", "sbom"];

/** Files of those rooms that stand outside the way that a browser takes. */
const NODE_ONLY = ["sbom/layer-cache.ts"];

interface SourceFile {
  /** Path below src/. */
  readonly path: string;
  readonly room: string;
  readonly imports: readonly string[];
}

const files: SourceFile[] = globSync("**/*.ts", { cwd: src })
  .filter((path) => !path.endsWith(".test.ts") && !path.includes("/fixtures/"))
  .map((path) => {
    const text = readFileSync(join(src, path), "utf8");
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) => name);
    return { path, room: path.split("/")[0] ?? "", imports };
  });

const internal = ({ path, imports }: SourceFile) =>
  imports.filter((name) => name.startsWith(".")).map((name) => relative(src, join(src, dirname(path), name)));

test("the rooms are those of the list", () => {
  expect(readdirSync(src).sort()).toEqual([...ROOMS].sort());
});

describe("a file imports its own room and the rooms above it:", () => {
  test.each(ROOMS)("%s", (room) => {
    const below = ROOMS.slice(ROOMS.indexOf(room) + 1) as readonly string[];
    const wrong = files
      .filter((file) => file.room === room)
      .flatMap((file) =>
        internal(file)
          .filter((to) => below.includes(to.split("/")[0] ?? ""))
          .map((to) => `${file.path} → ${to}`),
      );
    expect(wrong).toEqual([]);
  });
});

test("nothing is imported from outside src but libraries, Node.js and the package's own description", () => {
  const outside = files.flatMap((file) =>
    internal(file)
      .filter((to) => to.startsWith(".."))
      .map((to) => `${file.path} → ${to}`),
  );
  expect(outside).toEqual(["cli/version.ts → ../package.json"]);
});

test("the rooms up to sbom reach Node.js through host alone", () => {
  const direct = files
    .filter(({ room, path }) => PORTABLE.includes(room) && !NODE_ONLY.includes(path))
    .filter(({ imports }) => imports.some((name) => name.startsWith("node:")))
    .map(({ path }) => path);
  expect(direct).toEqual([]);
});

test("the layer cache is reached only by those who stand outside the browser's way", () => {
  const users = files.filter((file) => internal(file).includes("sbom/layer-cache.ts")).map(({ path }) => path);
  // `catalog.ts` knows its type: the cache itself is handed to it.
  expect(users.sort()).toEqual(["cli/commands/cache.ts", "cli/inventory.ts", "sbom/catalog.ts"]);
});

test("only the sources of advisories speak to the network", () => {
  const speakers = files
    .filter(({ imports }) => imports.some((name) => /^node:(https?|net|tls|dgram|dns)/.test(name)))
    .map(({ path }) => path);
  const fetchers = globSync("**/*.ts", { cwd: src })
    .filter((path) => !path.endsWith(".test.ts") && !path.includes("/fixtures/"))
    .filter((path) => /(?<![\w.])fetch\(/.test(readFileSync(join(src, path), "utf8")));
  expect([...speakers, ...fetchers].filter((path) => !path.startsWith("advisories/"))).toEqual([]);
});

test("the list of commands is the folder", () => {
  const names = readdirSync(join(src, "cli/commands")).filter(
    (name) => name !== "index.ts" && !name.endsWith(".test.ts"),
  );
  expect(COMMANDS.map(({ name }) => `${name}.ts`).sort()).toEqual(names.sort());
});

test("the drawing of the house is the order of imports", () => {
  const page = readFileSync(new URL("../docs/architecture.md", import.meta.url), "utf8");
  const drawn = [...page.matchAll(/^ {2}(\w+)\/ /gm)].map(([, room]) => room);
  expect(drawn).toEqual(ROOMS);
});
