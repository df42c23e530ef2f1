import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { type TarInput, writeTar } from "../formats/tar-writer.ts";
import { KnownError } from "../model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import { READERS } from "./readers.ts";
import { seekLayer } from "./seek-layer.ts";

/** A package whose record is a hard link, so that a layer is passed over twice. */
const LINKED: readonly TarInput[] = [
  { path: "store/a", content: '{"name":"a","version":"1.0.0"}' },
  { path: "node_modules/a/package.json", type: "hardlink", linkTarget: "store/a" },
];

async function seek(tar: Uint8Array, limits: Partial<Limits> = {}, onBytes: (bytes: number) => void = () => {}) {
  const path = join(temporaryFolder(), "layer.tar");
  writeFileSync(path, tar);
  const slice = { path, offset: 0, sizeBytes: tar.length };
  return seekLayer(slice, { readers: READERS, limits: { ...DEFAULT_LIMITS, ...limits }, onBytes });
}

const end = 2 * 512;
const rubbish = new Uint8Array(512).fill(7);

test.each([
  ["ends inside a header", writeTar(LINKED).subarray(0, -end - 100), []],
  ["has rubbish in it", Buffer.concat([writeTar(LINKED).subarray(0, -end), rubbish]), ["a"]],
  ["ends inside a file", writeTar([...LINKED, { path: "x", declaredBytes: 5000 }]), ["a"]],
])("a tar that %s, passed over twice, is told of once", async (_title, tar, names) => {
  const reading = await seek(tar);
  expect(reading?.problems.map(({ code }) => code)).toEqual(["FILE_MALFORMED"]);
  expect(reading?.evidence.map(({ value }) => (value as { name: string }).name)).toEqual(names);
});

test("a second pass counts as no further bytes", async () => {
  const tar = writeTar([...LINKED, { path: "x", content: new Uint8Array(200_000) }]);
  let bytes = 0;
  const reading = await seek(tar, { layerBytes: tar.length }, (more) => {
    bytes += more;
  });
  expect(reading?.problems).toEqual([]);
  expect(reading?.evidence).toHaveLength(1);
  expect(bytes).toBeLessThanOrEqual(tar.length);
});

test("who listens can stop it", async () => {
  const stop = () => {
    throw new KnownError("INTERRUPTED", "stopped");
  };
  await expect(seek(writeTar(LINKED), {}, stop)).rejects.toMatchObject({ code: "INTERRUPTED" });
});
