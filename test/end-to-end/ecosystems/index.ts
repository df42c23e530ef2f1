import type { Ecosystem } from "./ecosystem.ts";
import { npm } from "./npm.ts";
import { pnpm } from "./pnpm.ts";
import { pex, shiv } from "./python-archives.ts";
import { uv } from "./uv.ts";
import { yarnFolders, yarnPlugAndPlay } from "./yarn.ts";

export const ECOSYSTEMS: readonly Ecosystem[] = [npm, pnpm, yarnFolders, yarnPlugAndPlay, uv, pex, shiv];
