import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { stanza } from "../../support/scan-layers.ts";
import { base256, concat, END, file, folder, hardlink, header, type Name, symlink } from "../hostile-tar.ts";
import { type ArchiveRow, archiveRow, dockerRow, layoutRows, read, refused } from "./archive-row.ts";
import { type Bytes, bytesOf, gzipRepeated, held, repeat, ZSTD_BLOCK_BYTES, zstdRunLength } from "./bytes.ts";
import { ALL, HONEST, LEFT_PAD, metadata, packageJson, REQUESTS, STATUS } from "./content.ts";
import { blobLayer, type CraftedLayer, craft, dockerMembers, layerOf, layoutFiles, tarParts } from "./crafted-image.ts";

const MIB = 1024 * 1024;
const ZEROS = new Uint8Array(MIB);
const TEN_GB = 10_240 * MIB;

/** An honest layer in front, and a file of 10 GB of zeros that never ends. */
const bombHead = (name = "zeros") => concat(HONEST.subarray(0, -END.length), header({ name, size: base256(TEN_GB) }));
const gzipBomb = bytesOf(() => gzipRepeated(bombHead(), ZEROS, 10_240, { checked: false }));
const zstdBombOf = (name?: string) =>
  bytesOf(function* () {
    yield zstdCompressSync(bombHead(name));
    yield* zstdRunLength(0, TEN_GB / ZSTD_BLOCK_BYTES);
  });
const zstdBomb = zstdBombOf();
/** What a bomb unpacks to nobody measures: any digest will do. */
const unmeasured = held("a bomb");

const first = (rows: readonly ArchiveRow[]) => rows.slice(0, 1);
const layer = (title: string, layers: () => readonly CraftedLayer[], ...rest: Rest) =>
  first(layoutRows(title, () => layoutFiles(craft(layers())), ...rest));
type Rest = readonly [expected: ArchiveRow["expected"], args?: readonly string[]];

/** An archive that is packed as a whole, from a file and through a pipe. */
function packedArchive(
  title: string,
  parts: () => Iterable<Uint8Array>,
  expected: ArchiveRow["expected"],
): ArchiveRow[] {
  const row = archiveRow(title, parts, expected);
  return [
    row,
    {
      ...row,
      title: `${title}, through a pipe`,
      make: (folder) => {
        row.make(folder);
        return { reference: "archive://-", stdin: join(folder, "image.tar") };
      },
    },
  ];
}

const outerHead = (() => {
  const parts = [...tarParts(dockerMembers(craft([layerOf(HONEST)])))].slice(0, -1);
  return concat(...parts, header({ name: "zeros", size: base256(TEN_GB) }));
})();

const bombs: readonly ArchiveRow[] = [
  layer(
    "a layer of 10 GB of zeros in gzip",
    () => [blobLayer(gzipBomb, unmeasured, "gzip")],
    read(ALL, "LIMIT_EXCEEDED"),
  ),
  layer(
    "a layer of 10 GB of zeros in zstd",
    () => [blobLayer(zstdBomb, unmeasured, "zstd")],
    read(ALL, "LIMIT_EXCEEDED"),
  ),
  layer(
    "a layer of 10 GB of zeros, and --strict",
    () => [blobLayer(zstdBomb, unmeasured, "zstd")],
    refused("LIMIT_EXCEEDED"),
    ["--strict"],
  ),
  layer(
    "a layer of 100 MB in zstd, and less allowed",
    () => [layerOf(concat(HONEST.subarray(0, -END.length), file("zeros", new Uint8Array(1e8)), END), "zstd")],
    read(ALL, "LIMIT_EXCEEDED"),
    ["--limit", "layer-bytes=50MB"],
  ),
  layer(
    "five layers of 10 GB of zeros each in zstd",
    () => Array.from({ length: 5 }, (_, i) => blobLayer(zstdBombOf(`zeros-${i}`), unmeasured, "zstd")),
    read(ALL, "LIMIT_EXCEEDED"),
  ),
  packedArchive(
    "an archive of 10 GB of zeros in gzip",
    () => gzipRepeated(outerHead, ZEROS, 10_240, { checked: false }),
    refused("LIMIT_EXCEEDED"),
  ),
  packedArchive(
    "an archive of 10 GB of zeros in zstd",
    function* () {
      yield zstdCompressSync(outerHead);
      yield* zstdRunLength(0, TEN_GB / ZSTD_BLOCK_BYTES);
    },
    refused("LIMIT_EXCEEDED"),
  ),
].flat();

