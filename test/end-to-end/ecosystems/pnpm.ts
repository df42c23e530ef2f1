import { join } from "node:path";
import type { Ecosystem, ListedPackage } from "./ecosystem.ts";
import { ASKED_BY_SHOP, fetchManager, SHOP, shopFolder } from "./javascript-tool.ts";
import { run } from "./run.ts";

const PROGRAM = "pnpm/bin/pnpm.cjs";

interface Node {
  readonly from?: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, Node>>;
  readonly devDependencies?: Readonly<Record<string, Node>>;
  readonly optionalDependencies?: Readonly<Record<string, Node>>;
}

const below = ({ dependencies, devDependencies, optionalDependencies }: Node) =>
  [dependencies, devDependencies, optionalDependencies].flatMap((group = {}) =>
    Object.entries(group).map(([name, node]) => ({ name: node.from ?? name, node })),
  );

/** Packages in pnpm's store within `node_modules`, with links between them. */
export const pnpm: Ecosystem = {
  name: "pnpm",
  purlTypes: ["npm"],
  needs: ["npm"],

  build(root, scratch) {
    const program = fetchManager(scratch, "pnpm@9.15.9", PROGRAM);
    const store = ["--store-dir", join(scratch, "store")];
    run("node", [program, "install", "--ignore-scripts", ...store], { cwd: shopFolder(root) });
  },

  listed(root, scratch) {
    const program = join(scratch, "managers/node_modules", PROGRAM);
    const text = run("node", [program, "list", "--depth", "Infinity", "--json"], { cwd: shopFolder(root) });
    const packages = new Map<string, ListedPackage>();
    const left = (JSON.parse(text) as Node[]).flatMap(below);
    for (let next = left.pop(); next; next = left.pop()) {
      const { name, node } = next;
      const direct = ASKED_BY_SHOP.includes(name) && (name !== "ms" || node.version === "2.1.3");
      packages.set(`${name}@${node.version}`, { name, version: node.version, facts: { direct } });
      left.push(...below(node));
    }
    return [{ name: SHOP.name, version: SHOP.version, facts: { direct: true } }, ...packages.values()];
  },
};
