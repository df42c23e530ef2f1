import { readFileSync } from "node:fs";
import { zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { sha256Of } from "../../src/host/sha256.ts";
import { buildImage } from "../../src/image/build/build-image.ts";
import { writeOciLayout } from "../../src/image/build/write-image.ts";
import { fileOf } from "../../src/image/file-store.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { listFieldImages } from "./field-image.ts";
import { writeZstdLayout } from "./zstd-layout.ts";

const layer = (path: string) => ({ entries: [{ path, content: path }] });

function writeLayout(): string {
  const folder = temporaryFolder();
  writeOciLayout(folder, [
    { name: "base", image: buildImage({ layers: [layer("a")] }) },
    { name: "app", image: buildImage({ layers: [layer("a"), layer("b")] }) },
    { name: "other", image: buildImage({ layers: [layer("c")] }) },
  ]);
  return folder;
}

test("the field is all images that stand on another one, or those that are named", async () => {
  const layout = writeLayout();
  const field = await listFieldImages(layout, undefined);
  expect(field.map(({ name, base }) => [name, base?.name])).toEqual([["app", "base"]]);
  expect((await listFieldImages(layout, ["other"])).map(({ name }) => name)).toEqual(["other"]);
  await expect(listFieldImages(layout, ["gone"])).rejects.toThrow("no image 'gone'; there are: base, app, other");
});

test("packed with zstd, images keep their configs and share their layers", async () => {
  const [app] = await listFieldImages(writeLayout(), undefined);
  if (!app?.base) throw new Error("the layout has no image on a base");
  const folder = temporaryFolder();
  await writeZstdLayout(folder, [app.base, app]);

  const [packed] = await listFieldImages(folder, undefined);
  expect(packed?.image.configDigest).toBe(app.image.configDigest);
  const layers = packed?.image.layers ?? [];
  expect(layers.map(({ mediaType }) => mediaType)).toEqual(
    Array(2).fill("application/vnd.oci.image.layer.v1.tar+zstd"),
  );
  for (const one of layers) expect(sha256Of(zstdDecompressSync(readFileSync(fileOf(one).path)))).toBe(one.diffId);
  expect(packed?.base?.image.layers[0]?.digest).toBe(layers[0]?.digest);
});