const MILLION = 1_000_000;

/** Headers of empty files, a thousand a part; only names and checksums differ. */
function* emptyFiles(count: number, nameOf: (i: number) => string): Generator<Uint8Array> {
  const template = header({ name: "" });
  const sumOfTemplate = template.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
  for (let from = 0; from < count; from += 1000) {
    const blocks = Buffer.alloc(Math.min(1000, count - from) * 512);
    for (let at = 0; at < blocks.length; at += 512) {
      blocks.set(template, at);
      const length = blocks.write(nameOf(from + at / 512), at, 100, "latin1");
      let sum = sumOfTemplate;
      for (let i = at; i < at + length; i++) sum += blocks[i] ?? 0;
      blocks.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148, "latin1");
    }
    yield blocks;
  }
}

const manyFiles = (count: number) =>
  bytesOf(function* () {
    yield HONEST.subarray(0, -END.length);
    yield* emptyFiles(count, (i) => `d${Math.floor(i / 1000)}/f${i}`);
    yield END;
  });

/** The bytes in frames of zstd, a part each. */
const inZstd = ({ parts }: Bytes) =>
  bytesOf(function* () {
    for (const part of parts()) yield zstdCompressSync(part);
  });
const zstdLayer = (tar: Bytes) => blobLayer(inZstd(tar), tar, "zstd");

const many: readonly ArchiveRow[] = [
  layer("a layer of a million files", () => [zstdLayer(manyFiles(MILLION))], read(ALL)),
  [
    dockerRow(
      "a layer of a million files, read in part",
      () => dockerMembers(craft([blobLayer(manyFiles(MILLION), manyFiles(1), "none")])),
      read(ALL),
    ),
  ],
  layer(
    "a layer of 10,001 files, and less allowed",
    () => [zstdLayer(manyFiles(10_001))],
    read(ALL, "LIMIT_EXCEEDED"),
    ["--limit", "layer-entries=10000"],
  ),
  layer(
    "4,000 layers",
    () =>
      Array.from({ length: 4_000 }, (_, i) =>
        layerOf(concat(i === 0 ? HONEST.subarray(0, -END.length) : file(`f${i}`), END), "gzip"),
      ),
    read(ALL),
  ),
  [
    dockerRow(
      "10,000 layers, read in part",
      () =>
        dockerMembers(
          craft(
            Array.from({ length: 10_000 }, (_, i) =>
              layerOf(concat(i === 0 ? HONEST.subarray(0, -END.length) : file(`f${i}`), END)),
            ),
          ),
        ),
      read(ALL),
    ),
  ],
  [
    dockerRow(
      "10,000 layers with a package each",
      () =>
        dockerMembers(
          craft(
            Array.from({ length: 10_000 }, (_, i) =>
              layerOf(concat(file(`var/lib/dpkg/status.d/p${i}`, stanza(`p${i}`, "1")), END)),
            ),
          ),
        ),
      read(Array.from({ length: 10_000 }, (_, i) => `p${i}@1`)),
    ),
    archiveRow(
      "an archive of 100,001 members",
      function* () {
        yield* emptyFiles(100_001, (i) => `f${i}`);
        yield END;
      },
      refused("LIMIT_EXCEEDED"),
    ),
  ],
].flat();

const GB = 1_000_000_000;
/** One line of a gigabyte, and what it costs to say so in zstd. */
const lineBlocks = Math.floor(GB / ZSTD_BLOCK_BYTES);
const lineBytes = lineBlocks * ZSTD_BLOCK_BYTES;
const rest = [LEFT_PAD, REQUESTS];

