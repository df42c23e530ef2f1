import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem, Facts } from "./ecosystem.ts";
import { run } from "./run.ts";

const PROJECT = "srv/shop";

const MANIFEST = `[project]
name = "shop"
version = "0.1.0"
description = "Sells things"
requires-python = ">=3.9"
dependencies = ["requests==2.31.0", "flask==3.0.0"]

[dependency-groups]
dev = ["iniconfig==2.0.0"]

[tool.uv]
package = true

[build-system]
requires = ["uv_build"]
build-backend = "uv_build"
`;

/** What the environment's own Python reads of its packages. */
const LIST = `
import importlib.metadata as m, json
print(json.dumps([dict(name=d.metadata["Name"], version=d.version, description=d.metadata["Summary"]) for d in m.distributions()]))
`;

/** An environment of a project, which is one of its packages. */
export const uv: Ecosystem = {
  name: "uv",
  purlTypes: ["pypi"],
  needs: ["python3"],

  build(root, scratch) {
    run("python3", ["-m", "venv", join(scratch, "tools")]);
    run(join(scratch, "tools/bin/pip"), ["install", "--quiet", "uv"]);
    const folder = join(root, PROJECT);
    mkdirSync(join(folder, "src/shop"), { recursive: true });
    writeFileSync(join(folder, "pyproject.toml"), MANIFEST);
    writeFileSync(join(folder, "src/shop/__init__.py"), "");
    const env = { UV_CACHE_DIR: join(scratch, "uv"), UV_LINK_MODE: "copy", UV_PYTHON_DOWNLOADS: "never" };
    run(join(scratch, "tools/bin/uv"), ["sync", "--quiet", "--no-editable"], { cwd: folder, env });
  },

  listed(root) {
    const python = join(root, PROJECT, ".venv/bin/python");
    const packages = JSON.parse(run(python, ["-I", "-c", LIST])) as {
      name: string;
      version: string;
      description: string;
    }[];
    return packages.map(({ name, version, description }) => {
      // What `uv tree --depth 1` shows.
      const direct = ["shop", "requests", "flask", "iniconfig"].includes(name.toLowerCase());
      return { name, version, facts: { description, direct } satisfies Facts };
    });
  },
};
