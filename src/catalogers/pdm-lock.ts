import { withoutCredentials } from "../formats/address.ts";
import type { Scope } from "../model/package.ts";
import { defineCataloger } from "./cataloger.ts";
import { itemsOf, textOf, textsOf } from "./shared/json-fields.ts";
import type { LockList } from "./shared/lock-list.ts";
import { collectPackages } from "./shared/package-list.ts";
import { baseNameOf, isProjectFile } from "./shared/project-files.ts";
import {
  assemblePythonLocks,
  fileChecksums,
  gitQualifiers,
  pyprojectRoots,
  requirementNames,
  tablesOf,
} from "./shared/python-lock.ts";
import { readToml } from "./shared/read-toml.ts";

/** The lock file of PDM, with the pyproject.toml beside it. */
export const pdmLock = defineCataloger<LockList>({
  name: "pdm-lock",
  version: 1,
  describes: "Python packages that a pdm.lock names",
  specification: "https://pdm-project.org/en/latest/usage/lockfile/",
  purlType: "pypi",
  evidences: "declared",
  gives: ["description", "checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["pdm.lock", "pyproject.toml"]),

  read(file, report) {
    const isLock = baseNameOf(file.path) === "pdm.lock";
    const document = readToml(file, isLock ? report : () => {});
    if (document === undefined) return undefined;
    if (!isLock) return pyprojectRoots(document);
    const { add, packages } = collectPackages(file, report);
    for (const table of tablesOf(document.package)) {
      // The project itself, or a folder of it.
      if (textOf(table.path) !== undefined && itemsOf(table.files).length === 0) continue;
      const commit = textOf(table.revision);
      add({
        name: table.name,
        version: table.version,
        description: table.summary,
        qualifiers: gitQualifiers(textOf(table.git), commit),
        checksums: fileChecksums(itemsOf(table.files)),
        scope: scopeOf(textsOf(table.groups)),
        properties: {
          "python:requires-python": table.requires_python,
          "python:direct-url": withoutCredentials(textOf(table.url) ?? ""),
        },
        needs: requirementNames(table.dependencies),
      });
    }
    return { packages };
  },

  assemble: (evidence) => assemblePythonLocks(evidence, (name) => name === "pdm.lock"),
});

/** Other groups may be for development, or for those who ask: the pyproject.toml says which. */
function scopeOf(groups: readonly string[]): Scope | undefined {
  if (groups.includes("default")) return "production";
  return groups.length > 0 && groups.every((group) => /^(?:dev|tests?|lint|docs?)$/.test(group))
    ? "development"
    : undefined;
}
