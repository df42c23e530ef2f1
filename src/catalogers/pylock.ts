import { withoutCredentials } from "../formats/address.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, textOf } from "./shared/json-fields.ts";
import type { LockList } from "./shared/lock-list.ts";
import { collectPackages } from "./shared/package-list.ts";
import { baseNameOf, isProjectFile } from "./shared/project-files.ts";
import { assemblePythonLocks, fileChecksums, gitQualifiers, tablesOf } from "./shared/python-lock.ts";
import { readToml } from "./shared/read-toml.ts";

/** The file may be called `pylock.toml`, or have a name of its own within. */
const NAME = /^pylock(?:\.[^./]+)?\.toml$/;

/** The lock file of Python's own standard. */
export const pylock = defineCataloger<LockList>({
  name: "pylock",
  version: 1,
  describes: "Python packages that a pylock.toml names",
  specification: "https://packaging.python.org/en/latest/specifications/pylock-toml/",
  purlType: "pypi",
  evidences: "declared",
  gives: ["checksums", "dependsOn"],
  roots: [],
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => path.endsWith(".toml") && NAME.test(baseNameOf(path)) && isProjectFile(path, [baseNameOf(path)]),

  read(file, report) {
    const document = readToml(file, report);
    if (document === undefined) return undefined;
    const { add, packages } = collectPackages(file, report);
    for (const table of tablesOf(document.packages)) {
      const vcs = fieldsOf(table.vcs);
      const archive = fieldsOf(table.archive);
      const commit = textOf(vcs["commit-id"]);
      // A folder is the project, or a part of it.
      if (table.directory !== undefined) continue;
      // What is built of an archive need have no version here.
      const version = textOf(table.version) ?? commit ?? versionOfFile(archive);
      if (version === undefined && textOf(table.name) !== undefined) continue;
      add({
        name: table.name,
        version,
        qualifiers: gitQualifiers(textOf(vcs.url), commit),
        checksums: fileChecksums([archive, table.sdist, ...itemsOf(table.wheels)]),
        properties: {
          "python:requires-python": table["requires-python"],
          "python:marker": table.marker,
          "python:source": withoutCredentials(textOf(table.index) ?? ""),
          "python:direct-url": withoutCredentials(textOf(archive.url) ?? ""),
        },
        needs: tablesOf(table.dependencies).flatMap(({ name }) => textOf(name) ?? []),
      });
    }
    return { packages };
  },

  assemble: (evidence) => assemblePythonLocks(evidence, (name) => NAME.test(name)),
});

/** A wheel's name, or a source archive's, has the version: `a-1.0-py3-none-any.whl`. */
function versionOfFile(archive: Readonly<Record<string, unknown>>): string | undefined {
  const name = baseNameOf((textOf(archive.url) ?? textOf(archive.path) ?? "").split(/[?#]/, 1)[0] ?? "").slice(0, 500);
  return /^[^-]+-([^-]+)-.*\.whl$/.exec(name)?.[1] ?? /-(\d[^-]*)\.(?:tar\.gz|zip)$/.exec(name)?.[1];
}
