import type { FileTree } from "../../image/file-tree.ts";
import type { Report } from "../../model/errors.ts";
import type { Scope } from "../../model/package.ts";
import type { CatalogedPackage } from "../cataloger.ts";
import { scopesOf } from "./dependency-scopes.ts";
import { type Climber, climber } from "./folders-above.ts";
import { isApplicationFolder } from "./node-applications.ts";
import { folderOf, isGlobal, isInstalledManifest, isOfDeno, isTopLevel, projectFolderOf } from "./node-folders.ts";
import type { PnpTree } from "./node-pnp.ts";
import { nodeResolver } from "./node-resolution.ts";
import type { HiddenLockEntry } from "./npm-hidden-lock.ts";
import type { InstallRecord } from "./npm-install-record.ts";
import type { NpmManifest } from "./npm-manifest.ts";
import { npmIdentity } from "./npm-name.ts";

/** A folder with a package.json that stands in the finished image. */
export interface NodePlace {
  /** Of the package.json, within an archive too: `app.asar/node_modules/a/package.json`. */
  readonly path: string;
  /** The file of the image in which it was found. */
  readonly foundIn: string;
  readonly layer: number;
  readonly manifest: NpmManifest;
  /** Of the archive that holds it. */
  readonly sizeBytes?: number;
}

/** What is known beside the packages themselves. */
export interface NodeSurroundings {
  readonly find: FileTree["find"];
  /** Bytes below a package's folder, without packages that stand in it. */
  readonly sizeOf?: (folder: string) => number | undefined;
  /** What npm recorded of folders. */
  readonly locked: ReadonlyMap<string, HiddenLockEntry>;
  /** What pnpm and yarn recorded of the packages below a folder, by that. */
  readonly records: ReadonlyMap<string, InstallRecord>;
  readonly pnp?: PnpTree;
  /** A project's package.json that cannot be read. */
  readonly damaged: readonly string[];
  readonly report: Report;
}

