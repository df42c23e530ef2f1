import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layoutOf } from "../../test/support/scan-layers.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { buildImage } from "../image/build/build-image.ts";
import type { ImageSpec } from "../image/build/image-spec.ts";
import { writeDockerArchive } from "../image/build/write-image.ts";
import { openImage } from "../image/open.ts";
import { chainIds, describeImage } from "./metadata.ts";

const layer = (path: string, createdBy?: string) => ({ entries: [{ path }], ...(createdBy && { createdBy }) });

async function metadataOf(spec: ImageSpec) {
  const image = await openImage(`oci-dir://${layoutOf(spec)}`);
  return describeImage(image, {
    uncompressedBytes: image.layers.map(() => 1000),
    verified: image.layers.map(() => true),
  });
}

test("an image's configuration is told in full", async () => {
  const metadata = await metadataOf({
    layers: [layer("a", "ADD a"), layer("b")],
    emptyHistory: ["ENV X=1"],
    created: "2024-05-06T07:08:09Z",
    author: "somebody",
    architecture: "arm64",
    variant: "v8",
    config: {
      User: "1000:1000",
      ExposedPorts: { "8080/tcp": {}, "80/tcp": {}, "53/udp": {} },
      Env: ["PATH=/bin", "WITH_EQUALS=a=b=c", "EMPTY=", "BARE"],
      Entrypoint: ["/app"],
      Cmd: ["--serve"],
      Volumes: { "/data": {}, "/cache": {} },
      WorkingDir: "/srv",
      Labels: { empty: "", ünïcode: "naïve" },
      StopSignal: "SIGQUIT",
    },
  });
  expect(metadata).toMatchObject({
    created: "2024-05-06T07:08:09Z",
    author: "somebody",
    platform: { os: "linux", architecture: "arm64", variant: "v8" },
    user: "1000:1000",
    exposedPorts: ["53/udp", "80/tcp", "8080/tcp"],
    environment: [
      { name: "PATH", value: "/bin" },
      { name: "WITH_EQUALS", value: "a=b=c" },
      { name: "EMPTY", value: "" },
      { name: "BARE", value: "" },
    ],
    entrypoint: ["/app"],
    command: ["--serve"],
    volumes: ["/cache", "/data"],
    workingDirectory: "/srv",
    labels: { empty: "", ünïcode: "naïve" },
    stopSignal: "SIGQUIT",
    emptyHistory: [{ afterLayers: 2, createdBy: "ENV X=1" }],
    uncompressedBytes: 2000,
  });
  expect(metadata.layers.map(({ ordinal, createdBy }) => [ordinal, createdBy])).toEqual([
    [0, "ADD a"],
    [1, undefined],
  ]);
  expect(metadata.compressedBytes).toBe(metadata.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
});

test("an image without any configuration is told too", async () => {
  const metadata = await metadataOf({ layers: [layer("a")] });
  expect(metadata).toMatchObject({
    environment: [],
    labels: {},
    exposedPorts: [],
    entrypoint: [],
    command: [],
    volumes: [],
  });
  expect(metadata).not.toHaveProperty("user");
  expect(metadata).not.toHaveProperty("registry");
});

// Worked out by hand from the specification's rule, with sha256sum.
test("a chain id names a layer with all below it", () => {
  const [a, b] = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];
  expect(chainIds([a, b])).toEqual([a, "sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c"]);
  expect(chainIds([])).toEqual([]);
});

describe("the registry", () => {
  const named = async (name: string) => {
    const file = join(temporaryFolder(), "image.tar");
    writeDockerArchive(file, [{ name, image: buildImage({ layers: [layer("a")] }) }]);
    return describeImage(await openImage(`archive://${file}`), { uncompressedBytes: [], verified: [] });
  };
  test("is told by the image's name", async () => {
    expect((await named("quay.io/team/app:1")).registry).toEqual({
      host: "quay.io",
      url: "https://quay.io",
      type: "Quay",
    });
  });
  test("is not made up for a bare name", async () => {
    expect((await named("app:1")).registry).toBeUndefined();
  });
});
