import { withoutCredentials } from "../formats/address.ts";
import type { Scope } from "../model/package.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, textOf, textsOf } from "./shared/json-fields.ts";
import type { LockList } from "./shared/lock-list.ts";
import { collectPackages } from "./shared/package-list.ts";
import { baseNameOf, isProjectFile } from "./shared/project-files.ts";
import { assemblePythonLocks, fileChecksums, gitQualifiers, pyprojectRoots, tablesOf } from "./shared/python-lock.ts";
import { readToml } from "./shared/read-toml.ts";

/** The lock file of Poetry, with the pyproject.toml beside it. */
export const poetryLock = defineCataloger<LockList>({
  name: "poetry-lock",
  version: 1,
  describes: "Python packages that a poetry.lock names",
  specification: "https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock",
  purlType: "pypi",
  evidences: "declared",
  gives: ["description", "checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["poetry.lock", "pyproject.toml"]),

  read(file, report) {
    const isLock = baseNameOf(file.path) === "poetry.lock";
    const document = readToml(file, isLock ? report : () => {});
    if (document === undefined) return undefined;
    if (!isLock) return pyprojectRoots(document);
    const { add, packages } = collectPackages(file, report);
    // Before version 2 of the format all hashes stood together at the end.
    const filesOf = fieldsOf(fieldsOf(document.metadata).files);
    for (const table of tablesOf(document.package)) {
      const source = fieldsOf(table.source);
      const own = itemsOf(table.files);
      const dependencies = Object.entries(fieldsOf(table.dependencies));
      // A dependency may be a list, one for each system.
      const isOptional = (value: unknown) =>
        (Array.isArray(value) ? value : [value]).every((one) => fieldsOf(one).optional === true);
      add({
        name: table.name,
        version: table.version,
        description: table.description,
        qualifiers: source.type === "git" ? gitQualifiers(textOf(source.url), textOf(source.resolved_reference)) : {},
        checksums: fileChecksums(own.length > 0 ? own : itemsOf(filesOf[textOf(table.name) ?? ""])),
        scope: scopeOf(table),
        properties: {
          "python:requires-python": table["python-versions"],
          "python:source": source.type === "git" ? undefined : withoutCredentials(textOf(source.url) ?? ""),
        },
        needs: dependencies.filter(([, value]) => !isOptional(value)).map(([name]) => name),
        takes: dependencies.filter(([, value]) => isOptional(value)).map(([name]) => name),
      });
    }
    return { packages };
  },

  assemble: (evidence) => assemblePythonLocks(evidence, (name) => name === "poetry.lock"),
});

/** By the groups of newer files, the category of older ones; those between say nothing. */
function scopeOf({ groups, category, optional }: Readonly<Record<string, unknown>>): Scope | undefined {
  const names = [...textsOf(groups), ...(textOf(category) ? [textOf(category)] : [])];
  if (names.length === 0) return undefined;
  if (!names.includes("main")) return "development";
  return optional === true ? "optional" : "production";
}
