import type { Target } from "../target.ts";
import { deb822 } from "./deb822.ts";
import { documents } from "./documents.ts";
import { dotnetAssemblies, dotnetDeps, nugetDescription } from "./dotnet.ts";
import { archives, blobs, layers } from "./images.ts";
import { gzip, zstd } from "./inflate.ts";
import {
  apkDatabase,
  brewReceipt,
  chiselManifest,
  flatpakRecord,
  opkgStatus,
  pacmanRecord,
  portageFacts,
} from "./os-packages.ts";
import { goProgram, jar, knownProgram, rustProgram } from "./programs.ts";
import { dpkgStatus, metadata, osRelease, packageJson } from "./readers.ts";
import { dnfHistory, rpmBdb, rpmHeaders, rpmLog, rpmNdb, rpmSqlite } from "./rpm.ts";
import { tar } from "./tar.ts";

/** Readers of one format, in memory. */
export const FORMATS: readonly Target[] = [
  tar,
  gzip,
  zstd,
  documents,
  deb822,
  dpkgStatus,
  apkDatabase,
  chiselManifest,
  opkgStatus,
  pacmanRecord,
  portageFacts,
  brewReceipt,
  flatpakRecord,
  packageJson,
  metadata,
  osRelease,
  rpmHeaders,
  rpmBdb,
  rpmNdb,
  rpmSqlite,
  rpmLog,
  jar,
  goProgram,
  rustProgram,
  knownProgram,
  dnfHistory,
  dotnetDeps,
  dotnetAssemblies,
  nugetDescription,
];

/** The whole way from bytes on a disk to packages. */
export const IMAGES: readonly Target[] = [archives, layers, blobs];

/** All that is read of what strangers make. */
export const TARGETS: readonly Target[] = [...FORMATS, ...IMAGES];
