import { sha256Of } from "../../../src/host/sha256.ts";
import { type BuiltBlob, buildImage } from "../../../src/image/build/build-image.ts";
import type { NamedRegistry } from "./in-process.ts";
import { smallImage } from "./small-images.ts";

/** What stands in registries beside images that can be read, by the tag of `team/odd` that it is put under. */
export const ODD_IMAGES: Readonly<Record<string, () => readonly BuiltBlob[]>> = {
  "schema-1": () => [
    document("application/vnd.docker.distribution.manifest.v1+prettyjws", {
      schemaVersion: 1,
      name: "team/odd",
      tag: "schema-1",
      architecture: "amd64",
      fsLayers: [{ blobSum: EMPTY.digest }],
      history: [{ v1Compatibility: "{}" }],
      signatures: [{ signature: "c2ln" }],
    }),
  ],
  "helm-chart": () =>
    artifact({
      config: "application/vnd.cncf.helm.config.v1+json",
      layer: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    }),
  wasm: () => artifact({ config: "application/vnd.wasm.config.v0+json", layer: "application/wasm" }),
  "sbom-of-cosign": () => artifact({ config: "application/vnd.oci.image.config.v1+json", layer: "text/spdx+json" }),
  "artifact-of-oras": () =>
    artifact({
      config: "application/vnd.oci.empty.v1+json",
      layer: "application/vnd.acme.rocket.docs.v1+json",
      artifactType: "application/vnd.acme.rocket.config",
    }),
  encrypted: () =>
    artifact({
      config: "application/vnd.oci.image.config.v1+json",
      layer: "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
    }),
  windows: () => {
    const { manifest, config, layers } = buildImage({ os: "windows", layers: [{ entries: [] }] });
    return [manifest, config, ...layers];
  },
  "no-json": () => [blob("application/vnd.oci.image.manifest.v1+json", "<html>Please sign in</html>")],
  "only-attestations": () => {
    const { manifest } = smallImage();
    const platform = { os: "unknown", architecture: "unknown" };
    const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
    const entry = { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length };
    return [
      document("application/vnd.oci.image.index.v1+json", {
        schemaVersion: 2,
        mediaType: "application/vnd.oci.image.index.v1+json",
        manifests: [{ ...entry, platform, annotations }],
      }),
    ];
  },
};

/** Puts all of them into a registry, as `team/odd:TAG`. */
export function putOddImages({ tags, blobs }: NamedRegistry): void {
  for (const [tag, make] of Object.entries(ODD_IMAGES)) {
    const [top, ...others] = make();
    if (top) tags.set(`team/odd:${tag}`, top);
    for (const one of others) blobs.set(one.digest, one);
  }
}

function blob(mediaType: string, text: string): BuiltBlob {
  const bytes = Buffer.from(text);
  return { mediaType, bytes, digest: sha256Of(bytes) };
}

const document = (mediaType: string, value: unknown) => blob(mediaType, JSON.stringify(value));

const EMPTY = blob("application/vnd.oci.empty.v1+json", "{}");

interface ArtifactTypes {
  readonly config: string;
  readonly layer: string;
  readonly artifactType?: string;
}

function artifact({ config, layer, artifactType }: ArtifactTypes): readonly BuiltBlob[] {
  const isImageConfig = config === "application/vnd.oci.image.config.v1+json";
  const content = blob(layer, "content");
  const rootfs = { type: "layers", diff_ids: [content.digest] };
  const configBlob = document(config, isImageConfig ? { os: "linux", architecture: "amd64", rootfs } : {});
  const descriptor = ({ mediaType, digest, bytes }: BuiltBlob) => ({ mediaType, digest, size: bytes.length });
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = document(mediaType, {
    schemaVersion: 2,
    mediaType,
    ...(artifactType && { artifactType }),
    config: descriptor(configBlob),
    layers: [descriptor(content)],
  });
  return [manifest, configBlob, content];
}
