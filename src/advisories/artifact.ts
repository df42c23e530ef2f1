import { z } from "zod";
import { sha256Of } from "../host/sha256.ts";
import { KnownError, messageOf } from "../model/errors.ts";
import type { Parcel } from "./parcel.ts";
import { type ParcelHeader, readHeader, readSignature } from "./parcel-header.ts";

// In a registry a snapshot is an artifact: a manifest of the image specification whose layers are packed bytes, as
// files of `db export` have them. Each layer's annotations hold the line that tells of it, which names the layer's
// digest, and that line's signature. So the manifest alone says what there is, of when, and by whom.
//
// Source: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage

export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
const INDEX_TYPES = new Set([
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]);

const FAMILY = "application/vnd.plimsoll.advisories.";
/** Of the manifest; raised when an older Plimsoll would take it for something else. */
export const ARTIFACT_TYPE = `${FAMILY}v1`;

/** What each kind is, so that other tools can tell. All are packed by zstd. */
const LAYER_TYPES: Readonly<Record<ParcelHeader["kind"], string>> = {
  snapshot: `${FAMILY}snapshot.v1.records+zstd`,
  delta: `${FAMILY}delta.v1.patchset+zstd`,
  scores: `${FAMILY}scores.v1+zstd`,
};

/** What a manifest has in place of a config. Source: as above, "Guidance for an Empty Descriptor" */
export const EMPTY_CONFIG = Buffer.from("{}");
const EMPTY_DESCRIPTOR = {
  mediaType: "application/vnd.oci.empty.v1+json",
  digest: sha256Of(EMPTY_CONFIG),
  size: EMPTY_CONFIG.length,
};

/** What signatures are of, and what is checked. */
const [HEAD, KEY, SIGNATURE] = ["dev.plimsoll.head", "dev.plimsoll.key", "dev.plimsoll.signature"];

/** More deltas than anyone catches up with. */
const MOST_LAYERS = 100;

/** A layer of an artifact: a parcel whose bytes are still in the registry. */
export interface ArtifactLayer extends Omit<Parcel, "packed"> {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** What a registry has under a name. */
export interface Artifact {
  readonly snapshot: ArtifactLayer;
  readonly scores?: ArtifactLayer;
  /** The oldest first. */
  readonly deltas: readonly ArtifactLayer[];
}

/** A parcel as a layer. */
export function layerOf({ place, header, line, signature, packed }: Parcel): ArtifactLayer {
  const sizeBytes = packed.end - packed.start;
  return { place, header, line, ...(signature && { signature }), digest: `sha256:${header.sha256}`, sizeBytes };
}

/** The manifest of an artifact; the same contents and signatures give the same bytes. */
export function writeManifest({ snapshot, scores, deltas }: Artifact): Buffer {
  const { header } = snapshot;
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: ARTIFACT_TYPE,
    config: EMPTY_DESCRIPTOR,
    layers: [snapshot, ...(scores ? [scores] : []), ...deltas].map(descriptorOf),
    annotations: {
      "org.opencontainers.image.created": header.builtAt,
      "org.opencontainers.image.title": "Advisories of Plimsoll",
      "dev.plimsoll.snapshot": header.to,
      "dev.plimsoll.schema": String(header.schema),
    },
  };
  return Buffer.from(JSON.stringify(manifest));
}

function descriptorOf({ header, line, signature, digest, sizeBytes }: ArtifactLayer) {
  const { kind, to, schema, builtAt } = header;
  const names = {
    snapshot: `${to.slice(0, 12)}.sqlite.zst`,
    scores: `${to.slice(0, 12)}.epss.zst`,
    delta: `${header.kind === "delta" ? header.from.slice(0, 12) : ""}-${to.slice(0, 12)}.patchset.zst`,
  };
  return {
    mediaType: LAYER_TYPES[kind],
    digest,
    size: sizeBytes,
    annotations: {
      "org.opencontainers.image.created": builtAt,
      // What tools call the file that they fetch.
      "org.opencontainers.image.title": names[kind],
      "dev.plimsoll.schema": String(schema),
      ...(header.kind === "delta" && { "dev.plimsoll.from": header.from }),
      "dev.plimsoll.to": to,
      [HEAD]: line,
      ...(signature && { [KEY]: signature.key, [SIGNATURE]: signature.value }),
    },
  };
}

