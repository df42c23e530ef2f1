import type { Target } from "../target.ts";
import { deb822 } from "./deb822.ts";
import { documents } from "./documents.ts";
import { archives, blobs, layers } from "./images.ts";
import { gzip, zstd } from "./inflate.ts";
import {
  composerList,
  condaRecord,
  dotnetDeps,
  gemspec,
  pearRecord,
  pythonEgg,
  rDescription,
  rockspec,
  snapFacts,
} from "./language-records.ts";
import { apkDatabase, brewReceipt, chiselManifest, opkgStatus, pacmanRecord, portageFacts } from "./os-packages.ts";
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
  pythonEgg,
  pearRecord,
  gemspec,
  rockspec,
  composerList,
  condaRecord,
  dotnetDeps,
  rDescription,
  snapFacts,
];

/** The whole way from bytes on a disk to packages. */
export const IMAGES: readonly Target[] = [archives, layers, blobs];

/** All that is read of what strangers make. */
export const TARGETS: readonly Target[] = [...FORMATS, ...IMAGES];
