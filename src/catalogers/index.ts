import { apk } from "./apk.ts";
import type { Cataloger } from "./cataloger.ts";
import { chisel } from "./chisel.ts";
import { composer } from "./composer.ts";
import { composerLock } from "./composer-lock.ts";
import { dotnet } from "./dotnet.ts";
import { dpkg } from "./dpkg.ts";
import { gem } from "./gem.ts";
import { gemfileLock } from "./gemfile-lock.ts";
import { goBinary } from "./go-binary.ts";
import { homebrew } from "./homebrew.ts";
import { java } from "./java.ts";
import { jvm } from "./jvm.ts";
import { nix } from "./nix.ts";
import { npm } from "./npm.ts";
import { nugetProject } from "./nuget-project.ts";
import { opkg } from "./opkg.ts";
import { pacman } from "./pacman.ts";
import { pear } from "./pear.ts";
import { portage } from "./portage.ts";
import { python } from "./python.ts";
import { rpm } from "./rpm.ts";
import { rustBinary } from "./rust-binary.ts";

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
  composer,
  composerLock,
  dotnet,
  gem,
  gemfileLock,
  goBinary,
  java,
  jvm,
  npm,
  nugetProject,
  pear,
  python,
  rustBinary,
];
