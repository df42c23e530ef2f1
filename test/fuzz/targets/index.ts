import type { Target } from "../target.ts";
import { deb822 } from "./deb822.ts";
import { documents } from "./documents.ts";
import { dotnetAssemblies, dotnetDeps, nugetDescription } from "./dotnet.ts";
import { archives, blobs, layers } from "./images.ts";
import { gzip, zstd } from "./inflate.ts";
import {
  composerList,
  condaRecord,
  gemspec,
  pearRecord,
  pythonEgg,
  rDescription,
  rockspec,
  snapFacts,
} from "./language-records.ts";
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
import { asar, dpkgStatus, metadata, osRelease, packageJson, zipapp } from "./readers.ts";
import { dnfHistory, rpmBdb, rpmHeaders, rpmLog, rpmNdb, rpmSqlite } from "./rpm.ts";
import { sbomFile } from "./sboms.ts";
import { secretFiles } from "./secrets.ts";
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
  zipapp,
  asar,
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
  sbomFile,
  secretFiles,
  pythonEgg,
  pearRecord,
  gemspec,
  rockspec,
  composerList,
  condaRecord,
  rDescription,
  snapFacts,
];

/** The whole way from bytes on a disk to packages. */
export const IMAGES: readonly Target[] = [archives, layers, blobs];

/** All that is read of what strangers make. */
export const TARGETS: readonly Target[] = [...FORMATS, ...IMAGES];
