import { coreCount } from "../host/machine.ts";
import { runInThreads } from "../host/worker-pool.ts";
import type { Image, Layer } from "../image/image.ts";
import { KnownError, messageOf } from "../model/errors.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import type { LayerOrigin } from "../model/sbom.ts";
import { BoundedReadings } from "./bounded-readings.ts";
import type { CatalogOptions } from "./catalog.ts";
import type { LayerReading } from "./layer-reading.ts";
import { doLayerTask, type LayerResult, type LayerTask } from "./layer-task.ts";
import { type Alias, aliasFinder, holdsAny } from "./linked-roots.ts";
import { PACKAGES } from "./readers.ts";

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
  const { cache, limits = DEFAULT_LIMITS, search = PACKAGES } = options;
  const bounded = new BoundedReadings(limits);
  const { readings } = bounded;
  const origins: LayerOrigin[] = [];
  const take = (layer: Layer, from: LayerOrigin["from"], reading: LayerReading) => {
    bounded.set(layer.ordinal, reading);
    origins[layer.ordinal] = { ordinal: layer.ordinal, from, verified: reading.diffId !== undefined };
  };

  const unknown: { layer: Layer; candidate: LayerReading | undefined }[] = [];
  for (const layer of image.layers) {
    // Only a pair that was measured leads to a reading. Where the blob has no digest, the config's claim may say which
    // reading to hold ready, and the blob is hashed before it is believed.
    const measured = layer.isMeasured ? layer.diffId : layer.digest && (await cache?.findDiffId(layer.digest));
    const reading = measured === layer.diffId ? await cache?.findReading(measured) : undefined;
    if (reading && !options.verifyLayers) take(layer, "cache", reading);
    else {
      const mayBeKnown = options.verifyLayers === true && layer.diffId !== "";
      unknown.push({ layer, candidate: mayBeKnown ? await cache?.findReading(layer.diffId) : undefined });
    }
  }

  // An image may hold the same layer twice (an empty one, mostly): it is read once.
  const distinct = Map.groupBy(unknown, ({ layer }) => keyOf(layer));
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

  const accept = (group: (typeof unknown)[number][], result: LayerResult) => {
    for (const { layer, candidate } of group) {
      const measured = result.kind === "reading" ? result.reading : result;
      verifyLayer(layer, measured);
      if (result.kind === "reading") take(layer, "read", result.reading);
      else if (candidate) take(layer, "cache", candidate);
    }
    tell();
  };
  const tasks = groups.map((group): LayerTask => {
    const [first] = group;
    if (!first) throw new KnownError("INTERNAL", "a group of layers without a layer");
    const hash = group.every(({ candidate }) => candidate !== undefined);
    const { ignored } = options;
    return {
      ...taskOf(first.layer, limits),
      ...(ignored && { ignored }),
      search,
      mode: hash ? "hash" : modeOf(first.layer, options),
    };
  });
  const onProgress = (amount: number) => {
    bytesDone += amount;
    tell();
  };
  await runTasks(tasks, {
    layerOf: (index) => groups[index]?.[0]?.layer,
    onResult: (result, index) => accept(groups[index] ?? [], result),
    onProgress,
    signal: options.signal,
    threads: options.threads,
  });
  // Of a layer that an image has twice the reading is kept once.
  const fresh = readings.filter((_, ordinal) => origins[ordinal]?.from === "read" && bounded.isWhole(ordinal));
  await keepReadings([...new Set(fresh)], options);
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
  { limits = DEFAULT_LIMITS, ignored, verifyLayers, signal, threads }: CatalogOptions,
): Promise<readonly LayerReading[]> {
  const find = aliasFinder(aliases);
  const concerned = layers.filter(({ ordinal }) => holdsAny(readings[ordinal]?.table, find));
  const completed = new BoundedReadings(limits);
  for (const [ordinal, reading] of readings.entries()) completed.set(ordinal, reading);
  const tasks = concerned.map((layer): LayerTask => {
    // Secrets were found where they stand, whatever leads there.
    const mode = modeOf(layer, { verifyLayers });
    return { ...taskOf(layer, limits), ...(ignored && { ignored }), search: PACKAGES, mode, aliases };
  });
  await runTasks(tasks, {
    layerOf: (index) => concerned[index],
    onResult: (result, index) => {
      const layer = concerned[index];
      const before = layer && completed.readings[layer.ordinal];
      if (result.kind !== "reading" || !layer || !before) return;
      // Its first reading may be the cache's: these bytes were not looked at before.
      verifyLayer(layer, result.reading);
      const { evidence, evidenceBytes, problems } = result.reading;
      const known = new Set(before.problems.map(({ message }) => message));
      completed.set(layer.ordinal, {
        ...before,
        evidence: [...before.evidence, ...evidence],
        evidenceBytes: before.evidenceBytes + evidenceBytes,
        problems: [...before.problems, ...problems.filter(({ message }) => !known.has(message))],
      });
    },
    signal,
    threads,
  });
  return completed.readings;
}

