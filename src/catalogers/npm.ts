import { parsePnpProgram } from "../formats/yarn-pnp.ts";
import type { Report } from "../model/errors.ts";
import { defineCataloger, type Found, stands, type WantedFile } from "./cataloger.ts";
import { isWithin } from "./shared/bounded-text.ts";
import { isManagerRecord, type ManagerRecord, managerRecord } from "./shared/corepack-record.ts";
import { readJson } from "./shared/json-fields.ts";
import {
  folderOf,
  isHiddenLock,
  isInstalledManifest,
  isInstallRecord,
  isPnpFile,
  isProjectManifest,
  isYarnArchive,
} from "./shared/node-folders.ts";
import { type NodePlace, nodePackages } from "./shared/node-packages.ts";
import { type PnpPackage, pnpPackages, pnpTree } from "./shared/node-pnp.ts";
import { type HiddenLockEntry, hiddenLockEntries } from "./shared/npm-hidden-lock.ts";
import { type InstallRecord, pnpmInstallRecord, yarnInstallRecord } from "./shared/npm-install-record.ts";
import { type NpmManifest, npmManifest } from "./shared/npm-manifest.ts";
import type { PackedManifest } from "./shared/packed-manifest.ts";
import { baseNameOf } from "./shared/project-files.ts";
import { yarnStateEntries } from "./shared/yarn-state.ts";
import { zippedManifests } from "./shared/zipped-manifests.ts";

/**
 * Of a package.json what it says; of npm's own record, and of yarn's, its entries by folders; of pnpm's and yarn 1's,
 * packages by name. Of an archive what it holds. A project's file that is not JSON is `damaged`.
 */
type Evidence =
  | NpmManifest
  | { readonly entries: readonly HiddenLockEntry[] }
  | { readonly record: InstallRecord }
  | { readonly pnp: readonly PnpPackage[] }
  | { readonly manager: ManagerRecord }
  | { readonly packed: readonly PackedManifest[]; readonly sizeBytes: number }
  | { readonly damaged: true };

/** Of files that are not archives: the data of Plug'n'Play for 10,000 packages. */
const MOST_TEXT_BYTES = 16 * 1024 * 1024;

/** npm packages as npm, yarn, pnpm and Debian install them: the package.json of each. */
export const npm = defineCataloger<Evidence>({
  name: "npm",
  version: 3,
  describes: "npm packages installed in `node_modules`, or by Debian in `usr/share/nodejs`; applications beside them",
  specification: "https://docs.npmjs.com/cli/configuring-npm/package-json",
  purlType: "npm",
  evidences: "installed",
  gives: [
    "licenses",
    "author",
    "description",
    "homepage",
    "sizeBytes",
    "installedSizeBytes",
    "checksums",
    "dependsOn",
    "direct",
    "scope",
  ],
  roots: [],
  // Archives that yarn keeps, of packages with programs in them.
  maxFileBytes: 256 * 1024 * 1024,

  wants: (path) =>
    path.endsWith("package.json") ? isInstalledManifest(path) || isProjectManifest(path) : isKept(path),

  read(file, report) {
    if (isYarnArchive(file.path)) {
      const packed = zippedManifests(file, report);
      return packed.length > 0 ? { packed, sizeBytes: file.sizeBytes } : undefined;
    }
    if (!isWithin(file, MOST_TEXT_BYTES, report)) return undefined;
    if (isPnpFile(file.path)) return pnpOf(file, report);
    if (isManagerRecord(file.path)) {
      const manager = managerRecord(readJson(file, report));
      return manager && { manager };
    }
    if (isInstallRecord(file.path)) return recordOf(file, report);
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
    const pnp = pnpTree(
      standing.flatMap(({ path, value }) => ("pnp" in value ? [{ folder: folderOf(path), packages: value.pnp }] : [])),
    );
    // What yarn keeps and no project uses is not installed.
    const places = standing.flatMap(placesOf).filter(({ path, foundIn }) => path === foundIn || pnp.isUsed(path));
    return nodePackages(places, {
      pnp,
      find: tree.find,
      sizeOf: tree.folderSizes(OTHER_PACKAGES),
      locked: lockedFolders(standing),
      records: recordsOf(standing),
      damaged: standing.flatMap(({ path, value }) => ("damaged" in value ? [path] : [])),
      report,
    });
  },
});

/** Folders within a package that hold others. */
const OTHER_PACKAGES: ReadonlySet<string> = new Set(["node_modules"]);

/** Names of what package managers keep; whether one stands where it means that is looked at then. */
const KEPT = new Set([
  ".package-lock.json",
  "lock.yaml",
  ".yarn-integrity",
  ".yarn-state.yml",
  ".pnp.cjs",
  ".pnp.js",
  ".pnp.data.json",
  ".corepack",
]);

function isKept(path: string): boolean {
  if (path.endsWith(".zip")) return isYarnArchive(path);
  if (!KEPT.has(baseNameOf(path))) return false;
  return isHiddenLock(path) || isInstallRecord(path) || isManagerRecord(path) || isPnpFile(path);
}

/** What pnpm or yarn keeps beside the packages. */
function recordOf(file: WantedFile, report: Report): Evidence | undefined {
  if (file.path.endsWith("/.yarn-state.yml")) return { entries: yarnStateEntries(file.text()) };
  const record = file.path.endsWith("/lock.yaml")
    ? pnpmInstallRecord(file.text())
    : yarnInstallRecord(readJson(file, report));
  return record && { record };
}

/** What yarn's Plug'n'Play knows. Of yarn 1's nothing is read. */
function pnpOf(file: WantedFile, report: Report): Evidence | undefined {
  const data = file.path.endsWith(".json") ? readJson(file, report) : parsePnpProgram(file.text());
  const pnp = pnpPackages(data);
  return pnp.length > 0 ? { pnp } : undefined;
}

function placesOf({ path, layer, value }: Found<Evidence>): NodePlace[] {
  if ("licenses" in value) return [{ path, foundIn: path, layer, manifest: value }];
  if ("manager" in value)
    return value.manager.manifest ? [{ path, foundIn: path, layer, manifest: value.manager.manifest }] : [];
  if (!("packed" in value)) return [];
  const { packed, sizeBytes } = value;
  return packed.map(({ at, manifest }) => ({ path: `${path}/${at}`, foundIn: path, layer, manifest, sizeBytes }));
}

/** The folder of the project beside whose packages a record stands: `node_modules/.pnpm/lock.yaml`. */
function recordedFolderOf(path: string): string {
  const modules = `/${path}`.lastIndexOf("/node_modules/");
  return path.slice(0, Math.max(modules - 1, 0));
}

/** What installers recorded of each folder of the image. */
function lockedFolders(evidence: readonly Found<Evidence>[]): ReadonlyMap<string, HiddenLockEntry> {
  const locked = new Map<string, HiddenLockEntry>();
  for (const { path, value } of evidence) {
    if ("manager" in value) locked.set(folderOf(path), value.manager.entry);
    if (!("entries" in value)) continue;
    const project = recordedFolderOf(path);
    for (const entry of value.entries) locked.set(project === "" ? entry.at : `${project}/${entry.at}`, entry);
  }
  return locked;
}

function recordsOf(evidence: readonly Found<Evidence>[]): ReadonlyMap<string, InstallRecord> {
  return new Map(
    evidence.flatMap(({ path, value }) => ("record" in value ? [[recordedFolderOf(path), value.record]] : [])),
  );
}
