import type { FileTree } from "../../image/file-tree.ts";
import type { Climber } from "./folders-above.ts";
import { isOnTrial } from "./node-folders.ts";
import type { NpmManifest } from "./npm-manifest.ts";
import { isOfOthers } from "./project-files.ts";

/** What stands beside the package.json of an application that somebody installs. */
const BESIDE: readonly string[] = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "bun.lock",
  "bun.lockb",
  ".pnp.cjs",
  ".pnp.js",
];

/** As npm takes it; those of a template have brackets. Capitals were allowed once. */
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;
const VERSION = /^v?\d+\.\d+\.\d+/;

interface Beside {
  /** Whether packages are installed for it. */
  readonly isProject: boolean;
  /** Whether a folder has the package.json of a project, or of something with a name and a version. */
  readonly isWhole: (folder: string) => boolean;
  readonly find: FileTree["find"];
  readonly climb: Climber;
}

/**
 * Tells whether the package.json of a folder outside `node_modules` is that of an application, and not a part, a
 * template or test data of something else: docs/decisions/0019-installed-outside-the-usual-folders.md.
 */
export function isApplicationFolder(folder: string, manifest: NpmManifest, beside: Beside): boolean {
  const { name, version, kind } = manifest;
  if (kind !== undefined || !NAME.test(name) || !VERSION.test(version)) return false;
  if (beside.isProject) return true;
  const path = folder === "" ? "package.json" : `${folder}/package.json`;
  if (isOfOthers(path) || isOnTrial(path)) return false;
  if (BESIDE.some((file) => beside.find(folder === "" ? file : `${folder}/${file}`)?.type === "file")) return true;
  for (const at of beside.climb.from(folder)) if (at !== folder && beside.isWhole(at)) return false;
  return !beside.climb.isExhausted();
}
