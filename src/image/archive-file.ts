import { type FileSlice, readSlice } from "../host/files.ts";
import { sha256Of } from "../host/sha256.ts";
import { KnownError } from "../model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import { type ArchiveMembers, listMembers } from "./archive-members.ts";
import { chooseCandidate } from "./choose.ts";
import { type DockerManifest, parseDocument } from "./documents.ts";
import { fileStore } from "./file-store.ts";
import { refuseTooLarge, verifyPlatform } from "./from-manifest.ts";
import type { Image, Layer, OpenOptions } from "./image.ts";
import { openLayout } from "./oci-layout.ts";
import { printable } from "./registry/printable.ts";

/** Where an archive came from, before it is known which of its images is meant. */
export type ArchiveSource = Pick<Image["source"], "kind" | "reference">;

/**
 * Opens the image that is meant in an archive that is not packed and can be sought in.
 *
 * @throws {KnownError} `IMAGE_NOT_FOUND` when it is no tar, or none of images, and what opening throws.
 */
export async function openArchiveFile(slice: FileSlice, source: ArchiveSource, options: OpenOptions): Promise<Image> {
  const { limits = DEFAULT_LIMITS } = options;
  const { path } = slice;
  const members = await listMembers(slice, limits);
  const manifest = members.find("manifest.json");

  // Docker 25 and later write both forms; the OCI one knows the manifest's digest.
  const index = members.find("index.json");
  if (index && members.find("oci-layout")) {
    const bytes = await readSlice(index, limits.documentBytes);
    const store = fileStore(path, limits, async (digest) => members.find(`blobs/${digest.replace(":", "/")}`));
    const layout = parseDocument("index", bytes, `${path}, index.json`, limits);
    const image = await openLayout(store, layout, source, options.ref, options);
    // Of several platforms it names one alone.
    if (manifest && options.platform === undefined) {
      refuseTwoFaces(image, await readDockerManifest(manifest, path, limits), path);
    }
    return image;
  }
  if (!manifest) {
    throw new KnownError(
      "IMAGE_NOT_FOUND",
      `${path}: is a tar, but not of an image: it has neither manifest.json nor index.json`,
      { path },
    );
  }
  const images = await readDockerManifest(manifest, path, limits);
  return openDockerArchive(path, members, images, source, options);
}

async function readDockerManifest(slice: FileSlice, path: string, limits: Limits): Promise<DockerManifest> {
  const bytes = await readSlice(slice, limits.documentBytes);
  return parseDocument("manifest.json", bytes, `${path}, manifest.json`, limits);
}

/**
 * Where an archive has both forms, other readers may take the other one: both have to tell of the same image.
 *
 * @throws {KnownError} `IMAGE_AMBIGUOUS`
 */
function refuseTwoFaces({ configDigest }: Image, images: DockerManifest, path: string): void {
  const configs = images.map(({ Config }) => /([0-9a-f]{64})(\.json)?$/.exec(Config)?.[1]);
  if (images.length === 0 || configs.some((hex) => `sha256:${hex}` === configDigest)) return;
  throw new KnownError(
    "IMAGE_AMBIGUOUS",
    `${path}: its index.json leads to the image with the config ${configDigest}, its manifest.json to others; ` +
      "what is loaded from it depends on the reader",
    { path },
  );
}

/** The old form: a config, and tars that no manifest names. */
async function openDockerArchive(
  path: string,
  members: ArchiveMembers,
  images: DockerManifest,
  source: ArchiveSource,
  options: OpenOptions,
): Promise<Image> {
  const { limits = DEFAULT_LIMITS } = options;
  const member = (name: string) => {
    const slice = members.find(name);
    if (!slice)
      throw new KnownError("IMAGE_INCOMPLETE", `${path}: '${printable(name)}' is missing`, {
        path,
        member: printable(name),
      });
    return slice;
  };
  const candidates = images.map((image) => ({ image, names: image.RepoTags ?? [], digest: image.Config }));
  const { image, names } = chooseCandidate(candidates, options.ref, path, "choose one with --ref");

  const rawConfig = await readSlice(member(image.Config), limits.documentBytes);
  const configDigest = sha256Of(rawConfig);
  // Docker and skopeo name the config by its digest; where they do, it has to be true.
  const claimed = /([0-9a-f]{64})(\.json)?$/.exec(image.Config)?.[1];
  if (claimed && `sha256:${claimed}` !== configDigest) {
    throw new KnownError(
      "DIGEST_MISMATCH",
      `${path}: the config '${printable(image.Config)}' has the digest ${configDigest}`,
      {
        expected: `sha256:${claimed}`,
        measured: configDigest,
      },
    );
  }
  const config = parseDocument("config", rawConfig, `${path}, ${printable(image.Config)}`, limits);
  verifyPlatform(config, options, path);

  const blobs = image.Layers ?? [];
  const diffIds = config.rootfs.diff_ids;
  if (blobs.length !== diffIds.length) {
    throw new KnownError(
      "IMAGE_MALFORMED",
      `${path}: manifest.json has ${blobs.length} layers, the config ${diffIds.length}`,
    );
  }
  const layers = blobs.map((name, ordinal): Layer => {
    const blob = member(name);
    return {
      ordinal,
      diffId: diffIds[ordinal] ?? "",
      mediaType: "application/vnd.docker.image.rootfs.diff.tar",
      sizeBytes: blob.sizeBytes,
      blob: { kind: "file", slice: blob },
    };
  });
  refuseTooLarge(
    layers.map(({ sizeBytes }) => ({ size: sizeBytes })),
    options,
    path,
  );
  return { source: { ...source, names }, configDigest, rawConfig, config, layers };
}
