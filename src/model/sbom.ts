import type { Problem } from "./errors.ts";
import type { ImageMetadata } from "./image.ts";
import type { Package } from "./package.ts";
import type { SecretReport } from "./secret.ts";

/** How the layers of an image were read for one inventory. */
export interface LayerOrigin {
  readonly ordinal: number;
  /** `read`: in this run; `cache`: its reading of an earlier run was used. */
  readonly from: "read" | "cache";
  /** Whether its digests were measured, in this run or the one that filled the cache, and found to be those it claims. */
  readonly verified: boolean;
}

/** What an image is made of. Plain JSON; equal for equal images, however they were reached. */
export interface Sbom {
  readonly image: ImageMetadata;
  /** Sorted by type, name, version, package URL, owner. */
  readonly packages: readonly Package[];
  /** What could not be read. */
  readonly problems: readonly Problem[];
  readonly layerOrigins: readonly LayerOrigin[];
  /** Where secrets were looked for. */
  readonly secrets?: SecretReport;
}
