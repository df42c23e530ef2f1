import { apk } from "./apk.ts";
import type { Cataloger } from "./cataloger.ts";
import { chisel } from "./chisel.ts";
import { dpkg } from "./dpkg.ts";
import { homebrew } from "./homebrew.ts";
import { nix } from "./nix.ts";
import { npm } from "./npm.ts";
import { opkg } from "./opkg.ts";
import { pacman } from "./pacman.ts";
import { portage } from "./portage.ts";
import { python } from "./python.ts";
import { snap } from "./snap.ts";

/** Every source of packages. Distributions stand first: what they own is looked up for the others. */
export const CATALOGERS: readonly Cataloger[] = [
  apk,
  dpkg,
  chisel,
  opkg,
  pacman,
  portage,
  nix,
  homebrew,
  snap,
  npm,
  python,
];
