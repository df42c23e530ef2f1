import { findFileSize, joinPath, kindOfPath, readSlice } from "../host/files.ts";
import { KnownError } from "../model/errors.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { chooseCandidate } from "./choose.ts";
import { type Descriptor, type ImageIndex, parseDocument } from "./documents.ts";
import { fileStore } from "./file-store.ts";
import { type BlobStore, imageFromDescriptor } from "./from-manifest.ts";
import type { Image, ImageOpener, OpenOptions } from "./image.ts";
import { choosePlatform } from "./platform.ts";

/** An OCI image layout in a folder. Source: OCI image-spec, image-layout.md */
export const ociLayout: ImageOpener = {
  prefixes: ["oci-dir://", "oci:"],
  describes: "an OCI image layout in a folder: `oci-dir://PATH[:TAG|@DIGEST]`",

  async open(rest, reference, options) {
    const { limits = DEFAULT_LIMITS } = options;
    const { folder, wanted } = await splitPath(rest);
    const bytes = async (name: string) => {
      const path = joinPath(folder, name);
      const sizeBytes = await findFileSize(path);
      if (sizeBytes === undefined) {
        throw new KnownError("IMAGE_NOT_FOUND", `${folder}: is not an OCI layout: it has no ${name}`, { path: folder });
      }
      return readSlice({ path, offset: 0, sizeBytes }, limits.documentBytes);
    };
    const store = fileStore(folder, limits, async (digest) => {
      // A digest that passed its schema is `sha256:` and hex digits: it cannot climb out of the folder.
      const path = joinPath(folder, "blobs", ...digest.split(":"));
      const sizeBytes = await findFileSize(path);
      return sizeBytes === undefined ? undefined : { path, offset: 0, sizeBytes };
    });
    const index = parseDocument("index", await bytes("index.json"), joinPath(folder, "index.json"), limits);
    return openLayout(store, index, { kind: "oci-dir", reference }, wanted ?? options.ref, options);
  },
};

/** Names of an image in a layout's index: Docker and containerd write the full one beside the tag. */
function namesOf({ annotations }: Descriptor): string[] {
  const names = [annotations?.["io.containerd.image.name"], annotations?.["org.opencontainers.image.ref.name"]];
  return [...new Set(names.filter((name): name is string => !!name))];
}

/** Opens the image that is meant in a layout, be it a folder or an archive. */
export async function openLayout(
  store: BlobStore,
  { manifests }: ImageIndex,
  source: Pick<Image["source"], "kind" | "reference">,
  wanted: string | undefined,
  options: OpenOptions,
): Promise<Image> {
  const candidates = manifests.map((descriptor) => ({
    names: namesOf(descriptor),
    digest: descriptor.digest,
    descriptor,
  }));
  // A layout may itself be the list of one image's platforms; nothing else tells those apart.
  const platforms =
    wanted === undefined &&
    manifests.length > 1 &&
    manifests.every(({ platform }) => platform !== undefined) &&
    new Set(candidates.map(({ names }) => names.join())).size === 1;
  const how = source.kind === "archive" ? "choose one with --ref" : "name one with :TAG, @DIGEST or --ref";
  const { descriptor, names } = platforms
    ? pick(choosePlatform(manifests, options.platform, store.location))
    : chooseCandidate(candidates, wanted, store.location, how);
  return imageFromDescriptor(store, descriptor, { ...source, names }, options);
}

const pick = (descriptor: Descriptor) => ({ descriptor, names: namesOf(descriptor) });

/** A folder's name may have colons and at signs too: the longest reading that is a folder wins. */
async function splitPath(rest: string): Promise<{ folder: string; wanted?: string }> {
  if ((await kindOfPath(rest)) === "directory") return { folder: rest };
  const digest = /^(.*)@(sha256:[0-9a-f]{64})$/.exec(rest);
  const tag = /^(.*):([^:]+)$/.exec(rest.slice(rest.lastIndexOf("/") + 1));
  const folder = digest?.[1] ?? (tag ? rest.slice(0, rest.lastIndexOf("/") + 1) + tag[1] : rest);
  const kind = await kindOfPath(folder || ".");
  if (kind !== "directory") {
    const hint = kind === "file" ? " is a file; an archive is read with archive://FILE" : " there is no such folder";
    throw new KnownError("IMAGE_NOT_FOUND", `${folder || rest}:${hint}`, { path: folder });
  }
  const wanted = digest?.[2] ?? tag?.[2];
  return { folder: folder || ".", ...(wanted !== undefined && { wanted }) };
}
