import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem, ListedPackage } from "./ecosystem.ts";
import { ASKED_BY_SHOP, fetchManager, shopFolder } from "./javascript-tool.ts";
import { run } from "./run.ts";

const PROGRAM = "@yarnpkg/cli-dist/bin/yarn.js";

const environment = (scratch: string) => ({
  YARN_ENABLE_TELEMETRY: "0",
  YARN_ENABLE_SCRIPTS: "0",
  YARN_ENABLE_IMMUTABLE_INSTALLS: "0",
  YARN_GLOBAL_FOLDER: join(scratch, "yarn"),
});

/** As yarn installs since version 2: into archives that its Plug'n'Play reads, or into folders. */
function yarnWith(linker: "pnp" | "node-modules", name: string): Ecosystem {
  return {
    name,
    purlTypes: ["npm"],
    needs: ["npm"],

    build(root, scratch) {
      const program = fetchManager(scratch, "@yarnpkg/cli-dist@4.9.2", PROGRAM);
      const folder = shopFolder(root);
      writeFileSync(join(folder, ".yarnrc.yml"), `nodeLinker: ${linker}\nenableGlobalCache: false\n`);
      writeFileSync(join(folder, "yarn.lock"), "");
      run("node", [program, "install"], { cwd: folder, env: environment(scratch) });
    },

    listed(root, scratch) {
      const program = join(scratch, "managers/node_modules", PROGRAM);
      const options = { cwd: shopFolder(root), env: environment(scratch) };
      const lines = run("node", [program, "info", "--all", "--recursive", "--json"], options).trim().split("\n");
      const packages = new Map<string, ListedPackage>();
      for (const line of lines) {
        const { value, children } = JSON.parse(line) as { value: string; children: { Version: string } };
        const name = value.slice(0, value.indexOf("@", 1));
        const version = children.Version;
        const direct = name === "shop" || (ASKED_BY_SHOP.includes(name) && (name !== "ms" || version === "2.1.3"));
        packages.set(`${name}@${version}`, { name, version, facts: { direct } });
      }
      return [...packages.values()];
    },
  };
}

export const yarnFolders = yarnWith("node-modules", "yarn, in folders");
export const yarnPlugAndPlay = yarnWith("pnp", "yarn, in archives");
