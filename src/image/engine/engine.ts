import type { Platform } from "../../model/image.ts";

export type EngineKind = "docker" | "podman";

export const ENGINE_NAMES: Readonly<Record<EngineKind, string>> = { docker: "Docker", podman: "Podman" };

/** An image as an engine tells of it. */
export interface EngineImage {
  /** `sha256:…`; of the config, or of the manifest or index where Docker keeps its images in containerd. */
  readonly id: string;
  /** Tags, then names with a digest: `debian:12`, `debian@sha256:…` */
  readonly names: readonly string[];
  /** Digests of the uncompressed layers, as its config lists them. */
  readonly diffIds: readonly string[];
  /** Digests of the manifests below the id, where the id is an index. */
  readonly manifestDigests: readonly string[];
  /** What it is for; of an index, what the engine would run. */
  readonly platform?: Platform;
  /** Whether the name leads to several images, of which one is chosen; absent where the engine does not tell. */
  readonly isIndex?: boolean;
  /** Bytes of all layers, unpacked; absent where the engine counts packed ones with them. */
  readonly unpackedBytes?: number;
}

/** The image that an engine made or fetched last. */
export interface NewestImage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

/** A container engine that answers. */
export interface Engine extends AsyncDisposable {
  /** What it is, whoever it was taken for: Podman speaks Docker's API too. */
  readonly kind: EngineKind;
  /** `Docker (unix:///var/run/docker.sock)` */
  readonly label: string;
  /**
   * @param name  As its own command line takes it: a name, a name with a digest, or the hex digits of an id.
   * @throws {KnownError} `ENGINE_UNREACHABLE`, `ENGINE_FAILED`, `LIMIT_EXCEEDED`, `INTERRUPTED`
   */
  readonly findImage: (name: string) => Promise<EngineImage | undefined>;
  /** @throws {KnownError} As `findImage`. */
  readonly findNewest: () => Promise<NewestImage | undefined>;
  /**
   * The archive that its `save` writes, piece by piece.
   *
   * @param platform  Which one of an index, where the engine can choose.
   * @throws {KnownError} As `findImage`, and `PLATFORM_NOT_FOUND`.
   */
  readonly save: (id: string, platform?: Platform) => AsyncIterable<Uint8Array>;
}
