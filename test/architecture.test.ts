import { globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../src/cli/commands/index.ts";

const src = fileURLToPath(new URL("../src", import.meta.url));

/** The rooms in the order in which the data goes; the drawing in docs/architecture.md says the same. */
const ROOMS = [
  "model",
  "licences",
  "host",
  "formats",
  "versions",
  "image",
  "exchange",
  "catalogers",
  "secrets",
  "sbom",
  "advisories",
  "matching",
  "report",
  "cli",
] as const;

/** From here down to sbom/, Node.js is reached through host/ alone. */
const PORTABLE = ["model", "licences", "formats", "versions", "image", "exchange", "catalogers", "secrets", "sbom"];

/** What of those rooms stands outside the way that a browser takes. */
const NODE_ONLY = ["image/registry/", "image/engine/", "sbom/layer-cache.ts"];
const isNodeOnly = (path: string) => NODE_ONLY.some((place) => path.startsWith(place));

/** What stands there and yet is words alone: how registries are called, how a stranger's text is shown. */
const PLAIN = ["image/registry/ecr-host.ts", "image/registry/known-registries.ts", "image/registry/printable.ts"];

/** Who may speak to the network, or start programs that do. */
const SPEAKERS = ["advisories/", "image/registry/", "image/engine/"];

/** Begins the way from an archive to an SBOM in a browser. */
const BROWSER_ENTRY = "sbom/catalog-archive.browser.ts";

interface SourceFile {
  /** Path below src/. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
  /** Imports that are left when types are gone. */
  readonly values: readonly { readonly from: string; readonly names: readonly string[] }[];
}

const files: SourceFile[] = globSync("**/*.ts", { cwd: src })
  .filter((path) => !path.endsWith(".test.ts") && !path.includes("/fixtures/"))
  .map((path) => {
    const text = readFileSync(join(src, path), "utf8");
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) => name);
    return { path, room: path.split("/")[0] ?? "", text, imports, values: valueImports(text) };
  });

/** Static and dynamic ones, and what is exported again; with `import type` out. */
function valueImports(text: string): SourceFile["values"] {
  const statements = text.matchAll(
    /^(?:import|export)\s+(?!type\s)(?:([^"';]*?)\s*from\s*)?"([^"]+)"|import\(\s*"([^"]+)"\s*\)/gm,
  );
  return [...statements].map(([, clause = "", from, dynamicFrom = ""]) => {
    const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? "";
    const names = braces.split(",").map((name) => name.trim().replace(/ as .*/, ""));
    return { from: from ?? dynamicFrom, names: names.filter((name) => name !== "" && !name.startsWith("type ")) };
  });
}

const resolveFrom = (path: string, name: string) => relative(src, join(src, dirname(path), name));

const internal = ({ path, imports }: SourceFile) =>
  imports.filter((name) => name.startsWith(".")).map((name) => resolveFrom(path, name));

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
    .filter(({ room, path }) => PORTABLE.includes(room) && !isNodeOnly(path))
    .filter(({ imports }) => imports.some((name) => name.startsWith("node:")))
    .map(({ path }) => path);
  expect(direct).toEqual([]);
});

describe("the way from an archive to an SBOM in a browser", () => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const twinOf = (path: string) => path.replace(/\.ts$/, ".browser.ts");
  const twins = files
    .filter(({ room, path }) => room === "host" && path.endsWith(".browser.ts"))
    .map(({ path }) => path.replace(/\.browser\.ts$/, ".ts"));

  /** Every file that a page loads: in the room of the machine a twin, where there is one. */
  const reached = new Map<string, SourceFile>();
  const libraries = new Set<string>();
  /** What is imported of a file that has a twin. */
  const wanted = new Map<string, Set<string>>(twins.map((path) => [path, new Set()]));
  const pending = [BROWSER_ENTRY];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const file = byPath.get(path);
    if (!file || reached.has(path)) continue;
    reached.set(path, file);
    for (const { from, names } of file.values) {
      if (!from.startsWith(".")) libraries.add(from);
      else {
        const to = resolveFrom(path, from);
        for (const name of names) wanted.get(to)?.add(name);
        pending.push(twins.includes(to) ? twinOf(to) : to);
      }
    }
  }

  test("goes through the rooms, and comes by nothing that stands outside it", () => {
    expect([...reached.keys()]).toEqual(
      expect.arrayContaining(["image/archive-file.ts", "image/archive-stream.ts", "sbom/read-layer.ts"]),
    );
    expect([...reached.keys()].filter((path) => isNodeOnly(path) && !PLAIN.includes(path))).toEqual([]);
    const rooms = new Set([...reached.values()].map(({ room }) => room));
    expect([...rooms].filter((room) => room !== "host" && !PORTABLE.includes(room))).toEqual([]);
  });

  test("asks nothing of Node.js", () => {
    // Node.js has these names without an import.
    const ofNode = /\b(?:Buffer|process|setImmediate|require|__dirname|__filename)\s*[.(]/;
    const asking = [...reached.values()].filter(
      ({ text, imports }) => imports.some((name) => name.startsWith("node:")) || ofNode.test(text),
    );
    expect(asking.map(({ path }) => path)).toEqual([]);
  });

  test("takes these libraries along", () => {
    expect([...libraries].sort()).toEqual([
      "@noble/hashes/legacy.js",
      "@noble/hashes/sha2.js",
      "@noble/hashes/utils.js",
      "@renovatebot/pep440",
      "fflate",
      "ignore",
      "saxes",
      "smol-toml",
      "yaml",
      "zod",
    ]);
  });

  test.each(twins)("finds in the twin of %s what it takes of the original", async (path) => {
    const [original, twin] = await Promise.all([import(`../src/${path}`), import(`../src/${twinOf(path)}`)]);
    expect(reached.keys()).toContain(twinOf(path));
    expect(Object.keys(twin)).toEqual(expect.arrayContaining([...(wanted.get(path) ?? [])]));
    // Nor has it anything else: who is written for one runs with the other.
    expect(Object.keys(original)).toEqual(expect.arrayContaining(Object.keys(twin)));
  });
});

test("the layer cache is reached only by those who stand outside the browser's way", () => {
  const users = files.filter((file) => internal(file).includes("sbom/layer-cache.ts")).map(({ path }) => path);
  // `catalog.ts` knows its type: the cache itself is handed to it.
  expect(users.sort()).toEqual(["cli/commands/cache.ts", "cli/inventory.ts", "sbom/catalog.ts"]);
});

test("only registries, engines and the sources of advisories speak to the network", () => {
  const ofNetwork = /^(?:node:(?:https?|http2|net|tls|dgram|dns|child_process)(?:\/|$)|undici$)/;
  const speakers = files
    .filter(({ text, imports }) => imports.some((name) => ofNetwork.test(name)) || /(?<![\w.#])fetch\(/.test(text))
    .map(({ path }) => path);
  expect(speakers.filter((path) => !SPEAKERS.some((place) => path.startsWith(place)))).toEqual([]);
  for (const place of SPEAKERS) expect(speakers.join()).toContain(place);
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
