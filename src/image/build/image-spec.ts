import type { TarInput } from "../../formats/tar-writer.ts";
import type { Compression } from "../../host/inflate.ts";

/** One layer to make. */
export interface LayerSpec {
  readonly entries: readonly TarInput[];
  /** Default: gzip. */
  readonly compression?: Compression;
  /** The instruction that its history names. */
  readonly createdBy?: string;
  /** Takes this for the tar instead of `entries`: for tests of readers. */
  readonly tar?: Uint8Array;
}

/** One image to make. Everything is optional but the layers. */
export interface ImageSpec {
  readonly layers: readonly LayerSpec[];
  readonly architecture?: string;
  readonly variant?: string;
  readonly os?: string;
  /** RFC 3339. */
  readonly created?: string;
  readonly author?: string;
  /** The config's `config`: `Env`, `ExposedPorts`, `Labels`, … */
  readonly config?: Readonly<Record<string, unknown>>;
  /** History entries without a layer, put behind those of the layers. */
  readonly emptyHistory?: readonly string[];
}
