import type { Cataloger, Found, Reader } from "../catalogers/cataloger.ts";
import { mergeLayers } from "../image/file-tree.ts";
import type { Image } from "../image/image.ts";
import type { Problem, Report } from "../model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import type { Package } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";
import { distributionReader, findDistribution } from "./distribution.ts";
import { dropEchoes } from "./echoes.ts";
import { fillLicenses } from "./fill-licenses.ts";
import type { IgnoredPaths } from "./ignored-paths.ts";
import type { LayerCache } from "./layer-cache.ts";
import type { LayerReading } from "./layer-reading.ts";
import { findAliases, findBrokenLinks, isSoughtBy, isWhereItWasRead } from "./linked-roots.ts";
import { mergePackages } from "./merge-packages.ts";
import { describeImage } from "./metadata.ts";
import { findOwners } from "./ownership.ts";
import { boundPackage } from "./package-bounds.ts";
import { readBehindLinks, readLayers } from "./read-layers.ts";
import { catalogersFor, PACKAGES, READERS, type Search } from "./readers.ts";
import { mergeTold } from "./told-packages.ts";
import { unknownSources } from "./unknown-sources.ts";

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
  /** What is looked for; packages alone when absent. The cache must be one for the same search. */
  readonly search?: Search;
  /** What of a folder is passed over; nothing when absent. */
  readonly ignored?: IgnoredPaths;
  /** Hash every layer, also where a plain tar could be read in part. */
  readonly verifyLayers?: boolean | undefined;
  /** How many threads read layers at once; as many as the machine has cores when absent. */
  readonly threads?: number;
  readonly onProgress?: (progress: CatalogProgress) => void;
  /** Told of trouble that takes nothing from the result: a cache that cannot be written. */
  readonly onWarning?: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes the inventory of an image: reads each layer once, in parallel, or not at all where the cache knows it;
 * lays the layers over each other; and makes packages of what they say together.
 *
 * @throws {KnownError} `DIGEST_MISMATCH` when a layer is not what the image says, and what reading throws.
 */
export async function catalogImage(image: Image, options: CatalogOptions = {}): Promise<Sbom> {
  return (await catalogLayers(image, options)).sbom;
}

/** An inventory that also tells how it came about. */
export interface LayeredSbom {
  readonly sbom: Sbom;
  readonly readings: readonly LayerReading[];
  /**
   * The packages that a container of only so many of the oldest layers would have; takes its time, some milliseconds
   * a call.
   */
  readonly packagesUpTo: (layers: number) => readonly Package[];
}

/** The same, with what each layer did. */
export async function catalogLayers(image: Image, options: CatalogOptions = {}): Promise<LayeredSbom> {
  const { readings: direct, origins } = await readLayers(image, options);
  const { limits = DEFAULT_LIMITS, search = PACKAGES } = options;
  const readers = search.packages ? READERS : [];
  const isFolder = image.layers.some(({ blob }) => blob.kind === "folder");
  const catalogers = search.packages ? await catalogersFor(isFolder) : [];
  const first = merge(direct, readers, limits);
  const aliases = findAliases(first.tree, readers);
  const merged =
    aliases.length === 0 ? first : merge(await readBehindLinks(image, direct, aliases, options), readers, limits);
  const { readings, tree, evidenceOf } = merged;
  const problems: Problem[] = readings.flatMap(({ problems }, layer) =>
    problems.map((problem) => ({ ...problem, layer })),
  );
  const report = (problem: Problem) => void problems.push(problem);
  for (const path of findBrokenLinks(tree, readers)) {
    report({ code: "LINK_UNRESOLVED", path, message: `${path}: the link leads in a circle or to nothing` });
  }
  const { distribution, packages } = assemble(image, merged, { limits, catalogers, report });
  const metadata = describeImage(image, {
    distribution,
    verified: origins.map(({ verified }) => verified),
    uncompressedBytes: readings.map(({ digest, diffId, uncompressedBytes }) =>
      // A measured digest without a diff_id: the layer went over a limit.
      digest !== undefined && diffId === undefined ? undefined : uncompressedBytes,
    ),
  });
  const secrets =
    search.secrets &&
    (await import("./assemble-secrets.ts")).assembleSecrets(image, search.secrets.salt, {
      metadata,
      tree,
      evidenceOf,
      tables: readings.map(({ table }) => table),
      limits,
    });
  const sbom: Sbom = {
    image: metadata,
    packages,
    problems,
    layerOrigins: origins,
    ...(secrets && { secrets }),
  };
  const packagesUpTo = (layers: number) =>
    layers === readings.length
      ? packages
      : assemble(image, merge(readings.slice(0, layers), readers, limits), { limits, catalogers, report: () => {} })
          .packages;
  return { sbom, readings, packagesUpTo };
}

interface Assembling {
  readonly limits: Limits;
  readonly catalogers: readonly Cataloger[];
  readonly report: Report;
}

/** Makes packages of what the layers say together. */
function assemble(
  image: Image,
  { readings, tree, evidenceOf }: ReturnType<typeof merge>,
  { limits, catalogers, report }: Assembling,
) {
  const distribution = findDistribution(evidenceOf(distributionReader), tree);
  const assembly = { tree, ...(distribution && { distribution }), layerCount: readings.length, report };
  const cataloged = catalogers.flatMap((cataloger) =>
    cataloger
      .assemble(evidenceOf(cataloger), assembly)
      .map((pkg) => ({ ...boundPackage(pkg, limits, report), foundBy: cataloger.name })),
  );
  const packages = mergePackages(mergeTold(findOwners(dropEchoes(cataloged), tree)), image.layers);
  for (const problem of unknownSources(packages)) report(problem);
  return { distribution, packages: fillLicenses(packages, limits, report) };
}

/** The layers laid over each other, and what each reader took from them with the time that it stood. */
function merge(readings: readonly LayerReading[], readers: readonly Reader[], limits: Limits) {
  const tree = mergeLayers(
    readings.map(({ table }) => table),
    readings.map(({ evidence }) => new Set(evidence.map(({ path }) => path))),
    isSoughtBy(readers),
    limits,
  );
  const evidenceOf = (reader: Pick<Reader, "name" | "roots" | "wants">) =>
    readings.flatMap(({ evidence }, layer) => {
      const lifetimes = tree.lifetimes.get(layer);
      return evidence.flatMap((item): Found<unknown>[] => {
        const lifetime = item.reader === reader.name ? lifetimes?.get(item.path) : undefined;
        if (!lifetime) return [];
        const found = { ...lifetime, value: item.value };
        const stillThere =
          lifetime.until !== undefined || isWhereItWasRead(tree, reader, item.as ?? item.path, lifetime.path);
        // What no path leads to any more ended, though nobody deleted it.
        return [stillThere ? found : { ...found, until: readings.length }];
      });
    });
  return { readings, tree, evidenceOf };
}
