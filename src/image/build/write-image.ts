import { type TarInput, writeTar } from "../../formats/tar-writer.ts";
import { joinPath, writeFileInFolder } from "../../host/files.ts";
import { type BuiltBlob, type BuiltImage, buildIndex, descriptorOf } from "./build-image.ts";

/** An image with the name it shall have in a layout, or several of one name: an index of platforms. */
export interface NamedImage {
  readonly name?: string;
  readonly image: BuiltImage | readonly BuiltImage[];
}

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** The files of an OCI layout. Source: OCI image-spec, image-layout.md */
function layoutFiles(images: readonly NamedImage[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([["oci-layout", encode({ imageLayoutVersion: "1.0.0" })]]);
  const add = ({ digest, bytes }: BuiltBlob) => files.set(`blobs/${digest.replace(":", "/")}`, bytes);
  const manifests = images.map(({ name, image }) => {
    const platforms = "manifest" in image ? [image] : image;
    for (const { manifest, config, layers } of platforms) for (const blob of [manifest, config, ...layers]) add(blob);
    const top = "manifest" in image ? image.manifest : buildIndex(image);
    add(top);
    const annotations = name === undefined ? {} : { annotations: { "org.opencontainers.image.ref.name": name } };
    return { ...descriptorOf(top), ...annotations };
  });
  return files.set("index.json", encode({ schemaVersion: 2, manifests }));
}

/** Writes an OCI layout into a folder. */
export function writeOciLayout(folder: string, images: readonly NamedImage[]): void {
  for (const [path, bytes] of layoutFiles(images)) writeFileInFolder(joinPath(folder, path), bytes);
}

/** Writes an OCI layout as a tar. */
export function writeOciArchive(file: string, images: readonly NamedImage[]): void {
  writeFileInFolder(file, writeTar([...layoutFiles(images)].map(([path, content]): TarInput => ({ path, content }))));
}

/** Writes an archive as `docker save` did before version 25. */
export function writeDockerArchive(file: string, images: readonly { name: string; image: BuiltImage }[]): void {
  const hex = (digest: string) => digest.slice("sha256:".length);
  const entries = new Map<string, Uint8Array>();
  const manifest = images.map(({ name, image: { config, layers } }) => {
    entries.set(`${hex(config.digest)}.json`, config.bytes);
    for (const { diffId, tar } of layers) entries.set(`${hex(diffId)}/layer.tar`, tar);
    return {
      Config: `${hex(config.digest)}.json`,
      RepoTags: [name],
      Layers: layers.map(({ diffId }) => `${hex(diffId)}/layer.tar`),
    };
  });
  entries.set("manifest.json", encode(manifest));
  writeFileInFolder(file, writeTar([...entries].map(([path, content]): TarInput => ({ path, content }))));
}
