import type { Distribution } from "./distribution.ts";

/** What an image runs on. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
  readonly osVersion?: string | undefined;
}

/** `linux/arm64/v8` */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`;
}

/** Where an image was read from. */
export interface ImageSource {
  readonly kind: "registry" | "local" | "containerd" | "oci-dir" | "archive" | "fs" | "sbom";
  /** The reference as it was asked for. */
  readonly reference: string;
  /** Names the image carries there: `registry.local/app:1.0`, or a bare tag. */
  readonly names: readonly string[];
}

/** A registry, as far as an image's name tells of it. */
export interface Registry {
  /** `docker.io`, `ghcr.io`, `registry.example.com:5000` */
  readonly host: string;
  /** `https://index.docker.io` for Docker Hub, `https://HOST` for others. */
  readonly url: string;
  /** `Docker Hub`, `GHCR`, `ECR`, … or `generic`. */
  readonly type: string;
}

/** One layer as the image's manifest, config and history tell of it. */
export interface LayerMetadata {
  /** Position in the image, oldest first, from 0. */
  readonly ordinal: number;
  /** Digest of the blob as stored; absent in archives that keep plain tars without one. */
  readonly digest?: string;
  /** Digest of the uncompressed tar. */
  readonly diffId: string;
  /** OCI ChainID: names this layer together with all below it. */
  readonly chainId: string;
  readonly mediaType: string;
  /** Whether all its bytes were hashed, in this scan or the one that filled the cache, and its digests found to be true. */
  readonly verified: boolean;
  /** Bytes of the blob as stored. */
  readonly sizeBytes: number;
  /** Bytes of the tar. */
  readonly uncompressedBytes?: number;
  readonly created?: string;
  /** The instruction that made it. */
  readonly createdBy?: string;
  readonly comment?: string;
}

/** A step of the image's history that changed only its configuration. */
export interface EmptyHistoryEntry {
  /** How many layers stood below it when it ran. */
  readonly afterLayers: number;
  readonly created?: string;
  readonly createdBy?: string;
  readonly comment?: string;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

/** All that an image says of itself. Plain JSON. */
export interface ImageMetadata {
  readonly source: ImageSource;
  readonly registry?: Registry;
  readonly digests: {
    /** Of the index the image was chosen from. */
    readonly index?: string;
    /** Of the manifest; absent in old `docker save` archives, which have none. */
    readonly manifest?: string;
    /** Absent for a folder, which has no config. */
    readonly config?: string;
  };
  /** RFC 3339; the last history entry's where the config has none. */
  readonly created?: string;
  readonly author?: string;
  readonly platform: Platform;
  readonly distribution?: Distribution;
  /** Oldest first. */
  readonly layers: readonly LayerMetadata[];
  readonly emptyHistory: readonly EmptyHistoryEntry[];
  /** `8080/tcp` */
  readonly exposedPorts: readonly string[];
  readonly environment: readonly EnvironmentVariable[];
  readonly labels: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory?: string;
  readonly stopSignal?: string;
  readonly volumes: readonly string[];
  /** Sum of the layers' blobs. */
  readonly compressedBytes: number;
  /** Sum of the layers' tars, where all were read. */
  readonly uncompressedBytes?: number;
}
