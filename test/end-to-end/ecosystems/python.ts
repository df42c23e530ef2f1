import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem, ListedPackage } from "./ecosystem.ts";
import { factsByPython } from "./python-facts.ts";
import { run } from "./run.ts";

/** Extras, namespaces, old and new ways to tell of a licence, an author or a home page; some need C, some nothing. */
const PACKAGES = [
  "attrs==23.2.0",
  "backports.tarfile==1.2.0",
  "black==24.4.2",
  "flask==2.2.5",
  "jaraco.functools==4.1.0",
  "markdown-it-py==3.0.0",
  "requests[socks]==2.31.0",
  "ruamel.yaml==0.18.6",
  "sphinxcontrib-applehelp==2.0.0",
  "sphinxcontrib-jsmath==1.0.1",
  "zope.event==5.0",
  "zope.interface==7.2",
];

/** Installed by its own setup.py, as all were once. */
const OLD_WAY = "docopt==0.6.2";

const SETUPTOOLS = "75.8.0";

/** Of these, whether somebody asked for them is told by `pip list --not-required` in another way than pip told it before. */
const UNASKED: Readonly<Record<string, string>> = {
  PySocks: "only an extra needs it, which the command does not know of; it has no mark of having been asked for",
  docopt: "what its setup.py installed has no marks",
  "old-shop": "nor has what its setup.py linked",
};

/** What setuptools brings of others, in folders of its own: pip does not see them, whoever imports it runs them. */
const BUNDLED = [
  "autocommand@2.2.2",
  "backports.tarfile@1.2.0",
  "importlib_metadata@8.0.0",
  "inflect@7.3.1",
  "jaraco.collections@5.1.0",
  "jaraco.context@5.3.0",
  "jaraco.functools@4.0.1",
  "jaraco.text@3.12.1",
  "more-itertools@10.3.0",
  "packaging@24.2",
  "platformdirs@4.2.2",
  "tomli@2.0.1",
  "typeguard@4.3.0",
  "typing_extensions@4.12.2",
  "wheel@0.43.0",
  "zipp@3.19.2",
];

/** A virtual environment of some 30 packages from PyPI, with projects that are used where they stand. */
export const python: Ecosystem = {
  name: "python",
  purlTypes: ["pypi"],
  needs: ["python3", "pip"],
  exceptions: BUNDLED.filter((one) => !PACKAGES.includes(one.replace("@", "=="))).map((bundled) => ({
    package: bundled,
    only: "plimsoll",
    why: "setuptools brings it in a folder of its own",
  })),

  build(root, scratch) {
    run("python3", ["-m", "venv", "--without-pip", join(root, "opt/venv")]);
    const constraints = join(scratch, "constraints.txt");
    writeFileSync(constraints, `setuptools==${SETUPTOOLS}\n`);
    const quiet = ["--quiet", "--no-compile", "--disable-pip-version-check"];
    pip(root, "install", ...quiet, "--constraint", constraints, ...PACKAGES);

    const unbuilt = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation"];
    pip(root, "download", "--quiet", ...unbuilt, "--dest", scratch, OLD_WAY);
    const archive = readdirSync(scratch).find((name) => name.endsWith(".tar.gz")) ?? "";
    run("tar", ["-xzf", archive], { cwd: scratch });
    const source = join(scratch, archive.replace(/\.tar\.gz$/, ""));
    setup(root, source, "install", "--single-version-externally-managed", `--record=${scratch}/installed`);

    for (const name of ["shop", "old-shop"]) {
      const project = join(root, "srv", name);
      mkdirSync(project, { recursive: true });
      writeFileSync(join(project, "pyproject.toml"), PROJECT.replace("NAME", name));
      writeFileSync(join(project, `${name.replace("-", "_")}.py`), "");
    }
    pip(root, "install", ...quiet, "--no-build-isolation", "--no-deps", "--editable", join(root, "srv/shop"));
    setup(root, join(root, "srv/old-shop"), "develop", "--no-deps");
  },

  listed(root) {
    const list = (...args: readonly string[]) =>
      JSON.parse(pip(root, "list", "--format=json", ...args)) as readonly { name: string; version: string }[];
    const notRequired = list("--not-required").map(({ name }) => name);
    const facts = factsByPython(join(root, "opt/venv/bin/python"));
    return list().map(({ name, version }): ListedPackage => {
      const direct = notRequired.includes(name);
      return { name, version, facts: { ...facts[name], ...(!(name in UNASKED) && { direct }) } };
    });
  },
};

const PROJECT = `
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "NAME"
version = "1.2.3.dev4"
description = "A shop — of this machine"
authors = [{ name = "Zoë Müller", email = "zoe@example.org" }, { name = "Somebody" }]
license = { text = "MIT OR Apache-2.0" }
dependencies = ["click", "markupsafe"]
urls = { Homepage = "https://example.org/shop", Source = "https://example.org/source" }
`;

const pip = (root: string, ...args: readonly string[]) =>
  run("pip", ["--python", join(root, "opt/venv/bin/python"), ...args]);

/** Runs a project's setup.py, or what setuptools takes for one. */
function setup(root: string, project: string, ...args: readonly string[]): void {
  run(join(root, "opt/venv/bin/python"), ["-c", "import setuptools; setuptools.setup()", "--quiet", ...args], {
    cwd: project,
  });
}