const bigDatabase = (path: Name): CraftedLayer => {
  const before = concat(packageJson, header({ name: path, size: lineBytes }));
  const after = concat(new Uint8Array((512 - (lineBytes % 512)) % 512), metadata, END);
  const line = new Uint8Array(ZSTD_BLOCK_BYTES).fill(0x61);
  const tar = bytesOf(function* () {
    yield before;
    yield* repeat(line, lineBlocks);
    yield after;
  });
  const blob = bytesOf(function* () {
    yield zstdCompressSync(before);
    yield* zstdRunLength(0x61, lineBlocks);
    yield zstdCompressSync(after);
  });
  return blobLayer(blob, tar, "zstd");
};

const databases: readonly ArchiveRow[] = [
  layer("a database of one line of a gigabyte", () => [bigDatabase(STATUS)], read(rest, "LIMIT_EXCEEDED")),
  {
    title: "a database of a gigabyte, read in part",
    expected: read(rest, "LIMIT_EXCEEDED"),
    make(folder: string) {
      const path = join(folder, "image.tar");
      // The gigabyte is a hole in the file: nobody reads it.
      const fd = openSync(path, "w");
      const image = craft([{ ...layerOf(HONEST), blob: { ...held(), sizeBytes: 2560 + GB } }]);
      const parts = [...tarParts(new Map([["config.json", image.config]]))].slice(0, -1);
      const head = concat(
        ...parts,
        header({
          name: "0/layer.tar",
          size: packageJson.length + metadata.length + 512 + Math.ceil(GB / 512) * 512 + 1024,
        }),
        packageJson,
        metadata,
        header({ name: STATUS, size: GB }),
      );
      writeSync(fd, head);
      const tail = concat(
        END,
        file("manifest.json", JSON.stringify([{ Config: "config.json", Layers: ["0/layer.tar"] }])),
        END,
      );
      const at = head.length + Math.ceil(GB / 512) * 512;
      ftruncateSync(fd, at);
      writeSync(fd, tail, 0, tail.length, at);
      closeSync(fd);
      return { reference: `archive://${path}` };
    },
  },
].flat();

/** What looks like little and is a lot of work. */
const work: readonly ArchiveRow[] = [
  layer(
    "100,000 opaque marks in a folder of 100,000 files",
    () => [
      layerOf(HONEST, "zstd"),
      zstdLayer(
        bytesOf(function* () {
          yield* emptyFiles(200_000, (i) => (i % 2 ? "d/.wh..wh..opq" : `d/f${i}`));
          yield END;
        }),
      ),
    ],
    read(ALL),
  ),
  layer(
    "100,000 whiteouts of a folder of 100,000 files",
    () => [
      layerOf(HONEST, "zstd"),
      zstdLayer(
        bytesOf(function* () {
          yield* emptyFiles(200_000, (i) => (i % 2 ? ".wh.d" : `d/f${i}`));
          yield END;
        }),
      ),
    ],
    read(ALL),
  ),
  layer(
    "8,000 files and whiteouts 1,900 folders deep",
    () => [
      zstdLayer(
        bytesOf(function* () {
          yield HONEST.subarray(0, -END.length);
          const deep = "a/".repeat(1900);
          for (let i = 0; i < 8_000; i++)
            yield concat(longNameOf(`${deep}f${i}`), file("x"), longNameOf(`${deep}.wh.g${i}`), file("x"));
          yield END;
        }),
      ),
    ],
    read(ALL),
  ),
  layer(
    "50,000 database files written through a link",
    () => [
      zstdLayer(
        bytesOf(function* () {
          yield HONEST.subarray(0, -END.length);
          yield folder("var/lib/dpkg/info");
          yield symlink("x", "/var/lib/dpkg/info");
          yield* emptyFiles(50_000, (i) => `x/f${i}.list`);
          yield END;
        }),
      ),
      layerOf(concat(file("y"), END), "zstd"),
    ],
    read(ALL),
  ),
  layer(
    "a database file through a link in each of 1,000 folders within each other, and 15,000 files in the last",
    () => [
      zstdLayer(
        bytesOf(function* () {
          yield HONEST.subarray(0, -END.length);
          yield folder("var/lib/dpkg/info");
          for (let depth = 1; depth <= 1000; depth++) {
            const at = "a/".repeat(depth);
            yield concat(
              longNameOf(`${at}l`),
              symlink("x", "/var/lib/dpkg/info"),
              longNameOf(`${at}l/f${depth}`.padEnd(2 * depth + 10, "x").concat(".list")),
              file("x"),
            );
          }
          const deepest = "a/".repeat(1900);
          for (let i = 0; i < 15_000; i++) yield concat(longNameOf(`${deepest}f${i}`), file("x"));
          yield END;
        }),
      ),
    ],
    read(ALL),
  ),
  layer(
    "60 hard links to files of 4 MB",
    () => [
      zstdLayer(
        bytesOf(function* () {
          yield HONEST.subarray(0, -END.length);
          for (let i = 0; i < 60; i++) yield file(`store/${i}`, new Uint8Array(4_000_000).fill(0x20));
          for (let i = 0; i < 60; i++) yield hardlink(`node_modules/p${i}/package.json`, `store/${i}`);
          yield END;
        }),
      ),
    ],
    read(ALL, "FILE_MALFORMED", "LIMIT_EXCEEDED"),
  ),
].flat();

