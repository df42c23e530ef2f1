import type { FileSlice } from "../host/files.ts";
import type { ImageSource, Platform } from "../model/image.ts";
import type { ImageConfig } from "./documents.ts";

/** One layer of an image, and where its bytes are. */
export interface Layer {
  /** Position in the image, oldest first, from 0. */
  readonly ordinal: number;
  /** Digest by which the manifest names the blob; absent in archives that keep plain tars without one. */
  readonly digest?: string;
  /** Digest of the uncompressed tar, as the config claims it. */
  readonly diffId: string;
  readonly mediaType: string;
  /** Bytes of the blob. */
  readonly sizeBytes: number;
  readonly blob: FileSlice;
}

/**
 * An image, wherever it comes from. Manifest and config are verified against the digests that name them;
 * layers are verified by whoever reads them. Code above this interface never asks which source it is.
 */
export interface Image {
  readonly source: ImageSource;
  /** Of the index that it was chosen from. */
  readonly indexDigest?: string;
  /** Absent in old `docker save` archives, which have no manifest. */
  readonly manifestDigest?: string;
  readonly rawManifest?: Uint8Array;
  readonly configDigest: string;
  readonly rawConfig: Uint8Array;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
}

/** Which of several images is meant. */
export interface ImageChoice {
  /** From an index; the host's when absent. */
  readonly platform?: Platform;
  /** From an archive that holds several. */
  readonly ref?: string;
}

/** A kind of place that holds images. */
export interface ImageOpener {
  /** `oci-dir` in `oci-dir://PATH` */
  readonly scheme: ImageSource["kind"];
  readonly describes: string;
  /** `rest` is the reference behind `SCHEME://`. */
  readonly open: (rest: string, reference: string, choice: ImageChoice) => Promise<Image>;
}