const Manifest = z.object({
  artifactType: z.string().optional(),
  layers: z
    .array(
      z.object({
        mediaType: z.string(),
        digest: z.string(),
        size: z.int().nonnegative(),
        annotations: z.record(z.string(), z.string()).optional(),
      }),
    )
    .max(MOST_LAYERS),
});

/**
 * Reads what a registry has under a name.
 *
 * @param place  `ghcr.io/team/advisories:latest`
 * @throws {KnownError} `SNAPSHOT_DAMAGED` when it is of a newer form or in itself wrong, `MEDIA_TYPE_UNSUPPORTED` when it
 *   is something else, such as an image.
 */
export function readManifest(
  { bytes, mediaType }: { readonly bytes: Uint8Array; readonly mediaType: string },
  place: string,
): Artifact {
  const { artifactType, layers } = parse(bytes, mediaType, place);
  if (artifactType !== ARTIFACT_TYPE) {
    if (artifactType?.startsWith(FAMILY)) throw damaged(place, "was made by a newer Plimsoll, and needs one");
    throw new KnownError("MEDIA_TYPE_UNSUPPORTED", `${place}: is no snapshot of advisories of \`plimsoll db push\``);
  }
  const known = new Set(Object.values(LAYER_TYPES));
  // What a later version adds beside them is for that version.
  const parcels = layers
    .filter(({ mediaType: type }) => known.has(type))
    .map(({ mediaType: type, digest, size, annotations = {} }): ArtifactLayer => {
      const noted = new Map(Object.entries(annotations));
      const line = noted.get(HEAD) ?? "";
      const header = readHeader(line, place);
      const [key, value] = [noted.get(KEY), noted.get(SIGNATURE)];
      const signature = readSignature(JSON.stringify({ key, value }), place);
      if (LAYER_TYPES[header.kind] !== type || digest !== `sha256:${header.sha256}`) {
        throw damaged(place, `the layer ${digest} is not the one that its head tells of`);
      }
      return { place, header, line, ...(signature && { signature }), digest, sizeBytes: size };
    });
  const ofKind = (kind: ParcelHeader["kind"]) => parcels.filter(({ header }) => header.kind === kind);
  const [[snapshot, second], [scores]] = [ofKind("snapshot"), ofKind("scores")];
  if (snapshot === undefined || second !== undefined) throw damaged(place, "does not hold one snapshot");
  return { snapshot, ...(scores && { scores }), deltas: ofKind("delta") };
}

function parse(bytes: Uint8Array, mediaType: string, place: string): z.infer<typeof Manifest> {
  if (INDEX_TYPES.has(mediaType)) return { layers: [] };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw damaged(place, `its manifest is no JSON: ${messageOf(error)}`);
  }
  const manifest = Manifest.safeParse(json);
  if (manifest.success) return manifest.data;
  throw damaged(place, `a broken manifest: ${manifest.error.issues[0]?.message}`);
}

/**
 * The deltas that lead from one snapshot to another, in order; `undefined` where none do.
 * Each is gone by once: what a stranger wrote may lead in a circle.
 */
export function wayOf(
  deltas: readonly ArtifactLayer[],
  from: string,
  to: string,
): readonly ArtifactLayer[] | undefined {
  const left = new Map(deltas.flatMap((one) => (one.header.kind === "delta" ? [[one.header.from, one] as const] : [])));
  const way: ArtifactLayer[] = [];
  for (let at = from; at !== to; ) {
    const next = left.get(at);
    if (next === undefined) return undefined;
    left.delete(at);
    way.push(next);
    at = next.header.to;
  }
  return way;
}

function damaged(place: string, what: string): KnownError {
  return new KnownError("SNAPSHOT_DAMAGED", `${place}: ${what}`, { path: place });
}
