import { zstdCompressSync } from "node:zlib";
import { apk } from "../../../src/catalogers/apk.ts";
import { chisel } from "../../../src/catalogers/chisel.ts";
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
