import { sha256Of } from "../host/sha256.ts";
import type { Image } from "../image/image.ts";
import { parseImageName, registryOf } from "../image/reference.ts";
import type { Distribution } from "../model/distribution.ts";
import type { EmptyHistoryEntry, ImageMetadata, LayerMetadata } from "../model/image.ts";

/** What reading the layers adds to what the config says. */
export interface ReadFacts {
  readonly distribution?: Distribution | undefined;
  /** By ordinal; `undefined` where a layer was not read to its end. */
  readonly uncompressedBytes: readonly (number | undefined)[];
  /** By ordinal. */
  readonly verified: readonly boolean[];
}

/** Gathers all that an image says of itself in one record. */
export function describeImage(image: Image, { distribution, uncompressedBytes, verified }: ReadFacts): ImageMetadata {
  const { config } = image;
  const settings = config.config ?? {};
  const { layerHistory, emptyHistory } = splitHistory(image);
  const chain = chainIds(config.rootfs.diff_ids);
  // A folder stands for a layer while it is read, and is none.
  const real = image.layers.filter(({ blob }) => blob.kind !== "folder");
  const layers = real.map((layer, i): LayerMetadata => {
    const tarBytes = uncompressedBytes[i];
    return {
      ordinal: layer.ordinal,
      ...(layer.digest && { digest: layer.digest }),
      diffId: layer.diffId,
      chainId: chain[i] ?? layer.diffId,
      mediaType: layer.mediaType,
      verified: verified[i] ?? false,
      sizeBytes: layer.sizeBytes,
      ...(tarBytes !== undefined && { uncompressedBytes: tarBytes }),
      ...layerHistory[i],
    };
  });
  const full = image.source.names.map(parseImageName).find((name) => name !== undefined);
  // A bare tag of a layout (`1.0`) reads as a name too, but says nothing of a registry.
  const named = image.source.names.some((name) => name.includes("/")) ? full : undefined;
  const registry = image.registry ?? (named && registryOf(named));
  const created = config.created ?? config.history?.findLast((entry) => entry.created)?.created;
  const total = uncompressedBytes.reduce<number | undefined>(
    (sum, bytes) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    0,
  );
  return {
    source: image.source,
    ...(registry && { registry }),
    digests: {
      ...(image.indexDigest && { index: image.indexDigest }),
      ...(image.manifestDigest && { manifest: image.manifestDigest }),
      ...(image.configDigest && { config: image.configDigest }),
    },
    ...(created && { created }),
    ...(config.author && { author: config.author }),
    platform: {
      os: config.os,
      architecture: config.architecture,
      ...(config.variant && { variant: config.variant }),
      ...(config["os.version"] && { osVersion: config["os.version"] }),
    },
    ...(distribution && { distribution }),
    layers,
    emptyHistory,
    exposedPorts: Object.keys(settings.ExposedPorts ?? {}).sort(comparePorts),
    environment: (settings.Env ?? []).map((text) => {
      // Only the first `=` separates: values may hold more.
      const equals = text.indexOf("=");
      return equals < 0 ? { name: text, value: "" } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
    }),
    labels: settings.Labels ?? {},
    ...(settings.User && { user: settings.User }),
    entrypoint: settings.Entrypoint ?? [],
    command: settings.Cmd ?? [],
    ...(settings.WorkingDir && { workingDirectory: settings.WorkingDir }),
    ...(settings.StopSignal && { stopSignal: settings.StopSignal }),
    volumes: Object.keys(settings.Volumes ?? {}).sort(),
    compressedBytes: image.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ...(total !== undefined && { uncompressedBytes: total }),
  };
}

type Step = Pick<LayerMetadata, "created" | "createdBy" | "comment">;

/** History in its two kinds. A history that does not fit the layers (squashed images) tells of none. */
function splitHistory({ config, layers }: Image): { layerHistory: Step[]; emptyHistory: EmptyHistoryEntry[] } {
  const layerHistory: Step[] = [];
  const emptyHistory: EmptyHistoryEntry[] = [];
  for (const { created, created_by, comment, empty_layer } of config.history ?? []) {
    const step: Step = {
      ...(created && { created }),
      ...(created_by && { createdBy: created_by }),
      ...(comment && { comment }),
    };
    if (empty_layer) emptyHistory.push({ afterLayers: layerHistory.length, ...step });
    else layerHistory.push(step);
  }
  return { layerHistory: layerHistory.length === layers.length ? layerHistory : [], emptyHistory };
}

/**
 * The ChainID of each layer: names it together with all below it.
 * Source: OCI image-spec, config.md, "Layer ChainID"
 */
export function chainIds(diffIds: readonly string[]): string[] {
  const chain: string[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : sha256Of(`${below} ${diffId}`));
  }
  return chain;
}

/** `80/tcp` before `8080/tcp`. */
function comparePorts(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : a > b ? 1 : 0);
}
