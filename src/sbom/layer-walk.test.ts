import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import type { Reader } from "../catalogers/cataloger.ts";
import { type TarInput, writeTar } from "../formats/tar-writer.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import type { LayerReading } from "./layer-reading.ts";
import { readLayer } from "./read-layer.ts";
import { seekLayer } from "./seek-layer.ts";

const MIB = 1024 * 1024;

/** Looks into files that may be run and begin with "GO", and says what stands at some places of them. */
function programReader(places: readonly number[], seen: string[] = []): Reader {
  return {
    name: "programs",
    version: 1,
    roots: [],
    maxFileBytes: 64 * MIB,
    wants: (_path, { isExecutable }) => isExecutable,
    sniff: (head) => Buffer.from(head.subarray(0, 2)).toString() === "GO",
    read(file) {
      seen.push(file.path);
      return { sizeBytes: file.sizeBytes, at: places.map((place) => [...file.read(place, 3)]) };
    },
  };
}

function program(sizeBytes: number, magic = "GO"): Uint8Array {
  const bytes = Uint8Array.from({ length: sizeBytes }, (_, i) => i % 253);
  bytes.set(Buffer.from(magic));
  return bytes;
}

const ways: readonly (readonly [string, (tar: Uint8Array, reader: Reader) => Promise<LayerReading | undefined>])[] = [
  [
    "as it streams by",
    (tar, reader) =>
      readLayer(
        async function* () {
          for (let at = 0; at < tar.length; at += 100_000) yield tar.subarray(at, at + 100_000);
        },
        { readers: [reader], limits: DEFAULT_LIMITS },
      ),
  ],
  [
    "where it can be sought in",
    async (tar, reader) => {
      const path = join(temporaryFolder(), "layer.tar");
      writeFileSync(path, tar);
      return seekLayer({ path, offset: 0, sizeBytes: tar.length }, { readers: [reader], limits: DEFAULT_LIMITS });
    },
  ],
];

describe.each(ways)("a layer %s", (_title, read) => {
  test.each([2, 100, 4096, 4097, 200_000, 9 * MIB, 20 * MIB])(
    "gives a program of %i bytes at any place",
    async (size) => {
      const content = program(size);
      const places = [0, size >> 1, size - 2, size + 10];
      const reading = await read(writeTar([{ path: "bin/app", mode: 0o755, content }]), programReader(places));
      const at = places.map((place) => [...content.subarray(place, place + 3)]);
      expect(reading?.evidence.map(({ value }) => value)).toEqual([{ sizeBytes: size, at }]);
      expect(reading?.problems).toEqual([]);
    },
  );

  test("passes over what is no program by its first bytes, or may not be run", async () => {
    const entries: TarInput[] = [
      { path: "bin/script", mode: 0o755, content: program(10 * MIB, "#!") },
      { path: "bin/empty", mode: 0o755, content: new Uint8Array(0) },
      { path: "bin/data", mode: 0o644, content: program(5000) },
      { path: "bin/app", mode: 0o4711, content: program(5000) },
    ];
    const seen: string[] = [];
    await read(writeTar(entries), programReader([0], seen));
    expect(seen).toEqual(["bin/app"]);
  });

  test("that ends inside a program says so", async () => {
    const tar = writeTar([{ path: "bin/app", mode: 0o755, content: program(10 * MIB) }]).subarray(0, 9 * MIB);
    const reading = await read(tar, programReader([0]));
    expect(reading?.evidence).toEqual([]);
    expect(reading?.problems.map(({ code }) => code)).toEqual(["FILE_MALFORMED"]);
  });
});