/** Makes packages of the package.json files of an image, as Node.js would find them. */
export function nodePackages(places: readonly NodePlace[], surroundings: NodeSurroundings): CatalogedPackage[] {
  const { find, sizeOf, locked, records, pnp, damaged, report } = surroundings;
  const folders = places.map(({ path }) => folderOf(path));
  const byFolder = new Map(folders.map((folder, i) => [folder, i]));
  const resolver = nodeResolver({ find }, (folder) => byFolder.has(folder));
  const resolveAll = (from: string, names: readonly string[] = []): number[] =>
    names.flatMap((name) => {
      const folder = pnp?.resolve(from, name) ?? resolver.resolve(from, name);
      return folder === undefined ? [] : (byFolder.get(folder) ?? []);
    });

  const installed = new Set(places.keys().filter((i) => isInstalledManifest(places[i]?.path ?? "")));
  const tops = new Set([...installed].map((i) => projectFolderOf(places[i]?.path ?? "")));
  for (const path of damaged) {
    if (tops.has(folderOf(path))) report({ code: "FILE_MALFORMED", path, message: `${path}: is not JSON` });
  }

  const isProject = (folder: string) =>
    tops.has(folder) || find(`${folder}/node_modules`) !== undefined || pnp?.isPart(folder);
  const projects = new Set(places.keys().filter((i) => !installed.has(i) && isProject(folders[i] ?? "")));
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
  for (const [pkg, { manifest }] of places.entries()) {
    const folder = folders[pkg] ?? "";
    const isLinked = !installed.has(pkg) && manifest.name !== "" && manifest.version !== "";
    if (!isLinked || resolver.resolve(folder, manifest.name) !== folder) continue;
    asked.production.add(pkg);
    link(pkg);
  }
  for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
    const { needs, takes, develops } = (places[root] as NodePlace).manifest;
    for (const [scope, names] of [
      ["production", needs],
      ["optional", takes],
      ["development", develops],
    ] as const) {
      for (const pkg of resolveAll(folders[root] ?? "", names)) {
        asked[scope].add(pkg);
        if (!installed.has(pkg)) link(pkg);
      }
    }
  }

  const climb = climber();
  const recordOf = recordFinder(records, climb);
  const recorded = places.map(({ manifest: { name, version } }, i) => {
    const record = installed.has(i) ? recordOf(folders[i] ?? "") : undefined;
    const key = `${name}@${version}`;
    const scope = record?.asked[key];
    if (scope) asked[scope].add(i);
    return { record, isAsked: record?.direct.includes(key) ?? false, facts: record?.packages[key] };
  });

  const edges = places.map(({ manifest }, i) => ({
    needs: resolveAll(folders[i] ?? "", manifest.needs),
    takes: resolveAll(folders[i] ?? "", manifest.takes),
  }));
  const scopes = scopesOf({
    ...asked,
    needs: (pkg) => edges[pkg]?.needs ?? [],
    takes: (pkg) => edges[pkg]?.takes ?? [],
  });
  const isWhole = (folder: string) => {
    const i = byFolder.get(folder);
    if (i === undefined) return false;
    return projects.has(i) || (places[i]?.manifest.name !== "" && places[i]?.manifest.version !== "");
  };
  const isApplication = (i: number) => {
    const { manifest } = places[i] as NodePlace;
    if (installed.has(i) || linked.has(i)) return false;
    return isApplicationFolder(folders[i] ?? "", manifest, { isProject: projects.has(i), isWhole, find, climb });
  };
  const applications = new Set(places.keys().filter(isApplication));

  if (resolver.isExhausted() || climb.isExhausted()) {
    const message = "node_modules: too many packages ask for too many others; some dependencies were left out";
    report({ code: "LIMIT_EXCEEDED", message });
  }

  const projectFolders = new Set([...projects].map((i) => folders[i]));
  const isAsked = (pkg: number) => Object.values(asked).some((set) => set.has(pkg));
  const identities = places.map(({ manifest: { name, version } }) => npmIdentity(name, version));
  const isPackage = (i: number) =>
    (installed.has(i) || linked.has(i) || applications.has(i)) && places[i]?.manifest.version !== "";
  return places.flatMap((place, i): CatalogedPackage[] => {
    const identity = identities[i];
    if (!identity || !isPackage(i) || identity.name === "") return [];
    const { path, foundIn, layer, manifest, sizeBytes } = place;
    const folder = folders[i] ?? "";
    const { name: _n, version, needs: _needs, takes: _takes, develops: _develops, kind: _kind, ...facts } = manifest;
    const project = projectFolderOf(path);
    const entry = locked.get(folder);
    const said = entry?.version === undefined || entry.version === version ? entry : undefined;
    const { record, isAsked: isRecorded, facts: ofRecord } = recorded[i] ?? {};
    const scope: Scope | undefined = said?.scope ?? ofRecord?.scope ?? scopes.get(i);
    const isKnownProject = projectFolders.has(project) || record !== undefined || pnp?.isUsed(path) === true;
    const direct =
      linked.has(i) ||
      applications.has(i) ||
      isDirect(folder, { project, isKnownProject, isAsked: isAsked(i) || isRecorded === true });
    const dependencies = [...(edges[i]?.needs ?? []), ...(edges[i]?.takes ?? [])].filter(isPackage);
    const dependsOn = new Set(dependencies.map((pkg) => identities[pkg]?.purl ?? ""));
    dependsOn.delete(identity.purl);
    // Of an application's folder nobody knows what else lies in it.
    const installedSizeBytes = foundIn === path && installed.has(i) ? sizeOf?.(folder) : undefined;
    const checksums = said?.checksums ?? ofRecord?.checksums ?? facts.checksums;
    return [
      {
        ...identity,
        ...facts,
        ...(checksums && { checksums }),
        ...(sizeBytes !== undefined && isTopLevel(folder, project ?? "") && { sizeBytes }),
        ...(installedSizeBytes !== undefined && { installedSizeBytes }),
        ...(!isOfDeno(path) && { dependsOn: [...dependsOn].sort() }),
        ...(direct !== undefined && { direct }),
        ...(scope && { scope }),
        properties: {
          ...facts.properties,
          ...ofRecord?.properties,
          ...pnp?.propertiesOf(folder),
          ...said?.properties,
          ...(applications.has(i) && { "npm:application": "true" }),
          ...(foundIn !== path && { "npm:virtual-path": path }),
        },
        layer,
        locations: [{ path: foundIn, layer }],
      },
    ];
  });
}

/** The record of the folder's project, or of one around it: parts of a project are recorded with the whole. */
function recordFinder(records: NodeSurroundings["records"], { from }: Climber) {
  return (folder: string): InstallRecord | undefined => {
    for (const at of records.size === 0 ? [] : from(folder)) {
      const record = records.get(at);
      if (record) return record;
    }
    return undefined;
  };
}

interface Standing {
  readonly project: string | undefined;
  /** Whether something tells what the project asks for. */
  readonly isKnownProject: boolean;
  readonly isAsked: boolean;
}

/** Whether somebody asked for a package; nothing tells where no project's package.json stands beside. */
function isDirect(folder: string, { project, isKnownProject, isAsked }: Standing): boolean | undefined {
  if (isAsked) return true;
  if (project === undefined) return undefined;
  if (isKnownProject) return false;
  return isGlobal(project) ? isTopLevel(folder, project) : undefined;
}
