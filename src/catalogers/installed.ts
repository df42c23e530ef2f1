import { apk } from "./apk.ts";
import { binary } from "./binary.ts";
import { bitnami } from "./bitnami.ts";
import type { Cataloger } from "./cataloger.ts";
import { chisel } from "./chisel.ts";
import { composer } from "./composer.ts";
import { conda } from "./conda.ts";
import { dotnet } from "./dotnet.ts";
import { dotnetAssembly } from "./dotnet-assembly.ts";
import { dpkg } from "./dpkg.ts";
import { flatpak } from "./flatpak.ts";
import { gem } from "./gem.ts";
import { goBinary } from "./go-binary.ts";
import { homebrew } from "./homebrew.ts";
import { java } from "./java.ts";
import { jvm } from "./jvm.ts";
import { luarocks } from "./luarocks.ts";
import { nix } from "./nix.ts";
import { npm } from "./npm.ts";
import { nuget } from "./nuget.ts";
import { opkg } from "./opkg.ts";
import { pacman } from "./pacman.ts";
import { pear } from "./pear.ts";
import { perl } from "./perl.ts";
import { portage } from "./portage.ts";
import { python } from "./python.ts";
import { rPackage } from "./r.ts";
import { rpm } from "./rpm.ts";
import { rustBinary } from "./rust-binary.ts";
import { snap } from "./snap.ts";
import { wordpress } from "./wordpress.ts";

/** Of what is there. Distributions stand first: what they own is looked up for the others. */
export const INSTALLED: readonly Cataloger[] = [
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
  flatpak,
  binary,
  bitnami,
  composer,
  conda,
  dotnet,
  dotnetAssembly,
  gem,
  goBinary,
  java,
  jvm,
  luarocks,
  npm,
  nuget,
  pear,
  perl,
  python,
  rPackage,
  rustBinary,
  wordpress,
];