/** Equal for layers whose bytes are the same bytes. */
function keyOf({ ordinal, digest, blob }: Layer): string {
  if (blob.kind === "file") return `${blob.slice.path}\0${blob.slice.offset}`;
  return digest ?? `${ordinal}`;
}

function taskOf(
  { ordinal, digest, diffId, blob }: Layer,
  limits: LayerTask["limits"],
): Omit<LayerTask, "mode" | "search"> {
  return {
    name: blob.kind === "folder" ? blob.path : `layer ${ordinal} (${digest ?? diffId})`,
    ...(digest && { digest }),
    // Only plain data goes to another thread.
    blob: blob.kind === "stream" ? { kind: "stream" } : blob,
    limits,
  };
}

/** Only what says that it is not packed is read in part: anything else would be damage, which hashing finds. */
function modeOf(
  { mediaType, isReadWhole }: Layer,
  { verifyLayers }: Pick<CatalogOptions, "verifyLayers">,
): "whole" | "part" {
  return verifyLayers || isReadWhole || !mediaType.endsWith(".tar") ? "whole" : "part";
}

interface TaskRun {
  readonly layerOf: (index: number) => Layer | undefined;
  readonly onResult: (result: LayerResult, index: number) => void;
  readonly onProgress?: (amount: number) => void;
  readonly signal: AbortSignal | undefined;
  readonly threads: number | undefined;
}

/** Plain tars up to this size together are passed through in less time than another thread takes to start. */
const SMALL_PART_BYTES = 2 * 1024 ** 3;
/** Packed layers beside the largest one, likewise. */
const SMALL_BESIDE_BYTES = 4 * 1024 ** 2;

/** Whether another thread would take longer to start than it saves. The largest layer comes first. */
function isSmall(tasks: readonly LayerTask[], layerOf: TaskRun["layerOf"]): boolean {
  // Secrets are looked for in nearly all of it.
  if (tasks.some(({ search }) => search.secrets)) return false;
  const sizes = tasks.map((_, index) => layerOf(index)?.sizeBytes ?? Number.POSITIVE_INFINITY);
  const [largest = 0] = sizes;
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const isPassedThrough = tasks.every(({ mode, blob }) => mode === "part" && blob.kind === "file");
  return bytes < (isPassedThrough ? SMALL_PART_BYTES : largest + SMALL_BESIDE_BYTES);
}

function runTasks(
  tasks: readonly LayerTask[],
  { layerOf, onResult, onProgress = () => {}, signal, threads }: TaskRun,
): Promise<void> {
  return runInThreads({
    entry: new URL(workerFile, import.meta.url),
    work: doLayerTask,
    threads: isSmall(tasks, layerOf) ? 1 : (threads ?? coreCount()),
    tasks,
    openInput(index) {
      const blob = layerOf(index)?.blob;
      if (blob?.kind !== "stream") throw new KnownError("INTERNAL", "a layer without a stream was asked for it");
      return blob.open();
    },
    onResult,
    onProgress,
    signal,
  });
}

/** @throws {KnownError} `DIGEST_MISMATCH` */
function verifyLayer(layer: Layer, measured: { digest?: string | undefined; diffId?: string | undefined }): void {
  const fail = (what: string, expected: string, have: string) => {
    const message = `layer ${layer.ordinal}: its ${what} is ${have}, but the image says ${expected}`;
    throw new KnownError("DIGEST_MISMATCH", message, { layer: layer.ordinal, expected, measured: have });
  };
  // A layer that was read in part has no digest that was measured, and one that went over a limit no diff_id: the
  // report says so.
  if (measured.digest !== undefined && layer.digest !== undefined && measured.digest !== layer.digest) {
    fail("digest", layer.digest, measured.digest);
  }
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
