import { z } from "zod";
import { KnownError } from "../../model/errors.ts";
import { MEDIA_TYPES } from "../documents.ts";
import type { EngineImage, NewestImage } from "./engine.ts";

const words = z.array(z.string()).nullish();
const count = z.number().nonnegative().nullish();

/** What we read of an image's description. Docker, Podman's copy of its API, and `podman image inspect` have it alike. */
const ImageDocument = z.object({
  Id: z.string().regex(/^(sha256:)?[0-9a-f]{64}$/),
  RepoTags: words,
  RepoDigests: words,
  Os: z.string().nullish(),
  Architecture: z.string().nullish(),
  Variant: z.string().nullish(),
  Size: count,
  RootFS: z.object({ Layers: words }).nullish(),
  GraphDriver: z.object({ Data: z.unknown() }).nullish(),
  // Where Docker keeps its images in containerd; since API 1.48.
  Descriptor: z.object({ mediaType: z.string() }).nullish(),
  Manifests: z.array(z.object({ ID: z.string() })).nullish(),
});

const ListDocument = z.array(z.object({ Id: ImageDocument.shape.Id, Created: z.number() }));

/**
 * @param label         What to call the engine in a message.
 * @param tellsIndexes  The engine has no indexes, or would say of this image that it is one.
 * @throws {KnownError} `ENGINE_FAILED` when it is not what its API promises.
 */
export function parseImage(text: string, label: string, tellsIndexes: boolean): EngineImage {
  const answer = parse(z.union([ImageDocument, z.tuple([ImageDocument])]), text, label);
  const image = Array.isArray(answer) ? answer[0] : answer;
  const { Os: os, Architecture: architecture, Variant: variant } = image;
  const isIndex = isIndexOf(image, tellsIndexes);
  return {
    id: fullId(image.Id),
    names: [...(image.RepoTags ?? []), ...(image.RepoDigests ?? [])].filter((name) => !name.startsWith("<none>")),
    diffIds: image.RootFS?.Layers ?? [],
    manifestDigests: (image.Manifests ?? []).map(({ ID }) => ID),
    ...(isIndex !== undefined && { isIndex }),
    ...(os && architecture && { platform: { os, architecture, ...(variant && { variant }) } }),
    ...(image.Size != null && !image.Descriptor && { unpackedBytes: image.Size }),
  };
}

function isIndexOf(
  { Descriptor, GraphDriver }: z.infer<typeof ImageDocument>,
  tellsIndexes: boolean,
): boolean | undefined {
  if (Descriptor != null) return MEDIA_TYPES[Descriptor.mediaType] === "index";
  // Facts of a graph driver: Docker's own store, which keeps no index.
  return tellsIndexes || GraphDriver?.Data != null ? false : undefined;
}

/**
 * The newest of the images of a list; the first of several of one moment. One without a name counts as well: it is what
 * a build without `--tag` leaves. The steps between are not in the list, unless it was asked for with `all`.
 *
 * @throws {KnownError} `ENGINE_FAILED` when it is not what its API promises.
 */
export function parseNewest(text: string, label: string): NewestImage | undefined {
  let newest: NewestImage | undefined;
  for (const { Id, Created } of parse(ListDocument, text, label)) {
    if (newest === undefined || Created > newest.createdAt) newest = { id: fullId(Id), createdAt: Created };
  }
  return newest;
}

function fullId(id: string): string {
  return id.startsWith("sha256:") ? id : `sha256:${id}`;
}

function parse<Schema extends z.ZodType>(schema: Schema, text: string, label: string): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new KnownError("ENGINE_FAILED", `${label}: answers with something that is not JSON`, {}, cause);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.join(".") || "the answer";
  throw new KnownError("ENGINE_FAILED", `${label}: answers with something else than images: ${field}`, { field });
}
