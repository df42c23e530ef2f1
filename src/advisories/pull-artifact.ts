import type { KeyObject } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createRegistryClient, type RegistryClient } from "../image/registry/client.ts";
import { codeOf, messageOf } from "../model/errors.ts";
import { type Artifact, type ArtifactLayer, readManifest, wayOf } from "./artifact.ts";
import { type Imported, importParcels } from "./import-parcels.ts";
import { type Parcel, verifyParcel } from "./parcel.ts";
import { clientOptionsFor, type RegistryAccess, registryPlace } from "./registry-place.ts";
import { type Current, readCurrent } from "./store.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { writeFailed } from "./write-failed.ts";

export interface PullOptions extends RegistryAccess {
  readonly dataDir: string;
  /** Refuses what it did not sign. */
  readonly key?: KeyObject | undefined;
  /** Told how many bytes have come, of how many. */
  readonly onProgress?: (bytes: number, totalBytes: number) => void;
}

export interface Pulled extends Imported {
  /** How many bytes of layers were fetched. */
  readonly bytes: number;
  /** How many deltas brought the snapshot; none where the whole was fetched, or nothing. */
  readonly deltas: number;
}

/**
 * Fetches the snapshot that a registry has under a name, and puts it in use: by the deltas from the one that is here,
 * where the registry has them, and else as a whole. Of what is here already nothing but the manifest is asked for.
 *
 * @param reference  `[registry://]HOST/NAME[:TAG|@DIGEST]`
 * @throws {KnownError} `REFERENCE_INVALID`, `MEDIA_TYPE_UNSUPPORTED`, what `importParcels` throws, and what pulling an
 *   image throws. What was in use before is then still in use.
 */
export async function pullArtifact(reference: string, options: PullOptions): Promise<Pulled> {
  const place = registryPlace(reference);
  const client = createRegistryClient(await clientOptionsFor(place, options, false));
  try {
    const manifest = await client.getManifest(place.repository, place.reference);
    const artifact = readManifest(manifest, place.shown);
    // What is not signed as it should be is not even fetched.
    const { key } = options;
    if (key) for (const layer of [artifact.snapshot, artifact.scores]) if (layer) verifyParcel(layer, key);

    const current = readCurrent(options.dataDir);
    const way = cheapWay(artifact, current);
    const take = (steps: readonly ArtifactLayer[]) =>
      fetchAndImport(client, place.repository, steps, artifact, options);
    if (way === undefined) return await take([artifact.snapshot]);
    try {
      if (way.length === 0) return await take([artifact.snapshot]);
      const pulled = await take(way);
      // The sources may have been asked again since the delta was made.
      await importParcels([withoutBytes(artifact.snapshot)], options);
      return { ...pulled, deltas: way.length };
    } catch (error) {
      if (way.length === 0 || !OF_DELTA.has(codeOf(error))) throw error;
      options.onNotice?.(`${messageOf(error)}; the whole snapshot is fetched instead`);
      return await take([artifact.snapshot]);
    }
  } finally {
    await client.close();
  }
}

/** The deltas from what is here, if they are less than the whole; none of them where it is here already. */
function cheapWay({ snapshot, deltas }: Artifact, current: Current | undefined): readonly ArtifactLayer[] | undefined {
  if (current === undefined) return undefined;
  const way = wayOf(deltas, current.snapshot, snapshot.header.to);
  const bytes = way?.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) ?? 0;
  return bytes < snapshot.sizeBytes ? way : undefined;
}

/** What the whole snapshot does not need. Where the registry is silent or the disk full it would fare no better. */
const OF_DELTA: ReadonlySet<string> = new Set([
  "SNAPSHOT_DAMAGED",
  "SNAPSHOT_MISSING",
  "SIGNATURE_INVALID",
  "DIGEST_MISMATCH",
  "IMAGE_INCOMPLETE",
]);

/** Nobody looks for the bytes of what is here. */
const withoutBytes = (layer: ArtifactLayer): Parcel => ({ ...layer, packed: { path: "", start: 0, end: 0 } });

async function fetchAndImport(
  client: RegistryClient,
  repository: string,
  steps: readonly ArtifactLayer[],
  { scores }: Artifact,
  { dataDir, key, onProgress }: PullOptions,
): Promise<Pulled> {
  const current = readCurrent(dataDir);
  const isHere = (layer: ArtifactLayer) =>
    layer.header.to === (layer.header.kind === "scores" ? current?.scores?.file : current?.snapshot);
  const layers = [...steps, ...(scores ? [scores] : [])];
  if (key) for (const layer of layers) verifyParcel(layer, key);
  const wanted = layers.filter((layer) => !isHere(layer));
  const totalBytes = wanted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

  using work = temporaryFolder();
  let bytes = 0;
  const parcels: Parcel[] = [];
  for (const layer of layers) {
    if (!wanted.includes(layer)) {
      parcels.push(withoutBytes(layer));
      continue;
    }
    const path = join(work.path, layer.digest.replace(":", "-"));
    const counted = async function* () {
      for await (const chunk of client.openBlob(repository, layer.digest, layer.sizeBytes)) {
        bytes += chunk.length;
        onProgress?.(bytes, totalBytes);
        yield chunk;
      }
    };
    await pipeline(counted, createWriteStream(path)).catch((error: unknown) => {
      throw writeFailed(work.path, error);
    });
    parcels.push({ ...layer, packed: { path, start: 0, end: layer.sizeBytes } });
  }
  return { ...(await importParcels(parcels, { dataDir, key })), bytes, deltas: 0 };
}
