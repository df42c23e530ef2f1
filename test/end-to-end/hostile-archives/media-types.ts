import { type ArchiveRow, type Expected, imageRows, layoutRows, read, refused } from "./archive-row.ts";
import { ALL, HONEST } from "./content.ts";
import { craft, describe, document, type Lie, layerOf, layoutFiles, layoutOf } from "./crafted-image.ts";

const honest = layerOf(HONEST, "gzip");
const image = craft([honest]);

const layerType = (mediaType: string) => () => layoutFiles(craft([{ ...honest, mediaType }]));
const indexType = (mediaType: string) => () =>
  layoutFiles(image, (value) => ({ ...value, manifests: [{ ...image.descriptor, mediaType }] }));
const unsupported = (title: string, files: Parameters<typeof layoutRows>[1]) =>
  layoutRows(title, files, refused("MEDIA_TYPE_UNSUPPORTED"));

/** An OCI artifact: a manifest of an image's kind whose config is of another. */
function artifact(configType: string, config: unknown, layerType: string, more: object = {}) {
  const configBlob = document({}, () => JSON.stringify(config));
  const manifest = document({
    schemaVersion: 2,
    mediaType: image.descriptor.mediaType,
    ...more,
    config: describe(configType, configBlob),
    layers: [describe(layerType, honest.blob)],
  });
  const index = document({
    schemaVersion: 2,
    manifests: [{ ...image.descriptor, digest: manifest.digest, size: manifest.sizeBytes }],
  });
  return layoutOf(index, manifest, configBlob, honest.blob);
}

const kinds: readonly ArchiveRow[] = [
  unsupported("a foreign layer of Windows", layerType("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")),
  unsupported("an encrypted layer", layerType("application/vnd.oci.image.layer.v1.tar+gzip+encrypted")),
  unsupported("a layer that says it is a picture", layerType("image/png")),
  unsupported("a layer whose type is a key of prototypes", layerType("__proto__")),
  unsupported("a layer whose type is escape sequences", layerType("\u001b[2J\r\nFORGED\u009b31m")),
  unsupported("a layer whose type is 1 MB long", layerType("x/".repeat(500_000))),
  unsupported("a layer that says it is an index", layerType("application/vnd.oci.image.index.v1+json")),
  unsupported("a manifest of schema 1", indexType("application/vnd.docker.distribution.manifest.v1+prettyjws")),
  unsupported("a manifest that says it is a layer", indexType("application/vnd.oci.image.layer.v1.tar")),
  unsupported("a manifest that says it is escape sequences", indexType("\u001b[2J\r\nFORGED\u009b31m")),
  unsupported("a chart of Helm", () =>
    artifact(
      "application/vnd.cncf.helm.config.v1+json",
      { name: "chart", version: "1.0.0", apiVersion: "v2" },
      "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    ),
  ),
  unsupported("a module of WebAssembly", () =>
    artifact(
      "application/vnd.wasm.config.v0+json",
      { os: "wasip1", architecture: "wasm", layerDigests: [] },
      "application/wasm",
    ),
  ),
  unsupported("an artifact without a config", () =>
    artifact("application/vnd.oci.empty.v1+json", {}, "application/vnd.oci.image.layer.v1.tar+gzip", {
      artifactType: "application/x",
    }),
  ),
  ...["", ".gzip", ".zstd"].map((suffix) =>
    layoutRows(
      `a layer of Docker's type for a tar${suffix}`,
      layerType(`application/vnd.docker.image.rootfs.diff.tar${suffix}`),
      read(ALL),
    ),
  ),
  layoutRows(
    "a layer that may not be passed on",
    layerType("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"),
    read(ALL),
  ),
].flat();

const config = (title: string, expected: Expected, lie: Lie, args?: readonly string[]) =>
  imageRows(title, () => craft([honest], { config: lie }), expected, args);
const withFields =
  (fields: object): Lie =>
  (value) => ({ ...value, ...fields });

const platforms: readonly ArchiveRow[] = [
  config(
    "an image of Windows",
    refused("PLATFORM_UNSUPPORTED"),
    withFields({ os: "windows", "os.version": "10.0.17763.1" }),
  ),
  config("an image of WINDOWS", refused("PLATFORM_UNSUPPORTED"), withFields({ os: "WINDOWS" })),
  config("an image of no system", read(ALL), withFields({ os: "", architecture: "" })),
  config("another platform than was asked for", refused("PLATFORM_NOT_FOUND"), (value) => value, [
    "--platform",
    "linux/s390x",
  ]),
].flat();

/** What images say that they are. */
export const MEDIA_TYPES: Readonly<Record<string, readonly ArchiveRow[]>> = { kinds, platforms };
