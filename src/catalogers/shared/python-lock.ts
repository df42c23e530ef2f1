import { parseHashes } from "../../formats/integrity.ts";
import { parseRequirement } from "../../formats/python-requirement.ts";
import type { Checksum } from "../../model/package.ts";
import type { CatalogedPackage, Found } from "../cataloger.ts";
import { fieldsOf, itemsOf, textOf, textsOf } from "./json-fields.ts";
import { assembleLocks, type LockList, lockRoots } from "./lock-list.ts";
import { nearestFolders } from "./nearest-folders.ts";
import { baseNameOf, folderOf } from "./project-files.ts";
import { normalizePypiName } from "./pypi-name.ts";

/** Wheels of one version for all systems: more than anybody publishes. */
const MOST_FILES = 200;

/** The digests of files that are each `{hash: "sha256:…"}` or `{hashes: {sha256: "…"}}`. */
export function fileChecksums(files: readonly unknown[]): Checksum[] {
  const texts = files.slice(0, MOST_FILES).flatMap((file) => {
    const { hash, hashes } = fieldsOf(file);
    return [hash, ...Object.entries(fieldsOf(hashes)).map(([algorithm, hex]) => `${algorithm}:${hex}`)];
  });
  return parseHashes(texts);
}

/** Names of dependencies as Python writes them; what is none is left out. */
export function requirementNames(list: unknown): string[] {
  return textsOf(list).flatMap((text) => parseRequirement(text)?.name ?? []);
}

/** Where a package comes from that no index gave. */
export function gitQualifiers(url: string | undefined, commit: string | undefined): Readonly<Record<string, string>> {
  return url && commit ? { vcs_url: `${url.startsWith("git") ? url : `git+${url}`}@${commit}` } : {};
}

/** Names of a table of Poetry: a name has a version, or a table that may call it optional. */
function poetryNames(table: unknown, isOptional?: boolean): string[] {
  return Object.entries(fieldsOf(table)).flatMap(([name, value]) => {
    const optional = fieldsOf(value).optional === true;
    return name === "python" || (isOptional !== undefined && optional !== isOptional) ? [] : [name];
  });
}

/**
 * What a pyproject.toml asks for, as Python's standards, Poetry, PDM and uv write it.
 *
 * Source: https://packaging.python.org/en/latest/specifications/pyproject-toml/ and …/dependency-groups/
 */
export function pyprojectRoots(document: Readonly<Record<string, unknown>>): LockList | undefined {
  const project = fieldsOf(document.project);
  const tool = fieldsOf(document.tool);
  const poetry = fieldsOf(tool.poetry);
  const lists = (groups: unknown) => Object.values(fieldsOf(groups)).flatMap(requirementNames);
  const roots = lockRoots({
    production: [...requirementNames(project.dependencies), ...poetryNames(poetry.dependencies, false)],
    optional: [...lists(project["optional-dependencies"]), ...poetryNames(poetry.dependencies, true)],
    development: [
      ...lists(document["dependency-groups"]),
      ...poetryNames(poetry["dev-dependencies"]),
      ...Object.values(fieldsOf(poetry.group)).flatMap((group) => poetryNames(fieldsOf(group).dependencies)),
      ...lists(fieldsOf(tool.pdm)["dev-dependencies"]),
      ...requirementNames(fieldsOf(tool.uv)["dev-dependencies"]),
    ],
  });
  return roots && { packages: [], roots };
}

/** The packages of a TOML lock file. */
export const tablesOf = (value: unknown) => itemsOf(value).map(fieldsOf);

/** Packages of lock files by the name given, with what the files beside them ask for. */
export function assemblePythonLocks(
  evidence: readonly Found<LockList>[],
  isLock: (name: string) => boolean,
): CatalogedPackage[] {
  const nearest = nearestFolders(evidence, ({ path }) => isLock(baseNameOf(path)));
  // A file that says what is wanted speaks for the lock file in its own folder alone.
  const projectOf = (path: string) =>
    isLock(baseNameOf(path)) || nearest(path) === folderOf(path) ? folderOf(path) : path;
  return assembleLocks(evidence, { purlType: "pypi", projectOf, normalizeKey: normalizePypiName });
}

/** A text of a table, or nothing. */
export const textIn = (table: unknown, key: string) => textOf(fieldsOf(table)[key]);
