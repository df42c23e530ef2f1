import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTar } from "../../../src/formats/tar-writer.ts";
import { sha256Of } from "../../../src/host/sha256.ts";
import { type BuiltBlob, type BuiltImage, buildImage, descriptorOf } from "../../../src/image/build/build-image.ts";
import {
  type NamedImage,
  writeDockerArchive,
  writeOciArchive,
  writeOciLayout,
} from "../../../src/image/build/write-image.ts";
import { openImage } from "../../../src/image/open.ts";
import { codeOf, messageOf } from "../../../src/model/errors.ts";
import { catalogImage } from "../../../src/sbom/catalog.ts";
import { firstDifference } from "../first-difference.ts";
import { mendTar } from "../mend-tar.ts";
import type { Target } from "../target.ts";
import { OS_RELEASE, stanza } from "./texts.ts";

const LOWER = writeTar([
  { path: "etc/os-release", content: OS_RELEASE },
  { path: "var/lib/dpkg/status", content: stanza("openssl", "1.1.1k-1") },
  { path: "node_modules/a/package.json", content: '{"name":"a","version":"1.0.0"}' },
  { path: "store/b", content: '{"name":"b","version":"1.0.0"}' },
  { path: "node_modules/b/package.json", type: "hardlink", linkTarget: "store/b" },
  { path: "lib/x.dist-info/METADATA", content: "Name: x\nVersion: 1\n" },
]);
const UPPER = writeTar([
  { path: "opt/dpkg/status", content: stanza("openssl", "2") },
  { path: "var/lib/.wh.dpkg" },
  { path: "var/lib/dpkg", type: "symlink", linkTarget: "/opt/dpkg" },
  { path: "lib/.wh..wh..opq" },
  { path: "node_modules/c", type: "symlink", linkTarget: "a" },
]);

const imageOf = (compression: "none" | "gzip" | "zstd", ...tars: readonly Uint8Array[]) =>
  buildImage({ layers: tars.map((tar) => ({ entries: [], tar, compression })) });

/** Opens an image that was written into a folder, and takes its inventory; the folder's name is not part of it. */
async function scan(prefix: string, write: (path: string) => void): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-fuzz-"));
  const path = join(folder, "image");
  try {
    write(path);
    const image = await openImage(`${prefix}${path}`);
    try {
      const { packages, problems } = await catalogImage(image, { threads: 1 });
      return { packages, problems };
    } finally {
      await image.close?.();
    }
  } catch (error) {
    if (codeOf(error) === "INTERNAL") throw error;
    return `${codeOf(error)}: ${messageOf(error).replaceAll(folder, "")}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function written(write: (path: string) => void): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-fuzz-"));
  try {
    write(join(folder, "image"));
    return readFileSync(join(folder, "image"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const once = <Value>(make: () => Value) => {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/** Whole archives, from their first byte to their packages. */
export const archives: Target = {
  name: "archives",
  corpus: once(() =>
    (["none", "gzip"] as const).flatMap((compression) => {
      const image = imageOf(compression, LOWER, UPPER);
      return [
        written((path) => writeDockerArchive(path, [{ name: "app:1", image }])),
        written((path) => writeOciArchive(path, [{ name: "app:1", image }])),
      ];
    }),
  ),
  mend: mendTar,
  read: (bytes) => scan("archive://", (path) => writeFileSync(path, bytes)),
};

/** A layer's tar in an image that tells the truth of it: read in part, and packed. Both must find the same. */
export const layers: Target = {
  name: "layers",
  corpus: () => [LOWER, UPPER],
  mend: mendTar,
  async read(bytes) {
    const results: string[] = [];
    for (const compression of ["none", "gzip"] as const) {
      const image: NamedImage[] = [{ image: imageOf(compression, LOWER, bytes) }];
      results.push(JSON.stringify(await scan("oci-dir://", (path) => writeOciLayout(path, image)), withoutDigests));
    }
    const [inPart = "", packed = ""] = results;
    if (inPart !== packed) throw new Error(`in part and packed it differs ${firstDifference(inPart, packed)}`);
    return inPart;
  },
};

/** The digest of a blob is another when it is packed. */
const withoutDigests = (key: string, value: unknown) => (key === "digest" ? undefined : value);

const honest = imageOf("gzip", LOWER, UPPER);

/** One of an image's blobs, with every digest that leads to it made right. */
function withBlob(kind: "config" | "manifest" | "layer", bytes: Uint8Array): BuiltImage {
  const blob = (old: BuiltBlob): BuiltBlob => ({ ...old, digest: sha256Of(bytes), bytes });
  if (kind === "manifest") return { ...honest, manifest: blob(honest.manifest) };
  const config = kind === "config" ? blob(honest.config) : honest.config;
  const [lower, ...others] = honest.layers;
  const layers = kind === "layer" && lower ? [{ ...lower, ...blob(lower) }, ...others] : honest.layers;
  const document = JSON.parse(new TextDecoder().decode(honest.manifest.bytes)) as object;
  const manifest = new TextEncoder().encode(
    JSON.stringify({ ...document, config: descriptorOf(config), layers: layers.map(descriptorOf) }),
  );
  return { ...honest, config, layers, manifest: { ...honest.manifest, digest: sha256Of(manifest), bytes: manifest } };
}

/** Each of an image's blobs in an image that is right but for it. */
export const blobs: Target = {
  name: "blobs",
  corpus: () => [honest.config.bytes, honest.manifest.bytes, ...honest.layers.map(({ bytes }) => bytes)],
  async read(bytes) {
    const results: unknown[] = [];
    for (const kind of ["config", "manifest", "layer"] as const) {
      const image = withBlob(kind, bytes);
      results.push(await scan("oci-dir://", (path) => writeOciLayout(path, [{ image }])));
    }
    return results;
  },
};
