import { apk } from "./apk.ts";
import { binary } from "./binary.ts";
import { bitnami } from "./bitnami.ts";
import { bunLock } from "./bun-lock.ts";
import { cargoLock } from "./cargo-lock.ts";
import type { Cataloger } from "./cataloger.ts";
import { chisel } from "./chisel.ts";
import { composer } from "./composer.ts";
import { composerLock } from "./composer-lock.ts";
import { conan } from "./conan.ts";
import { conda } from "./conda.ts";
import { denoLock } from "./deno-lock.ts";
import { dotnet } from "./dotnet.ts";
import { dpkg } from "./dpkg.ts";
import { gem } from "./gem.ts";
import { gemfileLock } from "./gemfile-lock.ts";
import { githubActions } from "./github-actions.ts";
import { goBinary } from "./go-binary.ts";
import { goMod } from "./go-mod.ts";
import { haskellLock } from "./haskell-lock.ts";
import { hexLock } from "./hex-lock.ts";
import { homebrew } from "./homebrew.ts";
import { java } from "./java.ts";
import { jvm } from "./jvm.ts";
import { luarocks } from "./luarocks.ts";
import { nix } from "./nix.ts";
import { npm } from "./npm.ts";
import { npmLock } from "./npm-lock.ts";
import { nugetProject } from "./nuget-project.ts";
import { opkg } from "./opkg.ts";
import { pacman } from "./pacman.ts";
import { pdmLock } from "./pdm-lock.ts";
import { pear } from "./pear.ts";
import { perl } from "./perl.ts";
import { pipfileLock } from "./pipfile-lock.ts";
import { pnpmLock } from "./pnpm-lock.ts";
import { podfileLock } from "./podfile-lock.ts";
import { poetryLock } from "./poetry-lock.ts";
import { portage } from "./portage.ts";
import { pubspecLock } from "./pubspec-lock.ts";
import { pylock } from "./pylock.ts";
import { python } from "./python.ts";
import { rPackage } from "./r.ts";
import { renvLock } from "./renv-lock.ts";
import { requirements } from "./requirements.ts";
import { rpm } from "./rpm.ts";
import { rustBinary } from "./rust-binary.ts";
import { snap } from "./snap.ts";
import { swiftPackage } from "./swift-package.ts";
import { terraformLock } from "./terraform-lock.ts";
import { uvLock } from "./uv-lock.ts";
import { wordpress } from "./wordpress.ts";
import { yarnLock } from "./yarn-lock.ts";

/** Every source of packages. Distributions stand first: what they own is looked up for the others. */
export const CATALOGERS: readonly Cataloger[] = [
  dpkg,
  chisel,
  apk,
  rpm,
  pacman,
  opkg,
  portage,
  nix,
  homebrew,
  snap,
  binary,
  bitnami,
  bunLock,
  cargoLock,
  composer,
  composerLock,
  conan,
  conda,
  denoLock,
  dotnet,
  gem,
  gemfileLock,
  githubActions,
  goBinary,
  goMod,
  haskellLock,
  hexLock,
  java,
  jvm,
  luarocks,
  npm,
  npmLock,
  nugetProject,
  pdmLock,
  pear,
  perl,
  pipfileLock,
  pnpmLock,
  podfileLock,
  poetryLock,
  pubspecLock,
  pylock,
  python,
  renvLock,
  requirements,
  rPackage,
  rustBinary,
  swiftPackage,
  terraformLock,
  uvLock,
  wordpress,
  yarnLock,
];
