import { parseHashes } from "../formats/integrity.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, readJson, textOf } from "./shared/json-fields.ts";
import { type LockList, lockRoots } from "./shared/lock-list.ts";
import { collectPackages } from "./shared/package-list.ts";
import { baseNameOf, isProjectFile } from "./shared/project-files.ts";
import { assemblePythonLocks, gitQualifiers } from "./shared/python-lock.ts";
import { readToml } from "./shared/read-toml.ts";

/** The groups that Pipenv always has. */
const GROUPS = [
  ["default", "production"],
  ["develop", "development"],
] as const;

/** The lock file of Pipenv, with the Pipfile beside it. */
export const pipfileLock = defineCataloger<LockList>({
  name: "pipfile-lock",
  version: 1,
  describes: "Python packages that a Pipfile.lock names",
  specification: "https://pipenv.pypa.io/en/latest/pipfile.html",
  purlType: "pypi",
  evidences: "declared",
  gives: ["checksums", "direct", "scope"],
  roots: [],
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["Pipfile.lock", "Pipfile"]),

  read(file, report) {
    if (baseNameOf(file.path) === "Pipfile") {
      const pipfile = readToml(file, report);
      const names = (key: string) => Object.keys(fieldsOf(pipfile?.[key]));
      const roots = lockRoots({ production: names("packages"), development: names("dev-packages") });
      return roots && { packages: [], roots };
    }
    const lock = fieldsOf(readJson(file, report));
    const { add, packages } = collectPackages(file, report);
    const seen = new Set<string>();
    for (const [group, scope] of GROUPS) {
      for (const [name, value] of Object.entries(fieldsOf(lock[group]))) {
        const fields = fieldsOf(value);
        const commit = textOf(fields.ref);
        // A folder or an address has no version.
        const version = textOf(fields.version)?.replace(/^={2,3}\s*/, "") ?? commit;
        if (version === undefined && (textOf(fields.path) ?? textOf(fields.file)) !== undefined) continue;
        if (version !== undefined && seen.has(`${name} ${version}`)) continue;
        seen.add(`${name} ${version}`);
        add({
          name,
          version,
          qualifiers: gitQualifiers(textOf(fields.git), commit),
          checksums: parseHashes(itemsOf(fields.hashes)),
          scope,
          properties: { "python:marker": fields.markers },
        });
      }
    }
    return { packages };
  },

  assemble: (evidence) => assemblePythonLocks(evidence, (name) => name === "Pipfile.lock"),
});
