import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem, ListedPackage } from "./ecosystem.ts";
import { run } from "./run.ts";

/** A program of .NET that npm has: an application with what it needs, and much that it was built with. */
const APPLICATION = "@autorest/csharp@3.0.0-beta.20251203.1";

/** A library that lists what it does not bring, and the shared framework of .NET Core 3.1. */
const LIBRARIES = ["pythonnet==3.0.5", "dotnetcore2==3.1.23"];

/** Programs, a library and a framework as other registries carry them, since .NET's own is not asked. */
export const dotnet: Ecosystem = {
  name: "dotnet",
  purlTypes: ["nuget"],
  needs: ["npm", "pip", "python3"],

  build(root, scratch) {
    const application = join(root, "srv/application");
    mkdirSync(application, { recursive: true });
    const quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev", "--legacy-peer-deps"];
    const cache = ["--cache", join(scratch, "npm-cache")];
    run("npm", ["install", ...quiet, ...cache, "--prefix", application, APPLICATION]);
    const into = ["--target", join(root, "opt/libraries"), "--no-deps", "--no-compile", "--only-binary", ":all:"];
    run("pip", ["install", "--quiet", ...into, ...LIBRARIES]);
  },

  // Without .NET at hand: what each list calls a package, of which a file stands where .NET would look for it.
  listed: (root) => JSON.parse(run("python3", ["-c", WALK, root])) as ListedPackage[],
};

const WALK = `
import json, pathlib, sys
found = set()
for path in pathlib.Path(sys.argv[1]).rglob("*.deps.json"):
    deps = json.loads(path.read_text(encoding="utf-8-sig"))
    for key, entry in deps["targets"][deps["runtimeTarget"]["name"]].items():
        if deps["libraries"][key]["type"] not in ("package", "runtimepack"):
            continue
        files = [pathlib.Path(asset).name for kind in ("runtime", "native") for asset in entry.get(kind, {})]
        files += entry.get("runtimeTargets", {})
        files += [f"{text['locale']}/{pathlib.Path(asset).name}" for asset, text in entry.get("resources", {}).items()]
        if any((path.parent / file).is_file() for file in files):
            found.add(key.removeprefix("runtimepack."))
print(json.dumps([dict(zip(("name", "version"), key.split("/"))) for key in sorted(found)]))
`;
