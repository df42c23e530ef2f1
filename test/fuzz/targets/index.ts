import type { Target } from "../target.ts";
import { bzip2 } from "./bzip2.ts";
import { deb822 } from "./deb822.ts";
import { documents } from "./documents.ts";
import { dotnetAssemblies, dotnetDeps, nugetDescription } from "./dotnet.ts";
import {
  jsonOfSources,
  osvArchive,
  osvRecord,
  ovalXml,
  redhatDocument,
  repositoryRecord,
  updateInfoXml,
} from "./feeds.ts";
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
import { parcels } from "./parcels.ts";
import { goProgram, jar, knownProgram, rustProgram } from "./programs.ts";
import { asar, dpkgStatus, metadata, osRelease, packageJson, zipapp } from "./readers.ts";
import { dnfHistory, rpmBdb, rpmHeaders, rpmLog, rpmNdb, rpmSqlite } from "./rpm.ts";
import { sbomFile } from "./sboms.ts";
import { secretFiles } from "./secrets.ts";
import { tar } from "./tar.ts";
import { vexDocuments } from "./vex.ts";

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

/** What sources of advisories serve, what others say of findings, and snapshots that are carried along. */
export const ADVISORIES: readonly Target[] = [
  bzip2,
  ovalXml,
  updateInfoXml,
  redhatDocument,
  osvRecord,
  osvArchive,
  jsonOfSources,
  repositoryRecord,
  vexDocuments,
  parcels,
];

/** The whole way from bytes on a disk to packages. */
export const IMAGES: readonly Target[] = [archives, layers, blobs];

/** All that is read of what strangers make. */
export const TARGETS: readonly Target[] = [...FORMATS, ...ADVISORIES, ...IMAGES];
