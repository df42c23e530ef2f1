import { bitnami } from "./bitnami.ts";
import { cargoLock } from "./cargo-lock.ts";
import type { Cataloger } from "./cataloger.ts";
import { composer } from "./composer.ts";
import { composerLock } from "./composer-lock.ts";
import { conan } from "./conan.ts";
import { dotnet } from "./dotnet.ts";
import { dpkg } from "./dpkg.ts";
import { gem } from "./gem.ts";
import { gemfileLock } from "./gemfile-lock.ts";
import { githubActions } from "./github-actions.ts";
import { goMod } from "./go-mod.ts";
import { haskellLock } from "./haskell-lock.ts";
import { hexLock } from "./hex-lock.ts";
import { luarocks } from "./luarocks.ts";
import { npm } from "./npm.ts";
import { nugetProject } from "./nuget-project.ts";
import { pear } from "./pear.ts";
import { perl } from "./perl.ts";
import { podfileLock } from "./podfile-lock.ts";
import { pubspecLock } from "./pubspec-lock.ts";
import { python } from "./python.ts";
import { rPackage } from "./r.ts";
import { renvLock } from "./renv-lock.ts";
import { swiftPackage } from "./swift-package.ts";
import { terraformLock } from "./terraform-lock.ts";
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
  conan,
  gemfileLock,
  githubActions,
  goMod,
  haskellLock,
  hexLock,
  nugetProject,
  podfileLock,
  pubspecLock,
  renvLock,
  swiftPackage,
  terraformLock,
];
