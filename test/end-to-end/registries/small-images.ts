import { createCipheriv } from "node:crypto";
import { type BuiltImage, buildImage } from "../../../src/image/build/build-image.ts";
import type { ImageSpec } from "../../../src/image/build/image-spec.ts";
import { OS_RELEASE, stanza } from "../../support/scan-layers.ts";

const FILES = {
  release: { path: "etc/os-release", content: OS_RELEASE },
  status: { path: "var/lib/dpkg/status", content: stanza("bash", "5.2.15-2") + stanza("dpkg", "1.21.22") },
  leftPad: {
    path: "srv/node_modules/left-pad/package.json",
    content: JSON.stringify({ name: "left-pad", version: "1.3.0" }),
  },
};

export const SMALL_IMAGE_LAYERS: ImageSpec["layers"] = Object.values(FILES).map((file) => ({ entries: [file] }));

/** An image of three layers of some hundred bytes, and three packages. */
export function smallImage(spec: Omit<ImageSpec, "layers"> = {}): BuiltImage {
  return buildImage({ ...spec, layers: SMALL_IMAGE_LAYERS });
}

export const SMALL_IMAGE_PACKAGES = [
  "pkg:deb/debian/bash@5.2.15-2?arch=amd64&distro=debian-12",
  "pkg:deb/debian/dpkg@1.21.22?arch=amd64&distro=debian-12",
  "pkg:npm/left-pad@1.3.0",
];

/**
 * The same packages in one layer, behind so many bytes that do not pack: its blob can break off in many places, and who
 * loses one of them finds no package.
 *
 * @param times How often the layer stands in the image.
 */
export function bulkyImage(sizeBytes: number, times = 1): BuiltImage {
  const { release, status, leftPad } = FILES;
  const entries = [release, { path: "srv/noise", content: noise(sizeBytes) }, status, leftPad];
  return buildImage({ layers: Array.from({ length: times }, () => ({ entries })) });
}

/** Always the same. */
function noise(sizeBytes: number): Uint8Array {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(sizeBytes));
}

/**
 * A gzip stream of equal length, of a tar with another version of bash: as good as the right one but for its digest.
 *
 * @param blob The layer of the small image that has the dpkg database.
 */
export function otherBytesFor(blob: Uint8Array): Uint8Array {
  for (let i = 0; i < 1000; i++) {
    const content = FILES.status.content.replace("5.2.15-2", `5.2.${100 + i}-2`.slice(0, 8));
    const [layer] = buildImage({ layers: [{ entries: [{ ...FILES.status, content }] }] }).layers;
    if (layer?.bytes.length === blob.length && content !== FILES.status.content) return layer.bytes;
  }
  throw new Error("no other layer of that length");
}
