import type { Report } from "../model/errors.ts";
import { defineCataloger, type Found, stands, type WantedFile } from "./cataloger.ts";
import { readJson } from "./shared/json-fields.ts";
import { isHiddenLock, isInstalledManifest, isInstallRecord, isProjectManifest } from "./shared/node-folders.ts";
import { type NodePlace, nodePackages } from "./shared/node-packages.ts";
import { type HiddenLockEntry, hiddenLockEntries } from "./shared/npm-hidden-lock.ts";
import { type InstallRecord, pnpmInstallRecord, yarnInstallRecord } from "./shared/npm-install-record.ts";
import { type NpmManifest, npmManifest } from "./shared/npm-manifest.ts";
import { yarnStateEntries } from "./shared/yarn-state.ts";

/**
 * Of a package.json what it says; of npm's own record, and of yarn's, its entries by folders; of pnpm's and yarn 1's,
 * packages by name. A project's file that is not JSON is `damaged`.
 */
type Evidence =
  | NpmManifest
  | { readonly entries: readonly HiddenLockEntry[] }
  | { readonly record: InstallRecord }
  | { readonly damaged: true };

/** npm packages as npm, yarn, pnpm and Debian install them: the package.json of each. */
export const npm = defineCataloger<Evidence>({
  name: "npm",
  version: 3,
  describes: "npm packages installed in `node_modules`, or by Debian in `usr/share/nodejs`; applications beside them",
  specification: "https://docs.npmjs.com/cli/configuring-npm/package-json",
  purlType: "npm",
  evidences: "installed",
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) =>
    path.endsWith("package.json")
      ? isInstalledManifest(path) || isProjectManifest(path)
      : isHiddenLock(path) || isInstallRecord(path),

  read(file, report) {
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
    return nodePackages(standing.flatMap(placeOf), {
      find: tree.find,
      locked: lockedFolders(standing),
      records: recordsOf(standing),
      damaged: standing.flatMap(({ path, value }) => ("damaged" in value ? [path] : [])),
      report,
    });
  },
});

/** What pnpm or yarn keeps beside the packages. */
function recordOf(file: WantedFile, report: Report): Evidence | undefined {
  if (file.path.endsWith("/.yarn-state.yml")) return { entries: yarnStateEntries(file.text()) };
  const record = file.path.endsWith("/lock.yaml")
    ? pnpmInstallRecord(file.text())
    : yarnInstallRecord(readJson(file, report));
  return record && { record };
}

function placeOf({ path, layer, value }: Found<Evidence>): NodePlace[] {
  return "licenses" in value ? [{ path, foundIn: path, layer, manifest: value }] : [];
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
