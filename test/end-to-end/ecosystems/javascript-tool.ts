import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.ts";

/** An application of some 80 packages: one with a scope, one under another name, one for its development. */
export const SHOP = {
  name: "shop",
  version: "1.0.0",
  private: true,
  dependencies: { express: "4.17.1", "@hapi/hoek": "9.0.4", words: "npm:lodash@4.17.20" },
  devDependencies: { rimraf: "3.0.2" },
  optionalDependencies: { ms: "2.1.3" },
};

/** What it asks for, by the names that packages have themselves. */
export const ASKED_BY_SHOP = ["express", "@hapi/hoek", "lodash", "rimraf", "ms"];

const APPLICATION = "srv/shop";

/** A folder below the root with the application's package.json. */
export function shopFolder(root: string): string {
  const folder = join(root, APPLICATION);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(SHOP));
  return folder;
}

/** Fetches a package manager that npm has, and gives the path of its program. */
export function fetchManager(scratch: string, spec: string, program: string): string {
  const folder = join(scratch, "managers");
  mkdirSync(folder, { recursive: true });
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--no-save"];
  run("npm", ["install", ...quiet, "--prefix", folder, spec], { cwd: folder });
  return join(folder, "node_modules", program);
}
