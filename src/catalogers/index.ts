import { bitnami } from "./bitnami.ts";
import { cargoLock } from "./cargo-lock.ts";
import type { Cataloger } from "./cataloger.ts";
import { composer } from "./composer.ts";
import { composerLock } from "./composer-lock.ts";
import { dotnet } from "./dotnet.ts";
import { dpkg } from "./dpkg.ts";
import { gem } from "./gem.ts";
import { gemfileLock } from "./gemfile-lock.ts";
import { goMod } from "./go-mod.ts";
import { luarocks } from "./luarocks.ts";
import { npm } from "./npm.ts";
import { nugetProject } from "./nuget-project.ts";
import { pear } from "./pear.ts";
import { perl } from "./perl.ts";
import { python } from "./python.ts";
import { rPackage } from "./r.ts";
import { wordpress } from "./wordpress.ts";

/** Every source of packages. Distributions stand first: what they own is looked up for the others. */
export const CATALOGERS: readonly Cataloger[] = [
  dpkg,
  npm,
  python,
  composer,
  pear,
  wordpress,
  gem,
  dotnet,
  rPackage,
  perl,
  luarocks,
  bitnami,
  cargoLock,
  composerLock,
  gemfileLock,
  goMod,
  nugetProject,
];
