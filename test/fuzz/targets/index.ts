import type { Target } from "../target.ts";
import { deb822 } from "./deb822.ts";
import { documents } from "./documents.ts";
import { images } from "./images.ts";
import { gzip, zstd } from "./inflate.ts";
import { dpkgStatus, metadata, osRelease, packageJson } from "./readers.ts";
import { tar } from "./tar.ts";

/** All that is read of what strangers make. */
export const TARGETS: readonly Target[] = [
  tar,
  gzip,
  zstd,
  documents,
  images,
  deb822,
  dpkgStatus,
  packageJson,
  metadata,
  osRelease,
];
