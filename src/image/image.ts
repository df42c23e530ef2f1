import type { FileSlice } from "../host/files.ts";
import type { ImageSource, Platform, Registry } from "../model/image.ts";
import type { Limits } from "../model/limits.ts";
import type { ImageConfig } from "./documents.ts";
import type { ImageRecords } from "./image-record.ts";

/** Where the bytes of a layer are, and so how they can be read. */
export type LayerBlob =
  /** In a file of this machine: any thread reads it, and a plain tar can be sought in. */
  | { readonly kind: "file"; readonly slice: FileSlice }
  /** Fetched by this thread: each call begins at the first byte. */
  | { readonly kind: "stream"; readonly open: () => AsyncIterable<Uint8Array> }
  /** A folder or file of this machine, taken as a layer: it has no bytes of its own, and no digest. */
  | { readonly kind: "folder"; readonly path: string };

/** One layer of an image, and where its bytes are. */
export interface Layer {
  /** Position in the image, oldest first, from 0. */
  readonly ordinal: number;
  /** Digest by which the manifest names the blob; absent in archives that keep plain tars without one. */
  readonly digest?: string;
  /** Digest of the uncompressed tar, as the config claims it; empty for a folder. */
  readonly diffId: string;
  readonly mediaType: string;
  /** Bytes of the blob. */
  readonly sizeBytes: number;
  /** An earlier run hashed the layer and found its diff_id to be true: a reading of it may be used. */
  readonly isMeasured?: boolean;
  /** Hash all of it, though it is a plain tar in a file: its reading is worth keeping. */
  readonly isReadWhole?: boolean;
  readonly blob: LayerBlob;
}

/**
 * An image, wherever it comes from. Manifest and config are verified against the digests that name them;
 * layers are verified by whoever reads them. Code above this interface never asks which source it is.
 */
export interface Image {
  readonly source: ImageSource;
  /** Where it was pulled from, as far as its answers tell. */
  readonly registry?: Registry;
  /** Of the index that it was chosen from. */
  readonly indexDigest?: string;
  /** Absent in old `docker save` archives, which have no manifest. */
  readonly manifestDigest?: string;
  readonly rawManifest?: Uint8Array;
  /** Absent for a folder, which has no config. */
  readonly configDigest?: string;
  readonly rawConfig?: Uint8Array;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
  /** Keeps what a later run may want to know, once every layer was found to be what it claims. */
  readonly remember?: () => Promise<void>;
  /** Lets go of connections and temporary files; the layers cannot be read any more. */
  readonly close?: () => Promise<void>;
}

/** Which of several images is meant. */
export interface ImageChoice {
  /** From an index; the host's when absent. */
  readonly platform?: Platform;
  /** From an archive that holds several. */
  readonly ref?: string;
}

/** What opening an image may need beside its reference. */
export interface OpenOptions extends ImageChoice {
  readonly limits?: Limits;
  /** Where sockets, credentials, proxies and certificates are named; none are when absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Registries that may be asked over plain http, or with a certificate that nobody signed: `HOST[:PORT]`. */
  readonly insecureRegistries?: readonly string[];
  /** Refuse an image whose layers, as stored, are larger than this. */
  readonly maxImageBytes?: number;
  /** What earlier runs learned of the images of this machine's engines. */
  readonly records?: ImageRecords;
  readonly signal?: AbortSignal;
  /** Told, in words, how far a step is that takes long: pulling an archive from an engine. */
  readonly onProgress?: (text: string) => void;
  /** Told of what people should know and nothing depends on: a rate limit, a mirror that did not answer. */
  readonly onNotice?: (text: string) => void;
}

/** A kind of place that holds images. */
export interface ImageOpener {
  /** What its references begin with: ours first, then how other tools write it. */
  readonly prefixes: readonly [string, ...string[]];
  readonly describes: string;
  /** What there is nothing to choose or to bound by. */
  readonly refuses?: readonly ("ref" | "platform" | "maxImageBytes")[];
  /** `rest` is the reference behind its prefix. */
  readonly open: (rest: string, reference: string, options: OpenOptions) => Promise<Image>;
}
