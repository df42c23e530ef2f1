import { z } from "zod";
import { findJsonTrouble } from "../formats/json-check.ts";
import { sha256Of } from "../host/sha256.ts";
import { KnownError } from "../model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import { findOddField } from "./field-names.ts";
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

// A document of both kinds is what each reader takes it for: engines refuse it, too (CVE-2021-41190).
const elsewhere = z.never({ error: "belongs to a document of another kind" }).optional();

const IndexDocument = z.object({
  manifests: z.array(DescriptorDocument).max(10_000),
  config: elsewhere,
  layers: elsewhere,
});

const ManifestDocument = z.object({
  config: DescriptorDocument,
  layers: z.array(DescriptorDocument).max(10_000),
  manifests: elsewhere,
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
 * @throws {KnownError} `IMAGE_MALFORMED` naming the document and the field, `LIMIT_EXCEEDED` when it holds too much.
 */
export function parseDocument<Kind extends keyof typeof DOCUMENTS>(
  kind: Kind,
  bytes: Uint8Array,
  where: string,
  limits: Limits = DEFAULT_LIMITS,
): z.infer<(typeof DOCUMENTS)[Kind]> {
  const fail = (code: "IMAGE_MALFORMED" | "LIMIT_EXCEEDED", what: string, field?: string, cause?: unknown) =>
    new KnownError(code, `${where}: the image's ${kind} ${what}`, { document: kind, ...(field && { field }) }, cause);
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const trouble = findJsonTrouble(text, {
      depth: limits.documentDepth,
      values: limits.documentValues,
      textCharacters: limits.documentTextCharacters,
    });
    if (trouble) throw fail(trouble.kind === "excess" ? "LIMIT_EXCEEDED" : "IMAGE_MALFORMED", trouble.message);
    value = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof KnownError) throw cause;
    throw fail("IMAGE_MALFORMED", "is not JSON", undefined, cause);
  }
  const odd = findOddField(DOCUMENTS[kind], value);
  if (odd) {
    const what = `has the field '${printable(odd.written)}', which engines take for '${odd.meant}'`;
    throw fail("IMAGE_MALFORMED", what, odd.meant);
  }
  const { data, issue } = check(DOCUMENTS[kind], value);
  if (!issue) return data as z.infer<(typeof DOCUMENTS)[Kind]>;
  const field = printable(issue.path.join(".")) || "the document";
  throw fail("IMAGE_MALFORMED", `is not valid: ${field}: ${issue.message}`, field);
}

/** What the schema makes of a value, or what is wrong with it first. */
function check(
  schema: z.ZodType,
  value: unknown,
): { data?: unknown; issue?: Pick<z.core.$ZodIssue, "path" | "message"> } {
  try {
    const { data, error } = schema.safeParse(value);
    const [issue] = error?.issues ?? [];
    return error ? { issue: issue ?? { path: [], message: "unknown" } } : { data };
  } catch (error) {
    // zod hands its issues on as arguments of a call, and some hundred thousand are more than a stack holds.
    if (!(error instanceof RangeError)) throw error;
    return { issue: { path: [], message: "has more wrong with it than can be told" } };
  }
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
