import { readFileTable } from "../image/file-table.ts";
import { hiddenBytes } from "../image/hidden-bytes.ts";
import { KnownError } from "../model/errors.ts";
import type { LayerMetadata } from "../model/image.ts";
import type { LayerReference, Package } from "../model/package.ts";
import type { LayeredSbom } from "./catalog.ts";
import { identityOf, type PackageChanges, packageChanges } from "./layer-packages.ts";
import type { LayerReading } from "./layer-reading.ts";

/** What one layer did to the image. */
export interface LayerChange extends PackageChanges {
  readonly layer: LayerMetadata;
  /** Bytes of files that this layer brought and a later one took away or wrote over. */
  readonly hiddenBytes: number;
}

/** The inventory is taken anew for each: engines make no image of more than 127 layers. */
const MOST_LAYERS = 500;

/**
 * What each layer did to the packages of those below, oldest first.
 *
 * @throws {KnownError} `LIMIT_EXCEEDED` for an image of very many layers.
 */
export function layerHistory({ sbom, readings, packagesUpTo }: LayeredSbom): LayerChange[] {
  const hidden = hiddenBytes(readings.map(({ table }) => table));
  let before: readonly Package[] = [];
  return [...statesOf(readings, packagesUpTo)].map((after, ordinal) => {
    const changes = packageChanges(before, after);
    before = after;
    const layer = sbom.image.layers[ordinal];
    if (!layer) throw new KnownError("INTERNAL", `layer ${ordinal} was read and is not described`);
    return { layer, hiddenBytes: hidden[ordinal] ?? 0, ...changes };
  });
}

/**
 * Packages that some layer brought and a later one took away, which every pull still fetches: as they stood last.
 *
 * @throws {KnownError} `LIMIT_EXCEEDED` for an image of very many layers.
 */
export function removedPackages({ sbom, readings, packagesUpTo }: LayeredSbom): Package[] {
  const standing = new Set(sbom.packages.map(identityOf));
  const removed = new Map<string, Package>();
  let before: readonly Package[] = [];
  for (const [ordinal, after] of [...statesOf(readings, packagesUpTo)].entries()) {
    const has = new Set(after.map(identityOf));
    for (const pkg of before) {
      const identity = identityOf(pkg);
      if (has.has(identity) || standing.has(identity)) continue;
      removed.set(identity, { ...pkg, removedIn: referenceOf(sbom.image.layers[ordinal], ordinal) });
    }
    before = after;
  }
  return [...removed.values()];
}

/** The packages after each layer. */
function* statesOf(
  readings: readonly LayerReading[],
  packagesUpTo: LayeredSbom["packagesUpTo"],
): Generator<readonly Package[]> {
  if (readings.length > MOST_LAYERS) {
    const message = `the image has ${readings.length} layers; what each did is told of images of up to ${MOST_LAYERS}`;
    throw new KnownError("LIMIT_EXCEEDED", message, { layers: readings.length });
  }
  const told = new Set<string>();
  let state: readonly Package[] = [];
  for (const [ordinal, reading] of readings.entries()) {
    if (mayChangePackages(reading, told)) state = packagesUpTo(ordinal + 1);
    for (const { path } of reading.evidence) told.add(path);
    yield state;
  }
}

/** Most layers bring files that no package is made of. */
function mayChangePackages({ evidence, table }: LayerReading, told: ReadonlySet<string>): boolean {
  if (evidence.length > 0) return true;
  for (const { path, type } of readFileTable(table)) {
    // What is deleted, or becomes a link, may be a folder on the way to what told of packages.
    if ((type !== "file" && type !== "directory") || told.has(path)) return true;
  }
  return false;
}

function referenceOf(layer: LayerMetadata | undefined, ordinal: number): LayerReference {
  return { ordinal, diffId: layer?.diffId ?? "", ...(layer?.digest && { digest: layer.digest }) };
}
