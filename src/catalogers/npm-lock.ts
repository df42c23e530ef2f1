import { withoutCredentials } from "../formats/address.ts";
import { parseIntegrity } from "../formats/integrity.ts";
import type { Report } from "../model/errors.ts";
import { defineCataloger, type WantedFile } from "./cataloger.ts";
import { fieldsOf, readJson, textOf } from "./shared/json-fields.ts";
import { assembleLocks, type LockList, lockRoots } from "./shared/lock-list.ts";
import { lockResolver } from "./shared/lock-resolution.ts";
import { asksOf, npmAsks } from "./shared/npm-asks.ts";
import { scopeOfFlags } from "./shared/npm-hidden-lock.ts";
import { npmNameParts, sourceQualifiers, splitPattern, versionOfSource } from "./shared/npm-reference.ts";
import { collectPackages, type PackageCollector } from "./shared/package-list.ts";
import { baseNameOf, folderOf, isProjectFile } from "./shared/project-files.ts";

const LOCKS = ["package-lock.json", "npm-shrinkwrap.json"];

/** The lock file of npm, in its three versions; of the first, also the package.json beside it. */
export const npmLock = defineCataloger<LockList>({
  name: "npm-lock",
  version: 1,
  describes: "npm packages that a package-lock.json or npm-shrinkwrap.json names",
  specification: "https://docs.npmjs.com/cli/configuring-npm/package-lock-json",
  purlType: "npm",
  evidences: "declared",
  gives: ["licenses", "checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 64 * 1024 * 1024,

  wants: (path) => path.endsWith(".json") && isProjectFile(path, [...LOCKS, "package.json"]),

  read(file, report) {
    const isLock = LOCKS.includes(baseNameOf(file.path));
    const value = fieldsOf(readJson(file, isLock ? report : () => {}));
    if (!isLock) return manifestRoots(value);
    const packages = collectPackages(file, report);
    if (value.packages !== undefined) return readPaths(fieldsOf(value.packages), packages);
    readTree(value, packages, file, report);
    return { packages: packages.packages };
  },

  assemble: (evidence) =>
    assembleLocks(evidence, { purlType: "npm", projectOf: folderOf }).filter(({ version }) => version !== ""),
});

/** Linux allows no longer path. */
const MOST_PATH_CHARACTERS = 4096;

const MODULES = "node_modules/";

/** The first version's keys are paths, too. */
function manifestRoots(manifest: unknown): LockList | undefined {
  const { production, optional, development } = npmAsks(manifest);
  const keys = (asks: readonly (readonly [string, string])[]) => asks.map(([name]) => MODULES + name);
  const roots = lockRoots({
    production: keys(production),
    optional: keys(optional),
    development: keys(development),
  });
  return roots && { packages: [], roots };
}

/** Versions 2 and 3: path → package. */
function readPaths(entries: Readonly<Record<string, unknown>>, { add, packages }: PackageCollector): LockList {
  const linkOf = (path: string) => {
    const { link, resolved } = fieldsOf(entries[path]);
    return link === true ? textOf(resolved) : undefined;
  };
  const names = new Map<string, string>();
  for (const path of Object.keys(entries)) {
    const target = linkOf(path);
    if (target !== undefined) names.set(target, path.slice(path.lastIndexOf(MODULES) + MODULES.length));
  }
  const resolve = lockResolver((path) => Object.hasOwn(entries, path));
  const find = (from: string, asks: readonly (readonly [string, string])[]) =>
    asks.flatMap(([name]) => {
      const path = resolve(from, name);
      return path === undefined ? [] : [linkOf(path) ?? path];
    });
  const roots = { production: [] as string[], optional: [] as string[], development: [] as string[] };
  for (const [path, value] of Object.entries(entries)) {
    if (path.length > MOST_PATH_CHARACTERS) continue;
    const fields = fieldsOf(value);
    if (fields.link === true) continue;
    const asks = npmAsks(fields);
    // The project itself, and those within it.
    if (path === "" || !path.includes(MODULES)) {
      roots.production.push(...find(path, asks.production), ...(path === "" ? names.keys() : []));
      roots.optional.push(...find(path, asks.optional));
      roots.development.push(...find(path, asks.development));
      if (path === "" || textOf(fields.version) === undefined) continue;
    }
    const folder = path.includes(MODULES) ? path.slice(path.lastIndexOf(MODULES) + MODULES.length) : names.get(path);
    const name = textOf(fields.name) ?? folder;
    // Not linked: a part of the project that nothing uses.
    if (name === undefined) continue;
    const resolved = textOf(fields.resolved);
    add({
      ...npmNameParts(name),
      version: fields.version ?? versionOfSource(resolved),
      qualifiers: sourceQualifiers(resolved),
      licenses: textOf(fields.license) ? [textOf(fields.license) as string] : [],
      checksums: parseIntegrity(fields.integrity),
      scope: scopeOfFlags(fields),
      properties: {
        "npm:resolved": resolved && withoutCredentials(resolved),
        "npm:bundled": fields.inBundle === true ? "true" : undefined,
        "npm:peer": fields.peer === true ? "true" : undefined,
      },
      keys: [path],
      needs: find(path, asks.production),
      takes: find(path, asks.optional),
    });
  }
  const found = lockRoots(roots);
  return { packages, ...(found && { roots: found }) };
}

/** Version 1: packages within packages. */
function readTree(
  lock: Readonly<Record<string, unknown>>,
  { add }: PackageCollector,
  file: WantedFile,
  report: Report,
): void {
  const flat = new Map<string, Readonly<Record<string, unknown>>>();
  const left: [prefix: string, dependencies: unknown][] = [["", lock.dependencies]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [prefix, dependencies] = next;
    for (const [name, value] of Object.entries(fieldsOf(dependencies))) {
      const path = `${prefix}${MODULES}${name}`;
      if (path.length > MOST_PATH_CHARACTERS) {
        const message = `${file.path}: packages within packages, deeper than any folder; they were left out`;
        report({ code: "LIMIT_EXCEEDED", path: file.path, message });
        return;
      }
      const fields = fieldsOf(value);
      flat.set(path, fields);
      if (fields.dependencies !== undefined) left.push([`${path}/`, fields.dependencies]);
    }
  }
  const resolve = lockResolver((path) => flat.has(path));
  for (const [path, fields] of flat) {
    const folder = path.slice(path.lastIndexOf(MODULES) + MODULES.length);
    const { name, version, resolved } = versionOne(folder, textOf(fields.version));
    // A folder of the project's own has no version here.
    if (version === undefined && /^(?:file|link):/.test(textOf(fields.version) ?? "")) continue;
    const from = textOf(fields.resolved) ?? resolved;
    add({
      ...npmNameParts(name),
      version,
      qualifiers: sourceQualifiers(from),
      checksums: parseIntegrity(fields.integrity),
      scope: scopeOfFlags(fields),
      properties: {
        "npm:resolved": from && withoutCredentials(from),
        "npm:bundled": fields.bundled === true ? "true" : undefined,
      },
      keys: [path],
      needs: asksOf(fields.requires).flatMap(([need]) => resolve(path, need) ?? []),
    });
  }
}

/** What version 1 writes as a version: a version, `npm:name@version`, or where the package comes from. */
function versionOne(
  folder: string,
  text: string | undefined,
): { readonly name: string; readonly version?: string | undefined; readonly resolved?: string } {
  if (text === undefined || text.length > MOST_PATH_CHARACTERS || /^[v=]?\d/.test(text))
    return { name: folder, version: text };
  if (text.startsWith("npm:")) {
    const { name, range } = splitPattern(text.slice("npm:".length));
    return { name, version: range };
  }
  return { name: folder, version: versionOfSource(text), resolved: text };
}
