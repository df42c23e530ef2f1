import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { sha256Of } from "../../host/sha256.ts";
import { catalogImage } from "../../sbom/catalog.ts";
import { LayerCache } from "../../sbom/layer-cache.ts";
import { buildImage } from "../build/build-image.ts";
import { writeDockerArchive } from "../build/write-image.ts";
import { openImage } from "../open.ts";
import { openByRecord } from "./by-record.ts";

const npm = (name: string) => ({
  entries: [{ path: `node_modules/${name}/package.json`, content: JSON.stringify({ name, version: "1.0.0" }) }],
});
const image = buildImage({ layers: [npm("a"), npm("b")] });

let folder: string;
let saves: number;
let closes: number;
beforeEach(() => {
  folder = temporaryFolder();
  saves = 0;
  closes = 0;
});

const cacheHere = () => new LayerCache(folder, "f", 1e9);

/** What a run of its own finds, of an engine that knows the image by `key`. */
async function scan(
  id = image.config.digest,
  cache: LayerCache | undefined = cacheHere(),
  given = image,
  digest = "a",
) {
  const opened = await openByRecord({
    id,
    platform: undefined,
    source: { kind: "local", reference: "app", names: ["app:1", `app@sha256:${digest.repeat(64)}`] },
    records: cache?.images,
    verifiesLayers: false,
    async save() {
      saves++;
      const path = join(temporaryFolder(), "saved.tar");
      writeDockerArchive(path, [{ name: "app:1", image: given }]);
      return openImage(`archive://${path}`);
    },
    close: async () => void closes++,
  });
  const { packages, layerOrigins, image: metadata } = await catalogImage(opened, { cache });
  if (layerOrigins.every(({ verified }) => verified)) await opened.remember?.();
  await opened.close?.();
  return { names: packages.map(({ name }) => name), from: layerOrigins.map(({ from }) => from), metadata };
}

test("an image that is known is not saved again, and is told of as before", async () => {
  const first = await scan();
  const second = await scan();
  expect(first).toMatchObject({ names: ["a", "b"], from: ["read", "read"] });
  expect(second).toEqual({ ...first, from: ["cache", "cache"] });
  expect(second.metadata.layers.map(({ verified }) => verified)).toEqual([true, true]);
  expect([saves, closes]).toEqual([1, 2]);
});

test("what is no digest of the image's own documents is remembered by nobody", async () => {
  await scan("sha256:1");
  await scan("sha256:1");
  expect(saves).toBe(2);
});

test("an image with the same config and another layer is refused", async () => {
  await scan();
  const claim = buildImage({ layers: [npm("evil"), npm("b")] });
  const config = JSON.parse(new TextDecoder().decode(claim.config.bytes));
  config.rootfs.diff_ids[0] = image.layers[0]?.diffId;
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  const liar = { ...claim, config: { ...claim.config, bytes, digest: sha256Of(bytes) } };
  const layers = claim.layers.map((layer, i) => ({ ...layer, diffId: config.rootfs.diff_ids[i] }));
  await expect(scan(liar.config.digest, cacheHere(), { ...liar, layers }, "b")).rejects.toMatchObject({
    code: "DIGEST_MISMATCH",
  });
});

test("one whose readings are gone is saved once, for all its layers", async () => {
  await scan();
  rmSync(join(folder, "layers"), { recursive: true });
  expect(await scan()).toMatchObject({ names: ["a", "b"], from: ["read", "read"] });
  expect(saves).toBe(2);
});

test("one whose record is damaged is saved", async () => {
  await scan();
  const [name = ""] = readdirSync(join(folder, "images"));
  const path = join(folder, "images", name);
  const { readFileSync, writeFileSync } = await import("node:fs");
  const record = readFileSync(path, "utf8");
  for (const damaged of ["", record.slice(0, 50), record.replace("amd64", "arm64"), "{}", "null", "[]"]) {
    writeFileSync(path, damaged);
    expect((await scan()).names).toEqual(["a", "b"]);
  }
  expect(saves).toBe(7);
});

test("without a cache everything is saved, every time", async () => {
  const opened = await scan(image.config.digest, undefined);
  expect(opened.names).toEqual(["a", "b"]);
});
