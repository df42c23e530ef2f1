import { apk } from "./apk.ts";
import { bunLock } from "./bun-lock.ts";
import type { Cataloger } from "./cataloger.ts";
import { chisel } from "./chisel.ts";
import { composer } from "./composer.ts";
import { composerLock } from "./composer-lock.ts";
import { denoLock } from "./deno-lock.ts";
import { dotnet } from "./dotnet.ts";
import { dpkg } from "./dpkg.ts";
import { gem } from "./gem.ts";
import { gemfileLock } from "./gemfile-lock.ts";
import { java } from "./java.ts";
import { npm } from "./npm.ts";
import { npmLock } from "./npm-lock.ts";
import { nugetProject } from "./nuget-project.ts";
import { pacman } from "./pacman.ts";
import { pdmLock } from "./pdm-lock.ts";
import { pear } from "./pear.ts";
import { pipfileLock } from "./pipfile-lock.ts";
import { pnpmLock } from "./pnpm-lock.ts";
import { poetryLock } from "./poetry-lock.ts";
import { pylock } from "./pylock.ts";
import { python } from "./python.ts";
import { requirements } from "./requirements.ts";
import { uvLock } from "./uv-lock.ts";
import { yarnLock } from "./yarn-lock.ts";

/** Every source of packages. Distributions stand first: what they own is looked up for the others. */
export const CATALOGERS: readonly Cataloger[] = [
  dpkg,
  chisel,
  apk,
  pacman,
  bunLock,
  composer,
  composerLock,
  denoLock,
  dotnet,
  gem,
  gemfileLock,
  java,
  npm,
  npmLock,
  nugetProject,
  pdmLock,
  pear,
  pipfileLock,
  pnpmLock,
  poetryLock,
  pylock,
  python,
  requirements,
  uvLock,
  yarnLock,
];
