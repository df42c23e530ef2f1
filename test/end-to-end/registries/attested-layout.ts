import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256Of } from "../../../src/host/sha256.ts";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * Hangs an attestation onto each image of the only index in a layout, as BuildKit does: a manifest of an unknown
 * platform that names the image in an annotation.
 *
 * Source: https://docs.docker.com/build/metadata/attestations/attestation-storage/
 */
export function attest(folder: string): void {
  const read = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));
  const store = (mediaType: string, value: unknown): Descriptor => {
    const bytes = Buffer.from(JSON.stringify(value));
    const digest = sha256Of(bytes);
    writeFileSync(join(folder, "blobs", digest.replace(":", "/")), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const top = read("index.json");
  const [named] = top.manifests;
  const index = read(`blobs/${named.digest.replace(":", "/")}`);
  const attestations = (index.manifests as Descriptor[]).map(({ digest }) => {
    const statement = {
      _type: "https://in-toto.io/Statement/v0.1",
      predicateType: "https://slsa.dev/provenance/v0.2",
      subject: [{ name: "_", digest: { sha256: digest.replace("sha256:", "") } }],
    };
    const layer = store("application/vnd.in-toto+json", statement);
    const config = store("application/vnd.oci.image.config.v1+json", {
      architecture: "unknown",
      os: "unknown",
      config: {},
      rootfs: { type: "layers", diff_ids: [layer.digest] },
    });
    const annotations = { "in-toto.io/predicate-type": statement.predicateType };
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const manifest = { schemaVersion: 2, mediaType, config, layers: [{ ...layer, annotations }] };
    return {
      ...store(mediaType, manifest),
      annotations: { "vnd.docker.reference.digest": digest, "vnd.docker.reference.type": "attestation-manifest" },
      platform: { architecture: "unknown", os: "unknown" },
    };
  });
  const attested = store(named.mediaType, { ...index, manifests: [...index.manifests, ...attestations] });
  writeFileSync(
    join(folder, "index.json"),
    JSON.stringify({ ...top, manifests: [{ ...attested, annotations: named.annotations }] }),
  );
}