function longNameOf(name: string): Uint8Array {
  return file("././@LongLink", `${name}\0`, { flag: "L", magic: "ustar  \0" });
}

const packageOf = (layer: number) => (i: number) => `p${layer}-${i}`;

const packages: readonly ArchiveRow[] = [
  dockerRow(
    "10,000 layers with three packages each",
    () =>
      dockerMembers(
        craft(
          Array.from({ length: 10_000 }, (_, layer) => {
            const stanzas = [0, 1, 2].map((i) => stanza(packageOf(layer)(i), "1"));
            return layerOf(concat(file(`var/lib/dpkg/status.d/p${layer}`, stanzas.join("")), END));
          }),
        ),
      ),
    read(Array.from({ length: 10_000 }, (_, layer) => [0, 1, 2].map((i) => `${packageOf(layer)(i)}@1`)).flat()),
  ),
  layer(
    "5,000 packages of a distribution with an ID of 60 KB",
    () => [
      layerOf(
        concat(
          file("etc/os-release", `ID=${"x".repeat(60_000)}\n`),
          file(STATUS, Array.from({ length: 5000 }, (_, i) => stanza(`p${i}`, "1")).join("")),
          END,
        ),
        "zstd",
      ),
    ],
    read(
      Array.from({ length: 5000 }, (_, i) => `p${i}@1`),
      "LIMIT_EXCEEDED",
    ),
  ),
  layer(
    "100 descriptions of 3.9 MB",
    () => [
      zstdLayer(
        bytesOf(function* () {
          const description = "x".repeat(3_900_000);
          for (let i = 0; i < 100; i++) {
            yield file(`node_modules/p${i}/package.json`, JSON.stringify({ name: `p${i}`, version: "1", description }));
          }
          yield END;
        }),
      ),
    ],
    read(Array.from({ length: 100 }, (_, i) => `p${i}@1`)),
  ),
  layer(
    "2,000,000 packages in one status file",
    () => [layerOf(concat(file(STATUS, namesOf("", 2_000_000)), END), "zstd")],
    read(
      Array.from({ length: 50_000 }, (_, i) => `p-${i}@1`),
      "LIMIT_EXCEEDED",
    ),
  ),
  dockerRow(
    "100 layers with 50,000 packages each",
    () =>
      dockerMembers(
        craft(
          Array.from({ length: 100 }, (_, layer) =>
            layerOf(concat(file(`var/lib/dpkg/status.d/p${layer}`, namesOf(`${layer}`, 50_000)), END), "zstd"),
          ),
        ),
      ),
    read(
      Array.from({ length: 1 }, (_, layer) => Array.from({ length: 50_000 }, (_, i) => `p${layer}-${i}@1`)).flat(),
      "LIMIT_EXCEEDED",
    ),
  ),
].flat();

/** The shortest records that name a package. */
function namesOf(layer: string, packages: number): string {
  return Array.from({ length: packages }, (_, i) => `Package: p${layer}-${i}\nVersion: 1\n\n`).join("");
}

/** Rows that take seconds or much room each, one at a time. */
export const LARGE: Readonly<Record<string, readonly ArchiveRow[]>> = { bombs, many, databases, work, packages };
