import type { Sbom } from "../model/sbom.ts";

/** What a writer needs to know beside the inventory. */
export interface WriteOptions {
  /** Plimsoll's own version. */
  readonly toolVersion: string;
  /**
   * The time to write, where a format asks for one and the image does not tell when it was made. No clock is read:
   * equal images have equal documents. In seconds since 1970.
   * Source: https://reproducible-builds.org/docs/source-date-epoch/
   */
  readonly sourceDateEpoch?: number;
  /** What a pipeline's environment says of the commit that is being built, for formats that name it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The time of a document, in seconds, as all formats take it. */
export function timestampOf({ image }: Sbom, { sourceDateEpoch }: WriteOptions): string {
  const created = new Date(sourceDateEpoch === undefined ? (image.created ?? 0) : sourceDateEpoch * 1000);
  const year = created.getUTCFullYear();
  // Reproducible builds write the year 1, which some readers refuse, and strangers write anything.
  const usable = year >= 1970 && year <= 9999 ? created : new Date(0);
  return usable.toISOString().replace(/\.\d+Z$/, "Z");
}
