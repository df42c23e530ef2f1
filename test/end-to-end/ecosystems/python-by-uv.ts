import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem } from "./ecosystem.ts";
import { factsByPython } from "./python-facts.ts";
import { run } from "./run.ts";

const PROJECT = "srv/shop";

const MANIFEST = `[project]
name = "shop"
version = "1.2.3"
description = "A shop"
license = "MIT"
requires-python = ">=3.8"
dependencies = ["flask==2.2.5", "httpx==0.27.0", "python-dateutil==2.9.0.post0"]

[dependency-groups]
dev = ["pluggy==1.5.0"]

[tool.uv]
package = true
`;

/** A project that uv set up, itself among the packages of its environment. */
export const pythonByUv: Ecosystem = {
  name: "python by uv",
  purlTypes: ["pypi"],
  needs: ["python3", "pip"],

  build(root, scratch) {
    const quiet = ["--quiet", "--disable-pip-version-check"];
    run("pip", ["install", ...quiet, "--no-deps", "--target", join(scratch, "uv"), "uv==0.8.0"]);
    const project = join(root, PROJECT);
    mkdirSync(join(project, "shop"), { recursive: true });
    writeFileSync(join(project, "shop/__init__.py"), "");
    writeFileSync(join(project, "pyproject.toml"), MANIFEST);
    uv(root, scratch, "sync", "--quiet");
    // Of what is added by itself it notes no more than of the rest.
    uv(root, scratch, "pip", "install", "--quiet", "rich==13.7.1");
  },

  listed(root, scratch) {
    const list = JSON.parse(uv(root, scratch, "pip", "list", "--quiet", "--format=json")) as readonly {
      readonly name: string;
      readonly version: string;
    }[];
    const python = join(root, PROJECT, ".venv/bin/python");
    const pip = ["--python", python, "list", "--not-required", "--format=json"];
    const notRequired = (JSON.parse(run("pip", pip)) as readonly { name: string }[]).map(({ name }) => normal(name));
    // What the project asks for, which pip knows as needed by the project alone.
    const tree = uv(root, scratch, "tree", "--quiet", "--frozen", "--depth", "1");
    const asked = new Set([
      ...notRequired,
      ...[...tree.matchAll(/^[├└]── (\S+)/gm)].map(([, name = ""]) => normal(name)),
    ]);
    const facts = Object.entries(factsByPython(python));
    return list.map((listed) => {
      // uv writes names as PyPI would.
      const [name, told] = facts.find(([name]) => normal(name) === listed.name) ?? [listed.name, {}];
      return { name, version: listed.version, facts: { ...told, direct: asked.has(listed.name) } };
    });
  },
};

const normal = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, "-");

function uv(root: string, scratch: string, ...args: readonly string[]): string {
  const cache = ["--cache-dir", join(scratch, "uv-cache"), "--no-python-downloads"];
  return run(join(scratch, "uv/bin/uv"), [...args, ...cache], { cwd: join(root, PROJECT), env: { VIRTUAL_ENV: "" } });
}
