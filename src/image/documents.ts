import { z } from "zod";
import { sha256Of } from "../host/sha256.ts";
import { KnownError } from "../model/errors.ts";
import { printable } from "./registry/printable.ts";

// Compiling a checker for a document that is read once costs more than checking it.
z.config({ jitless: true });

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "is not a sha256 digest");

const PlatformDocument = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
  "os.version": z.string().optional(),
});

const DescriptorDocument = z.object({
  mediaType: z.string(),
  digest: Digest,
  size: z.number().int().nonnegative(),
  platform: PlatformDocument.optional(),
  urls: z.array(z.string()).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

/** A pointer to a blob. Source: OCI image-spec, descriptor.md */
export type Descriptor = z.infer<typeof DescriptorDocument>;

const IndexDocument = z.object({ manifests: z.array(DescriptorDocument).max(10_000) });

const ManifestDocument = z.object({
  config: DescriptorDocument,
  layers: z.array(DescriptorDocument).max(10_000),
});

/** An index or manifest list. */
export type ImageIndex = z.infer<typeof IndexDocument>;

// Builders leave out fields, or write null for an empty one; the fields we use are checked, the others let pass.
const words = z.array(z.string()).nullish();
const set = z.record(z.string(), z.unknown()).nullish();
const text = z.string().nullish();

const ConfigDocument = z.object({
  created: text,
  author: text,
  architecture: z.string(),
  variant: text,
  os: z.string(),
  "os.version": text,
  config: z
    .object({
      User: text,
      ExposedPorts: set,
      Env: words,
      Entrypoint: words,
      Cmd: words,
      Volumes: set,
      WorkingDir: text,
      Labels: z.record(z.string(), z.string()).nullish(),
      StopSignal: text,
    })
    .nullish(),
  rootfs: z.object({ diff_ids: z.array(Digest).max(10_000) }),
  history: z
    .array(
      z.object({
        created: text,
        created_by: text,
        author: text,
        comment: text,
        empty_layer: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

/** The part of an image's config that we read. Source: OCI image-spec, config.md */
export type ImageConfig = z.infer<typeof ConfigDocument>;

const DockerManifestDocument = z
  .array(
    z.object({
      Config: z.string(),
      RepoTags: z.array(z.string()).nullish(),
      Layers: z.array(z.string()).max(10_000).nullish(),
    }),
  )
  .max(10_000);

/** `manifest.json` of a `docker save` archive. */
export type DockerManifest = z.infer<typeof DockerManifestDocument>;

const DOCUMENTS = {
  index: IndexDocument,
  manifest: ManifestDocument,
  config: ConfigDocument,
  "manifest.json": DockerManifestDocument,
};

/**
 * Reads one of an image's JSON documents.
 *
 * @param where  What to call it in a message: a path or a digest.
 * @throws {KnownError} `IMAGE_MALFORMED` naming the document and the field.
 */
export function parseDocument<Kind extends keyof typeof DOCUMENTS>(
  kind: Kind,
  bytes: Uint8Array,
  where: string,
): z.infer<(typeof DOCUMENTS)[Kind]> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new KnownError("IMAGE_MALFORMED", `${where}: the image's ${kind} is not JSON`, { document: kind }, cause);
  }
  const result = DOCUMENTS[kind].safeParse(value);
  if (result.success) return result.data as z.infer<(typeof DOCUMENTS)[Kind]>;
  const issue = result.error.issues[0];
  const field = printable(issue?.path.join(".") ?? "") || "the document";
  throw new KnownError(
    "IMAGE_MALFORMED",
    `${where}: the image's ${kind} is not valid: ${field}: ${issue?.message ?? "unknown"}`,
    { document: kind, field },
    result.error,
  );
}

/** @throws {KnownError} `DIGEST_MISMATCH` */
export function verifyDigest(bytes: Uint8Array, digest: string, where: string): void {
  const measured = sha256Of(bytes);
  if (measured !== digest) {
    throw new KnownError("DIGEST_MISMATCH", `${where}: its bytes have the digest ${measured}, not ${digest}`, {
      expected: digest,
      measured,
    });
  }
}

/** How a descriptor's media type is to be treated. Docker's types and OCI's mean the same. */
export const MEDIA_TYPES: Readonly<Record<string, "index" | "manifest" | "layer">> = {
  "application/vnd.oci.image.index.v1+json": "index",
  "application/vnd.docker.distribution.manifest.list.v2+json": "index",
  "application/vnd.oci.image.manifest.v1+json": "manifest",
  "application/vnd.docker.distribution.manifest.v2+json": "manifest",
  "application/vnd.oci.image.layer.v1.tar": "layer",
  "application/vnd.oci.image.layer.v1.tar+gzip": "layer",
  "application/vnd.oci.image.layer.v1.tar+zstd": "layer",
  "application/vnd.oci.image.layer.nondistributable.v1.tar": "layer",
  "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip": "layer",
  "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd": "layer",
  "application/vnd.docker.image.rootfs.diff.tar": "layer",
  "application/vnd.docker.image.rootfs.diff.tar.gzip": "layer",
  "application/vnd.docker.image.rootfs.diff.tar.zstd": "layer",
};
