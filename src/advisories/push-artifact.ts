import type { KeyObject } from "node:crypto";
import { createReadStream } from "node:fs";
import { sha256Of } from "../host/sha256.ts";
import { createRegistryPusher, type RegistryPusher } from "../image/registry/push-client.ts";
import { codeOf, KnownError } from "../model/errors.ts";
import {
  type Artifact,
  type ArtifactLayer,
  EMPTY_CONFIG,
  layerOf,
  MANIFEST_TYPE,
  readManifest,
  wayOf,
  writeManifest,
} from "./artifact.ts";
import type { NamedSnapshot } from "./carry.ts";
import { packDelta, packScores, packSnapshot } from "./pack-parcels.ts";
import type { Parcel } from "./parcel.ts";
import { clientOptionsFor, type RegistryAccess, registryPlace } from "./registry-place.ts";
import type { Signature } from "./signing.ts";
import { listSnapshots, snapshotPath } from "./store.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Whoever is further behind fetches the whole: each step writes all of a snapshot anew. */
const MOST_DELTAS = 7;

export interface PushOptions extends RegistryAccess {
  readonly dataDir: string;
  /** Signs it. */
  readonly key?: KeyObject | undefined;
  /** Told what is being done, and how many bytes of it have gone. */
  readonly onProgress?: (step: "pack" | "upload", bytes?: number, totalBytes?: number) => void;
}

export interface Pushed {
  /** `ghcr.io/team/advisories@sha256:…` */
  readonly name: string;
  readonly digest: string;
  /** How many bytes of layers had to be sent. */
  readonly bytes: number;
  /** `false` when the registry had all of it under this tag. */
  readonly isNew: boolean;
  /** How many snapshots before this one can be brought up to it by deltas. */
  readonly deltas: number;
}

/**
 * Brings a snapshot and the scores beside it into a registry, under a tag. What the tag had before gets a delta, where
 * that snapshot is still here; deltas that lead to it are kept.
 *
 * @param reference  `[registry://]HOST/NAME[:TAG]`
 * @throws {KnownError} `REFERENCE_INVALID`, `MEDIA_TYPE_UNSUPPORTED` when the tag holds something else, `WRITE_FAILED`,
 *   and what reaching a registry throws.
 */
export async function pushArtifact(reference: string, snapshot: NamedSnapshot, options: PushOptions): Promise<Pushed> {
  const place = registryPlace(reference);
  const { name, repository, shown } = place;
  if (name.digest !== undefined) {
    throw new KnownError("REFERENCE_INVALID", `${shown}: a digest is known only when it is pushed; name a tag`);
  }
  const clientOptions = await clientOptionsFor(place, options, true);
  const pusher = createRegistryPusher({ ...clientOptions, repository, tag: place.reference });
  try {
    const standing = await pusher.getManifest(place.reference);
    const before = standing && artifactOf(standing, shown);
    using work = temporaryFolder();
    options.onProgress?.("pack");
    const { artifact, parcels } = await prepare(snapshot, before, work.path, options);
    const manifest = writeManifest(artifact);
    const digest = sha256Of(manifest);
    const bytes = await upload(pusher, parcels, options);
    const isNew = digest !== standing?.digest;
    if (isNew) await pusher.pushManifest({ bytes: manifest, mediaType: MANIFEST_TYPE });
    return { name: `${name.host}/${repository}@${digest}`, digest, bytes, isNew, deltas: artifact.deltas.length };
  } finally {
    await pusher.close();
  }
}

/** An image is not overwritten; what of ours cannot be read is replaced. */
function artifactOf(manifest: Parameters<typeof readManifest>[0], shown: string): Artifact | undefined {
  try {
    return readManifest(manifest, shown);
  } catch (error) {
    if (codeOf(error) !== "MEDIA_TYPE_UNSUPPORTED") return undefined;
    const message = `${shown}: holds something else, such as an image, and is left as it is; push to another tag`;
    throw new KnownError("MEDIA_TYPE_UNSUPPORTED", message, {}, error);
  }
}

async function prepare(
  snapshot: NamedSnapshot,
  before: Artifact | undefined,
  folder: string,
  { dataDir, key }: PushOptions,
): Promise<{ artifact: Artifact; parcels: readonly Parcel[] }> {
  const layers = before ? [before.snapshot, ...(before.scores ? [before.scores] : []), ...before.deltas] : [];
  const known = layers.flatMap(({ signature }): Signature[] => (signature ? [signature] : []));
  const packing = { folder, key, known };
  const content = await packSnapshot(snapshot, dataDir, packing);
  const scores = await packScores(dataDir, packing);
  const delta = await deltaFrom(before, snapshot, dataDir, packing);
  const own = delta ? layerOf(delta) : undefined;
  const deltas = keptDeltas([...(before?.deltas ?? []), ...(own ? [own] : [])], layerOf(content));
  return {
    artifact: { snapshot: layerOf(content), ...(scores && { scores: layerOf(scores) }), deltas },
    parcels: [content, ...(scores ? [scores] : []), ...(delta && own && deltas.includes(own) ? [delta] : [])],
  };
}

async function deltaFrom(
  before: Artifact | undefined,
  snapshot: NamedSnapshot,
  dataDir: string,
  packing: Parameters<typeof packDelta>[3],
): Promise<Parcel | undefined> {
  const id = before?.snapshot.header.to;
  if (id === undefined || id === snapshot.id || !listSnapshots(dataDir).some((one) => one.id === id)) return undefined;
  return await packDelta({ id, path: snapshotPath(dataDir, id) }, snapshot, dataDir, packing);
}

/** Those that lead to the snapshot, the newest first, as long as they are less than it; in the order of their going. */
function keptDeltas(deltas: readonly ArtifactLayer[], { header, sizeBytes }: ArtifactLayer): readonly ArtifactLayer[] {
  const kept: ArtifactLayer[] = [];
  let bytes = 0;
  for (const delta of [...deltas].reverse()) {
    const isFrom = delta.header.kind === "delta" && wayOf([...kept, delta], delta.header.from, header.to) !== undefined;
    if (!isFrom) continue;
    bytes += delta.sizeBytes;
    if (bytes >= sizeBytes || kept.length === MOST_DELTAS) break;
    kept.unshift(delta);
  }
  return kept;
}

/** The manifest comes last: what it names has to be there. */
async function upload(
  pusher: RegistryPusher,
  parcels: readonly Parcel[],
  { onProgress }: PushOptions,
): Promise<number> {
  const sizeOf = ({ packed: { start, end } }: Parcel) => end - start;
  const totalBytes = parcels.reduce((sum, parcel) => sum + sizeOf(parcel), 0);
  await pusher.pushBlob({
    digest: sha256Of(EMPTY_CONFIG),
    sizeBytes: EMPTY_CONFIG.length,
    async *open() {
      yield EMPTY_CONFIG;
    },
  });
  let [sent, done] = [0, 0];
  for (const parcel of parcels) {
    const sizeBytes = sizeOf(parcel);
    const { path, start } = parcel.packed;
    const blob = {
      digest: `sha256:${parcel.header.sha256}`,
      sizeBytes,
      open: (from: number, to: number) => createReadStream(path, { start: start + from, end: start + to - 1 }),
    };
    if (await pusher.pushBlob(blob, (bytes) => onProgress?.("upload", done + bytes, totalBytes))) sent += sizeBytes;
    done += sizeBytes;
    onProgress?.("upload", done, totalBytes);
  }
  return sent;
}
