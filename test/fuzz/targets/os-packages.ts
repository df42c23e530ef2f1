import { zstdCompressSync } from "node:zlib";
import { apk } from "../../../src/catalogers/apk.ts";
import { chisel } from "../../../src/catalogers/chisel.ts";
import { flatpak } from "../../../src/catalogers/flatpak.ts";
import { homebrew } from "../../../src/catalogers/homebrew.ts";
import { opkg } from "../../../src/catalogers/opkg.ts";
import { pacman } from "../../../src/catalogers/pacman.ts";
import { portage } from "../../../src/catalogers/portage.ts";
import { APP_DEPLOY, APP_METADATA, RUNTIME_DEPLOY } from "../../support/flatpak-files.ts";
import { readerTarget } from "./readers.ts";

const databases = ["lib/apk/db/installed", "etc/apk/world"];

export const apkDatabase = readerTarget(apk, databases, "lib/apk/db/installed", [
  "C:Q1YdWsuMPsxJ/TjH6wgYtx1ZJbc7g=\nP:a\nV:1-r0\nA:x\nS:1\nI:2\nT:t\nL:MIT\no:b\nc:82d6c06a6d6e8de20a4db05994da6046f0623af3\nD:c so:l.so=1 !d\nF:usr\nM:0:0:700\nR:f\na:0:0:755\nZ:Q1SLkS9hBidUbPwwrw+XR0Whv3ww8=\n\nP:c\nV:2\np:so:l.so=1 /bin/sh\n",
  "a\nb>=1 c@edge\r\n!d\n",
]);

const manifest =
  '{"jsonwall":"1.0","schema":"1.0","count":3}\n{"kind":"content","slice":"a_b","path":"/c"}\n{"kind":"package","name":"a","version":"1","arch":"amd64"}\n{"kind":"slice","name":"a_b"}\n';

export const chiselManifest = readerTarget(chisel, ["var/lib/chisel/manifest.wall"], "var/lib/chisel/manifest.wall", [
  zstdCompressSync(manifest),
]);

const opkgFiles = ["usr/lib/opkg/status", "usr/lib/opkg/info/a.control", "var/lib/opkg/info/a.list"];

export const opkgStatus = readerTarget(opkg, opkgFiles, "usr/lib/opkg/status", [
  "Package: a\nVersion: 1\nDepends: b, c (>= 1)\nStatus: install user installed\nArchitecture: x\nInstalled-Size: 3\n\nPackage: b\nVersion: 2\nSource: package/libs/b\nAuto-Installed: yes\n",
  "/bin/a\t100755\n/etc/b\n",
]);

const pacmanFiles = ["desc", "files"].map((name) => `var/lib/pacman/local/a-1/${name}`);

export const pacmanRecord = readerTarget(pacman, pacmanFiles, "var/lib/pacman/local/*/desc", [
  "%NAME%\na\n\n%VERSION%\n1:2-3\n\n%SIZE%\n7\n\n%REASON%\n1\n\n%LICENSE%\nMIT\nGPL\n\n%DEPENDS%\nsh\nb>=1\n\n%PROVIDES%\nc.so=1-64\n",
  "%FILES%\nusr/\nusr/bin/a\n\n%BACKUP%\netc/a\t00\n",
]);

const portageFiles = [
  ...["CONTENTS", "RDEPEND", "SLOT", "CHOST"].map((name) => `var/db/pkg/a/b-1.0-r1/${name}`),
  "var/lib/portage/world",
];

export const portageFacts = readerTarget(portage, portageFiles, "var/db/pkg/*/*/RDEPEND", [
  "dir /usr\nobj /usr/bin/a b 79fce043df7dfc676ae5ecb903762d8b 17\nsym /usr/lib/c -> d 17\n",
  ">=a/b-1.0:0/3=[x] || ( a/c ( a/d a/e ) ) flag? ( !a/f ) a/b\n",
  "x86_64-pc-linux-gnu\n",
]);

const brewFiles = ["INSTALL_RECEIPT.json", ".brew/a.rb"].map((name) => `root/.linuxbrew/Cellar/a/1/${name}`);

export const brewReceipt = readerTarget(homebrew, brewFiles, "**/Cellar/*/*/INSTALL_RECEIPT.json", [
  '{"installed_on_request":true,"runtime_dependencies":[{"full_name":"x/y/a","declared_directly":true}],"source":{"tap":"x/y"},"arch":"arm64"}',
  'class A < Formula\n  desc "d"\n  homepage "h"\n  license "MIT"\nend\n',
]);

const flatpakFiles = ["metadata", "deploy"].map((name) => `var/lib/flatpak/app/org.a.B/x86_64/stable/1/${name}`);

export const flatpakRecord = readerTarget(flatpak, flatpakFiles, "var/lib/flatpak/app/*/*/*/*/deploy", [
  APP_METADATA,
  APP_DEPLOY,
  RUNTIME_DEPLOY,
]);
