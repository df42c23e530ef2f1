import { sha256Of } from "../../host/sha256.ts";
import { KnownError } from "../../model/errors.ts";
import { MEDIA_TYPES, verifyDigest } from "../documents.ts";
import { refuseUnreadable } from "../unreadable.ts";
import type { Conversation } from "./conversation.ts";
import { readBody } from "./read-body.ts";

/** An index or manifest as it was sent: its bytes are what the digest is of. */
export interface Manifest {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly digest: string;
}

const SCHEMA_1 = [
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.docker.distribution.manifest.v1+json",
];

/** The last ones only to be told what the image is: a registry that has nothing else would say "not found". */
const ACCEPT = [
  ...Object.entries(MEDIA_TYPES)
    .filter(([, kind]) => kind !== "layer")
    .map(([type]) => type),
  ...SCHEMA_1,
].join(", ");

export interface ManifestQuestion {
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
  /** What to call the image in a message: `docker.io/library/debian:12` */
  readonly image: string;
  readonly maxBytes: number;
}

/**
 * Gets a manifest from one endpoint.
 *
 * @throws {KnownError} `IMAGE_NOT_FOUND`, `DIGEST_MISMATCH`, `MEDIA_TYPE_UNSUPPORTED` for a manifest of schema 1,
 * `LIMIT_EXCEEDED`, and what reaching the registry throws.
 * @throws {WorthRetrying}
 */
export async function fetchManifest(conversation: Conversation, question: ManifestQuestion): Promise<Manifest> {
  const { repository, reference, image, maxBytes } = question;
  const isDigest = reference.startsWith("sha256:");
  const asked = { repository, path: `manifests/${reference}`, headers: { accept: ACCEPT } };
  const answer = await conversation.ask(asked);
  if (answer.status !== 200) {
    const thing = isDigest ? `the digest ${reference}` : `the tag '${reference}'`;
    throw await conversation.refuse(answer, asked, { image, kind: "manifest", thing });
  }
  const bytes = await readBody(answer, maxBytes, `${image}: the manifest`);
  const mediaType = mediaTypeOf(bytes, answer.headers.get("content-type"));
  const digest = sha256Of(bytes);
  // Its digest leaves out the signatures inside, so this comes before the comparison.
  if (SCHEMA_1.includes(mediaType)) refuseUnreadable("manifest", { mediaType, digest, size: bytes.length }, image);

  const claimed = isDigest ? reference : answer.headers.get("docker-content-digest");
  if (claimed?.startsWith("sha256:"))
    verifyDigest(bytes, claimed, `${image}, the manifest from ${conversation.server}`);
  return { bytes, mediaType, digest };
}

/**
 * What a manifest is. Its own word comes first, since the digest holds for it and not for the header; without one the
 * header's, and where that says nothing of use (`application/json`), the fields that only one kind has.
 */
function mediaTypeOf(bytes: Uint8Array, contentType: string | undefined): string {
  const named = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  let document: Readonly<Record<string, unknown>>;
  try {
    document = Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return named || "text/plain";
  }
  if (typeof document.mediaType === "string") return document.mediaType;
  if (MEDIA_TYPES[named] || SCHEMA_1.includes(named)) return named;
  if (document.schemaVersion === 1) return "application/vnd.docker.distribution.manifest.v1+json";
  if (Array.isArray(document.manifests)) return "application/vnd.oci.image.index.v1+json";
  if (Array.isArray(document.layers)) return "application/vnd.oci.image.manifest.v1+json";
  return named || "application/json";
}

/** @throws {KnownError} `LIMIT_EXCEEDED` before such a document is asked for. */
export function refuseLargeDocument(sizeBytes: number, maxBytes: number, what: string): void {
  if (sizeBytes <= maxBytes) return;
  const message = `${what}: ${sizeBytes} bytes, more than the ${maxBytes} that are read of such a document`;
  throw new KnownError("LIMIT_EXCEEDED", message, { sizeBytes, maxBytes });
}
