import type { CatalogedPackage, Found } from "../catalogers/cataloger.ts";
import { CATALOGERS } from "../catalogers/index.ts";
import { coreCount } from "../host/machine.ts";
import { runInThreads } from "../host/worker-pool.ts";
import { mergeLayers } from "../image/file-tree.ts";
import type { Image, Layer } from "../image/image.ts";
import { KnownError, messageOf, type Problem } from "../model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import type { LayerReference, Package } from "../model/package.ts";
import type { LayerOrigin, Sbom } from "../model/sbom.ts";
import { distributionReader, findDistribution } from "./distribution.ts";
import type { LayerCache } from "./layer-cache.ts";
import type { LayerReading } from "./layer-reading.ts";
import { doLayerTask, type LayerResult, type LayerTask } from "./layer-task.ts";
import { describeImage } from "./metadata.ts";
import { findOwners, type OwnedPackage } from "./ownership.ts";

/** How far a scan is. */
export interface CatalogProgress {
  readonly layersDone: number;
  readonly layers: number;
  readonly bytesDone: number;
  readonly bytes: number;
}

export interface CatalogOptions {
  /** Readings of earlier runs; none are used or kept without it. */
  readonly cache?: LayerCache | undefined;
  readonly limits?: Limits;
  readonly onProgress?: (progress: CatalogProgress) => void;
  /** Told of trouble that takes nothing from the result: a cache that cannot be written. */
  readonly onWarning?: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

// The bundle has its own name for the worker's file; from the sources it is the file beside this one.
declare const PLIMSOLL_LAYER_WORKER: string | undefined;
const workerFile = typeof PLIMSOLL_LAYER_WORKER === "string" ? PLIMSOLL_LAYER_WORKER : "./layer-worker.ts";

/**
 * Takes the inventory of an image: reads each layer once, in parallel, or not at all where the cache knows it;
 * lays the layers over each other; and makes packages of what they say together.
 *
 * @throws {KnownError} `DIGEST_MISMATCH` when a layer is not what the image says, and what reading throws.
 */
export async function catalogImage(image: Image, options: CatalogOptions = {}): Promise<Sbom> {
  const { readings, origins } = await readLayers(image, options);
  const problems: Problem[] = readings.flatMap(({ problems }, layer) =>
    problems.map((problem) => ({ ...problem, layer })),
  );
  const report = (problem: Problem) => void problems.push(problem);

  const tree = mergeLayers(
    readings.map(({ table }) => table),
    readings.map(({ evidence }) => new Set(evidence.map(({ path }) => path))),
  );
  const evidenceOf = (reader: string) =>
    readings.flatMap(({ evidence }, layer) => {
      const lifetimes = tree.lifetimes.get(layer);
      return evidence.flatMap((item): Found<unknown>[] => {
        const lifetime = item.reader === reader ? lifetimes?.get(item.path) : undefined;
        return lifetime ? [{ ...lifetime, value: item.value }] : [];
      });
    });

  const distribution = findDistribution(evidenceOf(distributionReader.name), tree, report);
  const assembly = { tree, ...(distribution && { distribution }), layerCount: image.layers.length, report };
  const cataloged = CATALOGERS.flatMap((cataloger) =>
    cataloger.assemble(evidenceOf(cataloger.name), assembly).map((pkg) => ({ pkg, foundBy: cataloger.name })),
  );
  const foundBy = new Map(cataloged.map(({ pkg, foundBy }) => [pkg, foundBy]));
  const owned = findOwners([...foundBy.keys()], tree);

  const metadata = describeImage(image, {
    distribution,
    uncompressedBytes: readings.map(({ diffId, uncompressedBytes }) => (diffId ? uncompressedBytes : undefined)),
  });
  return {
    image: metadata,
    packages: mergePackages(owned, image.layers, foundBy),
    problems,
    layerOrigins: origins,
  };
}

interface ReadLayers {
  /** By ordinal. */
  readonly readings: readonly LayerReading[];
  readonly origins: readonly LayerOrigin[];
}

async function readLayers(image: Image, options: CatalogOptions): Promise<ReadLayers> {
  const { cache, limits = DEFAULT_LIMITS } = options;
  const readings: LayerReading[] = [];
  const origins: LayerOrigin[] = [];
  const take = (layer: Layer, from: LayerOrigin["from"], reading: LayerReading) => {
    readings[layer.ordinal] = reading;
    origins[layer.ordinal] = { ordinal: layer.ordinal, from };
  };

  const unknown: { layer: Layer; candidate: LayerReading | undefined }[] = [];
  for (const layer of image.layers) {
    // Only a pair that was measured leads to a reading. Where the blob has no digest, the config's claim may say which
    // reading to hold ready, and the blob is hashed before it is believed.
    const measured = layer.digest && (await cache?.findDiffId(layer.digest));
    const reading = measured === layer.diffId ? await cache?.findReading(measured) : undefined;
    if (reading) take(layer, "cache", reading);
    else unknown.push({ layer, candidate: layer.digest ? undefined : await cache?.findReading(layer.diffId) });
  }

  // An image may hold the same layer twice (an empty one, mostly): it is read once.
  const distinct = new Map<string, (typeof unknown)[number][]>();
  for (const item of unknown) {
    const { path, offset } = item.layer.blob;
    const key = `${path}\0${offset}`;
    distinct.set(key, [...(distinct.get(key) ?? []), item]);
  }
  // Big ones first: the last to end should be a small one.
  const groups = [...distinct.values()].sort((a, b) => (b[0]?.layer.sizeBytes ?? 0) - (a[0]?.layer.sizeBytes ?? 0));

  const bytes = groups.reduce((sum, [first]) => sum + (first?.layer.sizeBytes ?? 0), 0);
  let bytesDone = 0;
  const tell = () =>
    options.onProgress?.({
      layersDone: readings.filter(Boolean).length,
      layers: image.layers.length,
      bytesDone,
      bytes,
    });
  tell();

  const fresh: LayerReading[] = [];
  const accept = (group: (typeof unknown)[number][], result: LayerResult) => {
    for (const { layer, candidate } of group) {
      const measured = result.kind === "reading" ? result.reading : result;
      verifyLayer(layer, measured);
      if (result.kind === "reading") take(layer, "read", result.reading);
      else if (candidate) take(layer, "cache", candidate);
    }
    if (result.kind === "reading") fresh.push(result.reading);
    tell();
  };
  const tasks = groups.map((group): LayerTask => {
    const [first] = group;
    if (!first) throw new KnownError("INTERNAL", "a group of layers without a layer");
    const { ordinal, digest, diffId, blob } = first.layer;
    const name = `layer ${ordinal} (${digest ?? diffId})`;
    return { name, blob, limits, hashOnly: group.every(({ candidate }) => candidate !== undefined) };
  });
  await runInThreads<LayerTask, LayerResult>({
    entry: new URL(workerFile, import.meta.url),
    work: doLayerTask,
    threads: coreCount(),
    tasks,
    onResult: (result, index) => accept(groups[index] ?? [], result),
    onProgress(amount) {
      bytesDone += amount;
      tell();
    },
    signal: options.signal,
  });
  await keepReadings(fresh, options);
  return { readings, origins };
}

/** @throws {KnownError} `DIGEST_MISMATCH` */
function verifyLayer(layer: Layer, measured: { digest: string; diffId?: string | undefined }): void {
  const fail = (what: string, expected: string, have: string) => {
    const message = `layer ${layer.ordinal}: its ${what} is ${have}, but the image says ${expected}`;
    throw new KnownError("DIGEST_MISMATCH", message, { layer: layer.ordinal, expected, measured: have });
  };
  if (layer.digest !== undefined && measured.digest !== layer.digest) fail("digest", layer.digest, measured.digest);
  // Without a measured diff_id the layer went over a limit, and the report says so.
  if (measured.diffId !== undefined && measured.diffId !== layer.diffId) fail("diff_id", layer.diffId, measured.diffId);
}

async function keepReadings(readings: readonly LayerReading[], { cache, onWarning }: CatalogOptions): Promise<void> {
  if (!cache || readings.length === 0) return;
  try {
    for (const reading of readings) await cache.keep(reading);
    await cache.trim();
  } catch (error) {
    onWarning?.(`the layer cache could not be written: ${messageOf(error)}`);
  }
}

/** One package for each package URL and owner, whatever number of places it stands in; sorted. */
function mergePackages(
  owned: readonly OwnedPackage[],
  layers: readonly Layer[],
  foundBy: ReadonlyMap<CatalogedPackage, string>,
): Package[] {
  const references = layers.map(
    ({ ordinal, diffId, digest }): LayerReference => ({ ordinal, diffId, ...(digest && { digest }) }),
  );
  const referenceOf = (ordinal: number) => references[ordinal] ?? { ordinal, diffId: "" };
  const groups = new Map<string, OwnedPackage[]>();
  for (const item of owned) {
    const key = `${item.pkg.purl}\0${item.owner ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const packages: Package[] = [];
  for (const group of groups.values()) {
    // The first place by layer and path speaks for all.
    const places = group
      .flatMap(({ pkg, owner }) => pkg.locations.map((location) => ({ pkg, owner, location })))
      .sort((a, b) => a.location.layer - b.location.layer || compareText(a.location.path, b.location.path));
    const [first] = places;
    if (!first) continue;
    const { layer, locations: _locations, owns: _owns, ...facts } = first.pkg;
    packages.push({
      ...facts,
      licenses: [...new Set(group.flatMap(({ pkg }) => pkg.licenses))],
      ...(first.owner && { owner: first.owner }),
      layer: referenceOf(layer),
      locations: places.map(({ location }) => ({ path: location.path, layer: referenceOf(location.layer) })),
      foundBy: foundBy.get(first.pkg) ?? "",
    });
  }
  const sortKey = ({ type, namespace = "", name, purl, owner = "" }: Package) => [type, namespace, name, purl, owner];
  return packages.sort((a, b) => {
    const [left, right] = [sortKey(a), sortKey(b)];
    const at = left.findIndex((part, i) => part !== right[i]);
    return at < 0 ? 0 : compareText(left[at] ?? "", right[at] ?? "");
  });
}

/** By code units: the same on every machine, whatever its language. */
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
