import { codeOf, KnownError } from "../../model/errors.ts";
import { MEDIA_TYPES } from "../documents.ts";
import { type BlobStore, imageFromDescriptor } from "../from-manifest.ts";
import type { Image, OpenOptions } from "../image.ts";
import { type ImageName, registryOf } from "../reference.ts";
import { createRegistryClient, type RegistryClient } from "./client.ts";
import { credentialFinder } from "./credentials.ts";
import { explainForeign } from "./foreign-layer.ts";
import { resolveHost } from "./host-settings.ts";

/** An image whose layers are fetched when they are read. */
export interface RegistryImage extends Image {
  readonly close: () => Promise<void>;
}

/**
 * Opens an image in a registry, as the settings, certificates and credentials of this machine's engines say. That takes
 * its manifest, its index if it has one, and its config; layers are fetched when they are opened. Close it.
 *
 * @param reference As it was asked for.
 * @throws {KnownError} What `imageFromDescriptor`, `RegistryClient.getManifest` and `resolveHost` throw.
 */
export async function openRegistryImage(
  name: ImageName,
  reference: string,
  options: OpenOptions,
): Promise<RegistryImage> {
  const { environment = {}, insecureRegistries, limits, signal, onNotice } = options;
  const settings = await resolveHost(name, { environment, insecureRegistries });
  const findCredential = credentialFinder({ environment, imageHost: settings.host, signal, onNotice });
  const client = createRegistryClient({ settings, findCredential, environment, limits, signal, onNotice });
  try {
    return await imageOf(client, name, reference, options);
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** The image of a name, by a client that the image closes in the end. */
export async function imageOf(
  client: RegistryClient,
  { host, repository, tag, digest }: ImageName,
  reference: string,
  options: OpenOptions,
): Promise<RegistryImage> {
  const missing = (of: string, cause: unknown) =>
    new KnownError(
      "IMAGE_INCOMPLETE",
      `${host}/${repository}: the manifest ${of} that its index names is missing`,
      {},
      cause,
    );
  // Where both are given the digest says which, and the tag is for people.
  const top = await client.getManifest(repository, digest ?? tag ?? "latest");
  const store: BlobStore = {
    location: `${host}/${repository}`,
    async readDocument({ mediaType, digest, size }) {
      if (digest === top.digest) return top.bytes;
      if (MEDIA_TYPES[mediaType] === undefined) return client.getBlob(repository, digest, size);
      const { bytes } = await client.getManifest(repository, digest).catch((error: unknown) => {
        throw codeOf(error) === "IMAGE_NOT_FOUND" ? missing(digest, error) : error;
      });
      return bytes;
    },
    async blobOf(layer) {
      const open = () => client.openBlob(repository, layer.digest, layer.size);
      return { kind: "stream", open: layer.urls?.length ? () => explainForeign(open(), layer) : open };
    },
  };
  const label = tag ?? (digest === undefined ? "latest" : undefined);
  const names = [`${host}/${repository}${label ? `:${label}` : ""}${digest ? `@${digest}` : ""}`];
  const descriptor = { mediaType: top.mediaType, digest: top.digest, size: top.bytes.length };
  const image = await imageFromDescriptor(store, descriptor, { kind: "registry", reference, names }, options);
  return { ...image, registry: registryOf({ host, repository }, client.answerFacts()), close: client.close };
}
