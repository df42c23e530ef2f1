import type { Scope } from "../model/package.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { scopesOf } from "./shared/dependency-scopes.ts";
import { readJson } from "./shared/json-fields.ts";
import {
  folderOf,
  isGlobal,
  isHiddenLock,
  isInstalledManifest,
  isProjectManifest,
  isTopLevel,
  projectFolderOf,
} from "./shared/node-folders.ts";
import { nodeResolver } from "./shared/node-resolution.ts";
import { type HiddenLockEntry, hiddenLockEntries } from "./shared/npm-hidden-lock.ts";
import { type NpmManifest, npmManifest } from "./shared/npm-manifest.ts";
import { npmIdentity } from "./shared/npm-name.ts";

/** Of a package.json what it says; of npm's own record its entries. A project's file that is not JSON is `damaged`. */
type Evidence = NpmManifest | { readonly entries: readonly HiddenLockEntry[] } | { readonly damaged: true };

/** A folder with a package.json that stands in the finished image. */
interface Place {
  readonly folder: string;
  readonly path: string;
  readonly layer: number;
  readonly manifest: NpmManifest;
}

/** npm packages as npm, yarn, pnpm and Debian install them: the package.json of each. */
export const npm = defineCataloger<Evidence>({
  name: "npm",
  version: 2,
  describes: "npm packages installed in `node_modules`, or by Debian in `usr/share/nodejs`",
  specification: "https://docs.npmjs.com/cli/configuring-npm/package-json",
  purlType: "npm",
  evidences: "installed",
  gives: ["licenses", "author", "description", "homepage", "checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) =>
    path.endsWith("package.json") ? isInstalledManifest(path) || isProjectManifest(path) : isHiddenLock(path),

  read(file, report) {
    const isLock = isHiddenLock(file.path);
    const isInstalled = isInstalledManifest(file.path);
    const value = readJson(file, isLock || isInstalled ? report : () => {});
    if (isLock) return value === undefined ? undefined : { entries: hiddenLockEntries(value) };
    // Of a damaged file that lies elsewhere than beside packages nobody needs to hear.
    if (value === undefined) return isInstalled ? undefined : { damaged: true };
    const manifest = npmManifest(value, !isInstalled);
    const { name, version, needs, takes, develops } = manifest;
    // Folders with a package.json of only `"type": "module"` are parts of a package, not packages.
    if (isInstalled) return name === "" || version === "" ? undefined : manifest;
    return name !== "" || needs || takes || develops ? manifest : undefined;
  },

  assemble(evidence, { tree, report }) {
    const standing = evidence.filter(stands);
    const places = standing.flatMap(placeOf);
    const byFolder = new Map(places.map((place, i) => [place.folder, i]));
    const locked = lockedFolders(standing);
    const resolver = nodeResolver(tree, (folder) => byFolder.has(folder));
    const resolveAll = (from: string, names: readonly string[] = []): number[] =>
      names.flatMap((name) => {
        const folder = resolver.resolve(from, name);
        return folder === undefined ? [] : (byFolder.get(folder) ?? []);
      });

    const installed = new Set(places.keys().filter((i) => isInstalledManifest(places[i]?.path ?? "")));
    const tops = new Set([...installed].map((i) => projectFolderOf(places[i]?.path ?? "")));
    for (const { path, value } of standing) {
      if ("damaged" in value && tops.has(folderOf(path)))
        report({ code: "FILE_MALFORMED", path, message: `${path}: is not JSON` });
    }

    const isProject = (folder: string) => tops.has(folder) || tree.find(`${folder}/node_modules`) !== undefined;
    const projects = new Set(places.keys().filter((i) => !installed.has(i) && isProject(places[i]?.folder ?? "")));
    const asked = {
      production: new Set<number>(),
      optional: new Set<number>(),
      development: new Set<number>(),
    };
    // A project in the project, which stands in `node_modules` by a link, is installed as a package is.
    const linked = new Set<number>();
    const roots = [...projects];
    const link = (pkg: number) => {
      linked.add(pkg);
      if (!projects.has(pkg)) roots.push(pkg);
      projects.add(pkg);
    };
    for (const [pkg, { folder, manifest }] of places.entries()) {
      const isLinked = !installed.has(pkg) && manifest.name !== "" && manifest.version !== "";
      if (!isLinked || resolver.resolve(folder, manifest.name) !== folder) continue;
      asked.production.add(pkg);
      link(pkg);
    }
    for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
      const { folder, manifest } = places[root] as Place;
      const { needs, takes, develops } = manifest;
      for (const [scope, names] of [
        ["production", needs],
        ["optional", takes],
        ["development", develops],
      ] as const) {
        for (const pkg of resolveAll(folder, names)) {
          asked[scope].add(pkg);
          if (!installed.has(pkg)) link(pkg);
        }
      }
    }

    const edges = places.map(({ folder, manifest }) => ({
      needs: resolveAll(folder, manifest.needs),
      takes: resolveAll(folder, manifest.takes),
    }));
    const scopes = scopesOf({
      ...asked,
      needs: (pkg) => edges[pkg]?.needs ?? [],
      takes: (pkg) => edges[pkg]?.takes ?? [],
    });
    if (resolver.isExhausted()) {
      const message = "node_modules: too many packages ask for too many others; some dependencies were left out";
      report({ code: "LIMIT_EXCEEDED", message });
    }

    const projectFolders = new Set([...projects].map((i) => places[i]?.folder));
    const isAsked = (pkg: number) => Object.values(asked).some((set) => set.has(pkg));
    const identities = places.map(({ manifest: { name, version } }) => npmIdentity(name, version));
    const isPackage = (i: number) => (installed.has(i) || linked.has(i)) && places[i]?.manifest.version !== "";
    return places.flatMap((place, i): CatalogedPackage[] => {
      const identity = identities[i];
      if (!identity || !isPackage(i) || identity.name === "") return [];
      const { folder, path, layer, manifest } = place;
      const { name: _name, version, needs: _needs, takes: _takes, develops: _develops, ...facts } = manifest;
      const project = projectFolderOf(path);
      const entry = locked.get(folder);
      const said = entry?.version === undefined || entry.version === version ? entry : undefined;
      const scope: Scope | undefined = said?.scope ?? scopes.get(i);
      const direct = linked.has(i) || isDirect(folder, project, projectFolders, isAsked(i));
      const dependencies = [...(edges[i]?.needs ?? []), ...(edges[i]?.takes ?? [])].filter(isPackage);
      const dependsOn = new Set(dependencies.map((pkg) => identities[pkg]?.purl ?? ""));
      dependsOn.delete(identity.purl);
      const checksums = said?.checksums ?? facts.checksums;
      return [
        {
          ...identity,
          ...facts,
          ...(checksums && { checksums }),
          dependsOn: [...dependsOn].sort(),
          ...(direct !== undefined && { direct }),
          ...(scope && { scope }),
          properties: { ...facts.properties, ...said?.properties },
          layer,
          locations: [{ path, layer }],
        },
      ];
    });
  },
});

function placeOf({ path, layer, value }: Found<Evidence>): Place[] {
  return "licenses" in value ? [{ folder: folderOf(path), path, layer, manifest: value }] : [];
}

/** What npm recorded of each folder of the image. */
function lockedFolders(evidence: readonly Found<Evidence>[]): ReadonlyMap<string, HiddenLockEntry> {
  const locked = new Map<string, HiddenLockEntry>();
  for (const { path, value } of evidence) {
    if (!("entries" in value)) continue;
    const project = folderOf(folderOf(path));
    for (const entry of value.entries) locked.set(project === "" ? entry.at : `${project}/${entry.at}`, entry);
  }
  return locked;
}

/** Whether somebody asked for a package; nothing tells where no project's package.json stands beside. */
function isDirect(
  folder: string,
  project: string | undefined,
  projects: ReadonlySet<string | undefined>,
  isAsked: boolean,
): boolean | undefined {
  if (isAsked) return true;
  if (project === undefined) return undefined;
  if (projects.has(project)) return false;
  return isGlobal(project) ? isTopLevel(folder, project) : undefined;
}
