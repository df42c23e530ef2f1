import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem, ListedPackage } from "./ecosystem.ts";
import { run } from "./run.ts";

const ASKED = ["requests==2.31.0", "flask==3.0.0"];

/** What the Python within a program reads of its packages. */
const LIST = `
import importlib.metadata as m, json, sys
print(json.dumps([dict(name=d.metadata["Name"], version=d.version, description=d.metadata["Summary"])
                  for d in m.distributions() if sys.argv[1] in str(d.locate_file(""))]))
`;

interface Tool {
  readonly name: "pex" | "shiv";
  readonly program: string;
  /** Makes the program a plain Python, with its packages. */
  readonly asPython: string;
  /** Names the folder into which it unpacks itself. */
  readonly unpacksTo: string;
}

function archivesOf({ name, program, asPython, unpacksTo }: Tool): Ecosystem {
  return {
    name,
    purlTypes: ["pypi"],
    needs: ["python3"],

    build(root, scratch) {
      run("python3", ["-m", "venv", join(scratch, "tools")]);
      run(join(scratch, "tools/bin/pip"), ["install", "--quiet", name]);
      const file = join(root, program);
      mkdirSync(join(file, ".."), { recursive: true });
      run(join(scratch, "tools/bin", name), [...ASKED, "-o", file], { env: { PEX_ROOT: join(scratch, "made") } });
    },

    listed(root, scratch) {
      const folder = join(scratch, "unpacked");
      const env = { [asPython]: "1", [unpacksTo]: folder };
      const text = run("python3", [join(root, program), "-c", LIST, folder], { env });
      return (JSON.parse(text) as { name: string; version: string; description: string }[]).map(
        ({ name: its, version, description }): ListedPackage => {
          const direct = ["requests", "flask"].includes(its.toLowerCase());
          return { name: its, version, facts: { description, direct } };
        },
      );
    },
  };
}

export const pex = archivesOf({
  name: "pex",
  program: "usr/local/bin/shop",
  asPython: "PEX_INTERPRETER",
  unpacksTo: "PEX_ROOT",
});

export const shiv = archivesOf({
  name: "shiv",
  program: "srv/shop.pyz",
  asPython: "SHIV_INTERPRETER",
  unpacksTo: "SHIV_ROOT",
});
