import type { Distribution } from "../model/distribution.ts";
import type { ImageMetadata } from "../model/image.ts";

/** What a document of another tool says of the operating system, by a component or package of its own. */
export function foreignSystem(said: {
  readonly id: string | undefined;
  readonly version: string | undefined;
  readonly about: string | undefined;
}): Distribution | undefined {
  const { id, version, about } = said;
  if (id === undefined) return undefined;
  // Debian's point releases are one release.
  const versionId = id === "debian" ? version?.replace(/^(\d+)\..*$/, "$1") : version;
  return {
    id,
    name: about ?? (versionId ? `${id} ${versionId}` : id),
    ...(versionId && { versionId }),
    idLike: [],
    readFrom: "",
  };
}

/** The digests of an image: those that a document of ours names, else what the others' may be taken for. */
export function foreignDigests(
  ours: ImageMetadata["digests"],
  { manifest, config }: { readonly manifest: string | undefined; readonly config: string | undefined },
): ImageMetadata["digests"] {
  if (Object.keys(ours).length > 0) return ours;
  return { ...(manifest !== undefined && { manifest }), ...(config !== undefined && { config }) };
}
