import { constants, crc32, deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { sha256Of } from "../../../src/host/sha256.ts";
import { concat, END, file, raw } from "../hostile-tar.ts";
import { type ArchiveRow, type Expected, layoutRows, read, refused } from "./archive-row.ts";
import { ZSTD_MAGIC } from "./bytes.ts";
import { ALL, database, HONEST, metadata, packageJson } from "./content.ts";
import { blobLayer, craft, layoutFiles } from "./crafted-image.ts";

type Packed = "none" | "gzip" | "zstd";

/**
 * A layer of these bytes, which says that it is packed so and that it unpacks to the tar. Its digest is right: what cannot
 * be unpacked was packed so by its maker.
 */
function rows(title: string, compression: Packed, blob: Uint8Array, expected: Expected, tar = HONEST): ArchiveRow[] {
  return layoutRows(title, () => layoutFiles(craft([blobLayer(blob, tar, compression)])), expected).slice(0, 1);
}

const gzip = gzipSync(HONEST);
const zstd = zstdCompressSync(HONEST);
const checked = zstdCompressSync(HONEST, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const withByte = (bytes: Uint8Array, at: number) => bytes.with(at, (bytes.at(at) ?? 0) ^ 0x55);
const pieces = (sizeBytes: number) =>
  Array.from({ length: Math.ceil(HONEST.length / sizeBytes) }, (_, i) =>
    HONEST.subarray(i * sizeBytes, (i + 1) * sizeBytes),
  );
const uint32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);

const gzips: readonly ArchiveRow[] = [
  rows("a member for each byte", "gzip", concat(...pieces(1).map((piece) => gzipSync(piece))), read(ALL)),
  rows(
    "10,000 empty members first",
    "gzip",
    concat(...Array.from({ length: 10_000 }, () => gzipSync("")), gzip),
    read(ALL),
  ),
  rows("rubbish behind it", "gzip", concat(gzip, raw("rubbish".repeat(100))), refused("IMAGE_MALFORMED")),
  rows("NULs behind it", "gzip", concat(gzip, new Uint8Array(10_000)), read(ALL)),
  rows("half a member behind it", "gzip", concat(gzip, gzip.subarray(0, 300)), refused("IMAGE_MALFORMED")),
  rows("a wrong checksum", "gzip", withByte(gzip, -8), refused("IMAGE_MALFORMED")),
  rows("a wrong length", "gzip", withByte(gzip, -1), refused("IMAGE_MALFORMED")),
  rows("cut off in its middle", "gzip", gzip.subarray(0, 200), refused("IMAGE_MALFORMED")),
  rows("cut off in its checksum", "gzip", gzip.subarray(0, -5), refused("IMAGE_MALFORMED")),
  rows("cut off in its header", "gzip", gzip.subarray(0, 5), refused("IMAGE_MALFORMED")),
  rows("a damaged middle", "gzip", withByte(gzip, 100), refused("IMAGE_MALFORMED")),
  rows("another method than deflate", "gzip", gzip.with(2, 7), refused("IMAGE_MALFORMED")),
  rows("flags that are kept free", "gzip", gzip.with(3, 0xe0), refused("IMAGE_MALFORMED")),
  rows(
    "a header with a name, a comment and 64 KB more",
    "gzip",
    concat(
      raw("\x1f\x8b\x08\x1c\0\0\0\0\0\xff\xff\xff"),
      new Uint8Array(65_535),
      raw("../../../etc/passwd\0\u001b[2J\0"),
      deflateRawSync(HONEST),
      uint32(crc32(HONEST)),
      uint32(HONEST.length),
    ),
    read(ALL),
  ),
  rows("gzip of gzip", "gzip", gzipSync(gzip), read([], "FILE_MALFORMED"), gzip),
  rows("gzip of nothing", "gzip", gzipSync(""), read([]), new Uint8Array(0)),
].flat();

const frame = (descriptor: number, ...rest: readonly number[]) =>
  concat(ZSTD_MAGIC, Uint8Array.of(descriptor, ...rest));
/** The last block, of no bytes. */
const LAST = [1, 0, 0];
const skippable = (content: Uint8Array) => concat(raw("\x50\x2a\x4d\x18"), uint32(content.length), content);

const zstds: readonly ArchiveRow[] = [
  rows("a frame for each 100 bytes", "zstd", concat(...pieces(100).map((piece) => zstdCompressSync(piece))), read(ALL)),
  rows(
    "10,000 empty frames first",
    "zstd",
    concat(...Array.from({ length: 10_000 }, () => zstdCompressSync("")), zstd),
    read(ALL),
  ),
  rows(
    "skippable frames first, between and last",
    "zstd",
    concat(
      skippable(raw("x")),
      ...pieces(3000).flatMap((piece) => [zstdCompressSync(piece), skippable(new Uint8Array(70_000))]),
    ),
    read(ALL),
  ),
  rows("a checksum", "zstd", checked, read(ALL)),
  rows("a wrong checksum", "zstd", withByte(checked, -1), refused("IMAGE_MALFORMED")),
  rows("cut off in its middle", "zstd", zstd.subarray(0, 200), refused("IMAGE_MALFORMED")),
  rows("cut off behind its magic", "zstd", zstd.subarray(0, 4), refused("IMAGE_MALFORMED")),
  rows(
    "a skippable frame that is cut off",
    "zstd",
    concat(zstd, raw("\x50\x2a\x4d\x18\xff\xff\xff\xff")),
    refused("IMAGE_MALFORMED"),
  ),
  rows("rubbish behind it", "zstd", concat(zstd, raw("rubbish".repeat(100))), refused("IMAGE_MALFORMED")),
  rows("a dictionary", "zstd", frame(0x01, 7 << 3, 42, ...LAST), refused("IMAGE_MALFORMED")),
  rows("a window of 2 TiB", "zstd", frame(0, 31 << 3, ...LAST), refused("IMAGE_MALFORMED")),
  rows("a window of 2 GiB", "zstd", frame(0, 21 << 3, ...LAST), refused("IMAGE_MALFORMED")),
  rows("a window of 128 MiB", "zstd", frame(0, 17 << 3, ...LAST), read([]), new Uint8Array(0)),
  rows(
    "a frame that says it holds 2^63 bytes",
    "zstd",
    frame(0xc0, 7 << 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, ...LAST),
    read([]),
    new Uint8Array(0),
  ),
  rows("a block of a kind that is kept free", "zstd", frame(0, 7 << 3, 7, 0, 0), refused("IMAGE_MALFORMED")),
  rows("a damaged middle", "zstd", withByte(checked, 60), refused("IMAGE_MALFORMED")),
].flat();

const lies: readonly ArchiveRow[] = [
  rows("gzip that says it is a tar", "none", gzip, read(ALL)),
  rows("gzip that says it is zstd", "zstd", gzip, read(ALL)),
  rows("zstd that says it is gzip", "gzip", zstd, read(ALL)),
  rows("zstd that says it is a tar", "none", zstd, read(ALL)),
  rows("a tar that says it is gzip", "gzip", HONEST, read(ALL)),
  rows("a tar that says it is zstd", "zstd", HONEST, read(ALL)),
  rows(
    "a picture that says it is gzip",
    "gzip",
    raw(`\x89PNG\r\n\x1a\n${"x".repeat(2000)}`),
    read([], "FILE_MALFORMED"),
    raw(`\x89PNG\r\n\x1a\n${"x".repeat(2000)}`),
  ),
  rows(
    "bzip2 that says it is gzip",
    "gzip",
    raw(`BZh91AY&SY${"x".repeat(2000)}`),
    read([], "FILE_MALFORMED"),
    raw(`BZh91AY&SY${"x".repeat(2000)}`),
  ),
  rows("an empty blob that says it is gzip", "gzip", new Uint8Array(0), read([]), new Uint8Array(0)),
  rows("two bytes that say they are gzip", "gzip", raw("\x1f\x8b"), refused("IMAGE_MALFORMED")),
].flat();

// Source: https://github.com/containerd/stargz-snapshotter/blob/main/docs/estargz.md
const TOC = "stargz.index.json";
const entries = [file(".no.prefetch.landmark", "\x0f"), database(), packageJson, metadata];
const toc = concat(
  file(
    TOC,
    JSON.stringify({
      version: 1,
      entries: [{ name: "var/lib/dpkg/status", type: "reg", offset: 0, chunkDigest: sha256Of("") }],
    }),
  ),
  END,
);
const tocAt = gzipSync(concat(...entries)).length;
/** An empty member whose extra field tells where the table of contents begins. */
const stargzFooter = concat(
  raw("\x1f\x8b\x08\x04\0\0\0\0\0\xff\x1a\0SG\x16\0"),
  raw(`${tocAt.toString(16).padStart(16, "0")}STARGZ`),
  raw("\x01\0\0\xff\xff"),
  new Uint8Array(8),
);
const stargz = concat(...[...entries, toc].map((entry) => gzipSync(entry)), stargzFooter);

// Source: https://github.com/containers/storage/blob/main/pkg/chunked/internal/minimal/compression.go
const chunkedManifest = skippable(zstdCompressSync(JSON.stringify({ version: 1, entries: [] })));
const chunkedFooter = skippable(concat(...Array.from({ length: 8 }, () => uint32(1)), raw("GNUlInUx")));
const chunked = concat(...[...entries, END].map((entry) => zstdCompressSync(entry)), chunkedManifest, chunkedFooter);

const lazily: readonly ArchiveRow[] = [
  rows("eStargz", "gzip", stargz, read(ALL), concat(...entries, toc)),
  rows("zstd:chunked", "zstd", chunked, read(ALL), concat(...entries, END)),
].flat();

/** How layers are packed. */
export const PACKING: Readonly<Record<string, readonly ArchiveRow[]>> = {
  gzip: gzips,
  zstd: zstds,
  lies,
  "read lazily elsewhere": lazily,
};
