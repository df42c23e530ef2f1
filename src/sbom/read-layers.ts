import { coreCount } from "../host/machine.ts";
import { runInThreads } from "../host/worker-pool.ts";
import type { Image, Layer } from "../image/image.ts";
import { KnownError, messageOf } from "../model/errors.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import type { LayerOrigin } from "../model/sbom.ts";
import type { CatalogOptions } from "./catalog.ts";
import type { LayerReading } from "./layer-reading.ts";
import { doLayerTask, type LayerResult, type LayerTask } from "./layer-task.ts";
import { type Alias, holdsAny } from "./linked-roots.ts";

// The bundle has its own name for the worker's file; from the sources it is the file beside this one.
declare const PLIMSOLL_LAYER_WORKER: string | undefined;
const workerFile = typeof PLIMSOLL_LAYER_WORKER === "string" ? PLIMSOLL_LAYER_WORKER : "./layer-worker.ts";

interface ReadLayers {
  /** By ordinal. */
  readonly readings: readonly LayerReading[];
  readonly origins: readonly LayerOrigin[];
}

/**
 * The readings of all layers, by ordinal: from the cache where it knows them, big ones first and in parallel where not.
 *
 * @throws {KnownError} `DIGEST_MISMATCH` when a layer is not what the image says, and what reading throws.
 */
export async function readLayers(image: Image, options: CatalogOptions): Promise<ReadLayers> {
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
  const distinct = Map.groupBy(unknown, ({ layer: { blob } }) => `${blob.path}\0${blob.offset}`);
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
    return { ...taskOf(first.layer, limits), hashOnly: group.every(({ candidate }) => candidate !== undefined) };
  });
  const onProgress = (amount: number) => {
    bytesDone += amount;
    tell();
  };
  await runTasks(tasks, (result, index) => accept(groups[index] ?? [], result), options.signal, onProgress);
  await keepReadings(fresh, options);
  return { readings, origins };
}

/**
 * Reads again, in the layers that have it, what the image keeps behind links; the readings then hold that too.
 * It depends on the whole image what stands behind a link, so nothing of it is cached.
 */
export async function readBehindLinks(
  { layers }: Image,
  readings: readonly LayerReading[],
  aliases: readonly Alias[],
  { limits = DEFAULT_LIMITS, signal }: CatalogOptions,
): Promise<readonly LayerReading[]> {
  const concerned = layers.filter(({ ordinal }) => holdsAny(readings[ordinal]?.table, aliases));
  const completed = [...readings];
  const tasks = concerned.map((layer): LayerTask => ({ ...taskOf(layer, limits), aliases }));
  await runTasks(
    tasks,
    (result, index) => {
      const layer = concerned[index];
      const before = layer && completed[layer.ordinal];
      if (result.kind !== "reading" || !layer || !before) return;
      // Its first reading may be the cache's: these bytes were not looked at before.
      verifyLayer(layer, result.reading);
      const { evidence, problems } = result.reading;
      const known = new Set(before.problems.map(({ message }) => message));
      completed[layer.ordinal] = {
        ...before,
        evidence: [...before.evidence, ...evidence],
        problems: [...before.problems, ...problems.filter(({ message }) => !known.has(message))],
      };
    },
    signal,
  );
  return completed;
}

function taskOf({ ordinal, digest, diffId, blob }: Layer, limits: LayerTask["limits"]): LayerTask {
  return { name: `layer ${ordinal} (${digest ?? diffId})`, blob, limits, hashOnly: false };
}

function runTasks(
  tasks: readonly LayerTask[],
  onResult: (result: LayerResult, index: number) => void,
  signal: AbortSignal | undefined,
  onProgress: (amount: number) => void = () => {},
): Promise<void> {
  return runInThreads({
    entry: new URL(workerFile, import.meta.url),
    work: doLayerTask,
    threads: coreCount(),
    tasks,
    onResult,
    onProgress,
    signal,
  });
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
