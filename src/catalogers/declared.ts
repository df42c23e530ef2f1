import { bunLock } from "./bun-lock.ts";
import { cargoLock } from "./cargo-lock.ts";
import type { Cataloger } from "./cataloger.ts";
import { composerLock } from "./composer-lock.ts";
import { conan } from "./conan.ts";
import { denoLock } from "./deno-lock.ts";
import { gemfileLock } from "./gemfile-lock.ts";
import { githubActions } from "./github-actions.ts";
import { goMod } from "./go-mod.ts";
import { haskellLock } from "./haskell-lock.ts";
import { hexLock } from "./hex-lock.ts";
import { npmLock } from "./npm-lock.ts";
import { nugetProject } from "./nuget-project.ts";
import { pdmLock } from "./pdm-lock.ts";
import { pipfileLock } from "./pipfile-lock.ts";
import { pnpmLock } from "./pnpm-lock.ts";
import { podfileLock } from "./podfile-lock.ts";
import { poetryLock } from "./poetry-lock.ts";
import { pubspecLock } from "./pubspec-lock.ts";
import { pylock } from "./pylock.ts";
import { renvLock } from "./renv-lock.ts";
import { requirements } from "./requirements.ts";
import { swiftPackage } from "./swift-package.ts";
import { terraformLock } from "./terraform-lock.ts";
import { uvLock } from "./uv-lock.ts";
import { yarnLock } from "./yarn-lock.ts";

/** Of what projects ask for: loaded for folders alone, since they bring large libraries along. */
export const DECLARED: readonly Cataloger[] = [
  bunLock,
  cargoLock,
  composerLock,
  conan,
  denoLock,
  gemfileLock,
  githubActions,
  goMod,
  haskellLock,
  hexLock,
  npmLock,
  nugetProject,
  pdmLock,
  pipfileLock,
  pnpmLock,
  podfileLock,
  poetryLock,
  pubspecLock,
  pylock,
  renvLock,
  requirements,
  swiftPackage,
  terraformLock,
  uvLock,
  yarnLock,
];
