import { TarReader } from "../formats/tar-reader.ts";
import { type FileSlice, kindOfPath, openFile, readSlice } from "../host/files.ts";
import { sha256Of } from "../host/sha256.ts";
import { KnownError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { chooseCandidate } from "./choose.ts";
import { type DockerManifest, parseDocument } from "./documents.ts";
import { verifyPlatform } from "./from-manifest.ts";
import type { Image, ImageChoice, ImageOpener, Layer } from "./image.ts";
import { openLayout } from "./oci-layout.ts";

/** `docker save` in its old and its OCI form, and OCI layouts in a tar. */
export const archive: ImageOpener = {
  scheme: "archive",
  describes: "an archive of `docker save`, `podman save`, `skopeo` or `buildx`: `archive://FILE`",

  async open(path, reference, choice) {
    const kind = await kindOfPath(path);
    if (kind !== "file") {
      const hint =
        kind === "directory" ? "is a folder; an OCI layout is read with oci-dir://PATH" : "there is no such file";
      throw new KnownError("IMAGE_NOT_FOUND", `${path}: ${hint}`, { path });
    }
    const members = await listMembers(path);
    const source = { kind: "archive", reference } as const;

    // Docker 25 and later write both forms; the OCI one knows the manifest's digest.
    const index = members.get("index.json");
    if (index && members.has("oci-layout")) {
      const bytes = await readSlice(index, LIMITS.documentBytes.value);
      const store = {
        location: path,
        find: async (digest: string) => members.get(`blobs/${digest.replace(":", "/")}`),
      };
      return openLayout(store, parseDocument("index", bytes, `${path}, index.json`), source, choice.ref, choice);
    }
    const manifest = members.get("manifest.json");
    if (!manifest) {
      throw new KnownError(
        "IMAGE_NOT_FOUND",
        `${path}: is a tar, but not of an image: it has neither manifest.json nor index.json`,
        { path },
      );
    }
    const images = parseDocument(
      "manifest.json",
      await readSlice(manifest, LIMITS.documentBytes.value),
      `${path}, manifest.json`,
    );
    return openDockerArchive(path, members, images, source, choice);
  },
};

/** The old form: a config, and tars that no manifest names. */
async function openDockerArchive(
  path: string,
  members: ReadonlyMap<string, FileSlice>,
  images: DockerManifest,
  source: Pick<Image["source"], "kind" | "reference">,
  choice: ImageChoice,
): Promise<Image> {
  const member = (name: string) => {
    const slice = members.get(cleanName(name));
    if (!slice) throw new KnownError("IMAGE_INCOMPLETE", `${path}: '${name}' is missing`, { path, member: name });
    return slice;
  };
  const candidates = images.map((image) => ({ image, names: image.RepoTags ?? [], digest: image.Config }));
  const { image, names } = chooseCandidate(candidates, choice.ref, path, "choose one with --ref");

  const rawConfig = await readSlice(member(image.Config), LIMITS.documentBytes.value);
  const configDigest = sha256Of(rawConfig);
  // Docker and skopeo name the config by its digest; where they do, it has to be true.
  const claimed = /([0-9a-f]{64})(\.json)?$/.exec(image.Config)?.[1];
  if (claimed && `sha256:${claimed}` !== configDigest) {
    throw new KnownError("DIGEST_MISMATCH", `${path}: the config '${image.Config}' has the digest ${configDigest}`, {
      expected: `sha256:${claimed}`,
      measured: configDigest,
    });
  }
  const config = parseDocument("config", rawConfig, `${path}, ${image.Config}`);
  verifyPlatform(config, choice, path);

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
      blob,
    };
  });
  return { source: { ...source, names }, configDigest, rawConfig, config, layers };
}

/** Read ahead for headers that stand close together. */
const WINDOW_BYTES = 64 * 1024;

/**
 * Where each member of the archive lies, without reading what they hold.
 * Links (old Docker stores an equal layer once) lead to the member they name.
 */
async function listMembers(path: string): Promise<ReadonlyMap<string, FileSlice>> {
  await using file = await openFile(path);
  const members = new Map<string, FileSlice>();
  const links = new Map<string, string>();
  const reader = new TarReader({
    onEntry({ path, type, contentOffset, sizeBytes, linkTarget }) {
      const name = cleanName(path);
      if (type === "file") members.set(name, { path: file.path, offset: contentOffset, sizeBytes });
      else if (type === "symlink") links.set(name, cleanName(`${name}/../${linkTarget}`));
      else if (type === "hardlink") links.set(name, cleanName(linkTarget));
      if (members.size + links.size > LIMITS.archiveMembers.value) {
        throw new KnownError("LIMIT_EXCEEDED", `${file.path}: more than ${LIMITS.archiveMembers.value} members`, {
          path: file.path,
        });
      }
      return false;
    },
    onContent: () => {},
  });
  let offset = 0;
  try {
    const first = await file.read(0, 4);
    const packed =
      first[0] === 0x1f && first[1] === 0x8b ? "gzip" : first[0] === 0x28 && first[1] === 0xb5 ? "zstd" : "";
    if (packed) {
      throw new KnownError("MEDIA_TYPE_UNSUPPORTED", `${file.path}: is packed with ${packed}; unpack it first`, {
        path: file.path,
      });
    }
    while (offset < file.sizeBytes && !reader.ended) {
      const window = await file.read(offset, WINDOW_BYTES);
      let at = 0;
      while (at + 512 <= window.length && !reader.ended) {
        reader.push(window.subarray(at, at + 512));
        at += 512 + reader.skip();
      }
      if (at === 0) {
        reader.push(window);
        at = window.length;
      }
      offset += at;
    }
    // A member that is cut off is found when it is read; a header that is, here.
    reader.end();
  } catch (cause) {
    if (cause instanceof KnownError && cause.code === "FILE_MALFORMED") {
      throw new KnownError("IMAGE_NOT_FOUND", `${file.path}: cannot be read as a tar: ${cause.message}`, {}, cause);
    }
    throw cause;
  }
  for (const [name, target] of links) {
    const slice = members.get(target) ?? members.get(links.get(target) ?? "");
    if (slice) members.set(name, slice);
  }
  return members;
}

/** One spelling of a member's name: no leading `./` or `/`, `..` taken back. */
function cleanName(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
