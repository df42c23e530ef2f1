import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem, ListedPackage } from "./ecosystem.ts";
import { run, runAnyway } from "./run.ts";

const APPLICATION = "srv/shop";

interface Node {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, Node>>;
  readonly path?: string;
}

/** An application of some 100 packages, one of them for development, one with a scope, one under another name. */
export const npm: Ecosystem = {
  name: "npm",
  purlTypes: ["npm"],
  needs: ["npm"],

  build(root, scratch) {
    const folder = join(root, APPLICATION);
    mkdirSync(folder, { recursive: true });
    const manifest = {
      name: "shop",
      version: "1.0.0",
      dependencies: { express: "4.17.1", "@hapi/hoek": "9.0.4", words: "npm:lodash@4.17.20" },
      devDependencies: { rimraf: "3.0.2" },
    };
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    run("npm", ["install", ...quiet, "--cache", join(scratch, "npm-cache")], { cwd: folder });
  },

  listed(root) {
    const folder = join(root, APPLICATION);
    const direct = Object.keys(treeOf(folder, "--depth=0").dependencies ?? {});
    const packages = new Map<string, ListedPackage>();
    const left = Object.entries(treeOf(folder, "--all").dependencies ?? {}).map(([name, node]) => ({
      isDirect: direct.includes(name),
      node,
    }));
    for (let next = left.pop(); next; next = left.pop()) {
      const { path = "", dependencies = {} } = next.node;
      left.push(...Object.values(dependencies).map((node) => ({ isDirect: false, node })));
      if (path === "") continue;
      const isDirect = next.isDirect || packages.get(path)?.facts?.direct === true;
      packages.set(path, packageIn(path, isDirect));
    }
    return [...packages.values()];
  },

  exceptions: [{ package: "shop@1.0.0", only: "plimsoll", why: "the application itself, whose packages npm lists" }],
};

function treeOf(folder: string, depth: string): Node {
  return JSON.parse(runAnyway("npm", ["ls", depth, "--json", "--long"], { cwd: folder })) as Node;
}

function packageIn(path: string, direct: boolean): ListedPackage {
  const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Record<string, string>;
  const { name = "", version = "", description, homepage, license } = manifest;
  const facts = {
    direct,
    description: description ?? null,
    ...(homepage !== undefined && { url: homepage }),
    ...(typeof license === "string" && { licenses: [license] }),
  };
  return { name, version, facts };
}
