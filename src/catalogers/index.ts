import { cargoLock } from "./cargo-lock.ts";
import type { Cataloger } from "./cataloger.ts";
import { composer } from "./composer.ts";
import { composerLock } from "./composer-lock.ts";
import { dotnet } from "./dotnet.ts";
import { dpkg } from "./dpkg.ts";
import { gem } from "./gem.ts";
import { gemfileLock } from "./gemfile-lock.ts";
import { goMod } from "./go-mod.ts";
import { npm } from "./npm.ts";
import { nugetProject } from "./nuget-project.ts";
import { pear } from "./pear.ts";
import { python } from "./python.ts";

/** Every source of packages. Distributions stand first: what they own is looked up for the others. */
export const CATALOGERS: readonly Cataloger[] = [
  dpkg,
  npm,
  python,
  composer,
  pear,
  gem,
  dotnet,
  cargoLock,
  composerLock,
  gemfileLock,
  goMod,
  nugetProject,
];
