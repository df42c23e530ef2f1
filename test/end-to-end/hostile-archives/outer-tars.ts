import { gzipSync, zstdCompressSync } from "node:zlib";
import type { ErrorCode } from "../../../src/model/errors.ts";
import {
  concat,
  END,
  file,
  folder,
  globalPax,
  gnuSparse,
  hardlink,
  header,
  longName,
  pax,
  paxSparse,
  raw,
  symlink,
} from "../hostile-tar.ts";
import { type ArchiveRow, archiveRow, type Expected, read, refused } from "./archive-row.ts";
import { ALL, database, HONEST, tarOf } from "./content.ts";
import { craft, dockerMembers, layerOf, tarParts } from "./crafted-image.ts";

const image = craft([layerOf(HONEST)]);
const whole = Buffer.concat([...tarParts(dockerMembers(image))]);

const configBytes = Buffer.concat([...image.config.parts()]);
const OTHER = tarOf(database("other", "1"));
const config = file("config.json", configBytes);
const layer = file("layer.tar", HONEST);
const manifest = (Layers: readonly string[] = ["layer.tar"], more: object = {}) =>
  file("manifest.json", JSON.stringify([{ Config: "config.json", RepoTags: ["app:1.0"], Layers, ...more }]));

/** An archive of these members. */
const row = (title: string, expected: Expected, ...members: readonly Uint8Array[]): ArchiveRow =>
  archiveRow(title, () => [...members, END], expected);
/** One whose manifest names a layer that leads nowhere. */
const gone = (title: string, ...members: readonly Uint8Array[]) =>
  row(title, refused("IMAGE_INCOMPLETE"), config, manifest(), ...members);
/** One that is no tar from some place on. */
const broken = (title: string, ...members: readonly Uint8Array[]) =>
  row(title, refused("IMAGE_NOT_FOUND"), config, ...members, layer, manifest());
const fine = (title: string, ...members: readonly Uint8Array[]) => row(title, read(ALL), ...members);

const FORGED = "\u001b[2J\u001b]0;x\u0007\r\nFORGED\u009b31m\u2028";

const traversal: readonly ArchiveRow[] = [
  fine(
    "names that climb out",
    file("../../../config.json", configBytes),
    file("../../layer.tar", HONEST),
    file("../../../../manifest.json", JSON.stringify([{ Config: "config.json", Layers: ["../layer.tar"] }])),
  ),
  fine("absolute names", file("/config.json", configBytes), file("/layer.tar", HONEST), manifest()),
  row("a layer outside", refused("IMAGE_INCOMPLETE"), config, layer, manifest(["../../../../../../etc/passwd"])),
  row("an absolute layer", refused("IMAGE_INCOMPLETE"), config, layer, manifest(["/etc/passwd"])),
  row(
    "a config outside",
    refused("IMAGE_INCOMPLETE"),
    config,
    layer,
    manifest(["layer.tar"], { Config: "../../../../etc/passwd" }),
  ),
  gone("an absolute link", symlink("layer.tar", "/etc/passwd")),
  gone("a link that climbs out", symlink("layer.tar", "../../../../../../etc/passwd")),
  gone("a hard link that climbs out", hardlink("layer.tar", "../../../../../../etc/passwd")),
];

const links: readonly ArchiveRow[] = [
  gone("a circle of two links", symlink("layer.tar", "x"), symlink("x", "layer.tar")),
  gone("a link to itself", symlink("layer.tar", "layer.tar")),
  gone("a hard link to itself", hardlink("layer.tar", "layer.tar")),
  gone("a hard link to a device", header({ name: "x", flag: "3" }), hardlink("layer.tar", "x")),
  gone(
    "41 links, one behind the other",
    symlink("layer.tar", "l0"),
    ...Array.from({ length: 40 }, (_, i) => symlink(`l${i}`, `l${i + 1}`)),
    file("l40", HONEST),
  ),
  fine("a link to a member", config, manifest(), symlink("layer.tar", "x"), file("x", HONEST)),
  fine("a hard link to a later member", config, manifest(), hardlink("layer.tar", "x"), file("x", HONEST)),
  gone("a layer that is a folder", folder("layer.tar")),
  gone("a layer that is a pipe", header({ name: "layer.tar", flag: "6" })),
  gone("a layer that is a device", header({ name: "layer.tar", flag: "4" })),
  gone("a layer of an unknown kind", header({ name: "layer.tar", flag: "Z" })),
  row("a manifest that is a folder", refused("IMAGE_NOT_FOUND"), config, layer, folder("manifest.json")),
  row("a manifest that is a link to nothing", refused("IMAGE_NOT_FOUND"), config, layer, symlink("manifest.json", "x")),
];

const twice: readonly ArchiveRow[] = [
  fine("two manifests: the later one", config, layer, manifest(["none.tar"]), manifest()),
  row(
    "two manifests: the later one, which is broken",
    refused("IMAGE_MALFORMED"),
    manifest(),
    config,
    layer,
    file("manifest.json", "{"),
  ),
  fine("two layers of a name: the later one", config, file("layer.tar", "rubbish"), layer, manifest()),
  row("a layer and a folder of its name", refused("IMAGE_INCOMPLETE"), config, layer, folder("layer.tar"), manifest()),
  fine("a link, then a layer of its name", config, file("x", OTHER), symlink("layer.tar", "x"), layer, manifest()),
  fine(
    "a layer, then a link of its name",
    config,
    file("x", HONEST),
    file("layer.tar", OTHER),
    symlink("layer.tar", "x"),
    manifest(),
  ),
  fine(
    "a hard link whose target is another later",
    config,
    file("x", HONEST),
    hardlink("layer.tar", "x"),
    file("x", OTHER),
    manifest(),
  ),
  fine(
    "a link whose target is another later",
    config,
    file("x", OTHER),
    symlink("layer.tar", "x"),
    file("x", HONEST),
    manifest(),
  ),
  fine(
    "two spellings of a name",
    config,
    file("./x/../layer.tar", "rubbish"),
    file("/./layer.tar", HONEST),
    manifest(),
  ),
];

const headers: readonly ArchiveRow[] = [
  fine("members with names that are not UTF-8", file(raw("\xff\xfe"), "x"), config, layer, manifest()),
  fine("members with escape sequences in their names", file(FORGED, "x"), config, layer, manifest()),
  row("a layer with escape sequences in its name", refused("IMAGE_INCOMPLETE"), config, layer, manifest([FORGED])),
  row(
    "a config with escape sequences in its name",
    refused("IMAGE_INCOMPLETE"),
    layer,
    manifest(["layer.tar"], { Config: FORGED }),
  ),
  fine("an image with escape sequences in its name", config, layer, manifest(["layer.tar"], { RepoTags: [FORGED] })),
  fine("a name in PAX", config, pax({ path: "layer.tar" }), file("x", HONEST), manifest()),
  fine("a name in GNU's form", config, longName("layer.tar"), file("x", HONEST), manifest()),
  fine("global PAX headers", globalPax({ path: "x", size: "1" }), config, layer, manifest()),
  broken("a PAX record that says it is longer than it is", file("x", "9999 path=y\n", { flag: "x" })),
  broken("a PAX size of 2^53 + 1", pax({ size: "9007199254740993" }), file("x")),
  row(
    "a PAX size of 2^53 - 1",
    refused("IMAGE_INCOMPLETE"),
    config,
    layer,
    manifest(),
    pax({ size: "9007199254740991" }),
    file("x"),
  ),
  broken("a negative size in binary", file("x", "", { size: raw("\xff".repeat(12)) })),
  broken("a size in binary that no number holds", file("x", "", { size: raw(`\x80${"\xff".repeat(11)}`) })),
  broken("a long name of 2 MiB", longName("x".repeat(2 ** 21)), file("x")),
  broken("a wrong checksum", file("x", "", { checksumOff: 1 })),
  row(
    "a member that claims more bytes than there are",
    refused("IMAGE_INCOMPLETE"),
    config,
    layer,
    manifest(),
    header({ name: "x", size: 8 ** 11 - 1 }),
  ),
  row(
    "a layer as a sparse file of old GNU",
    refused("MEDIA_TYPE_UNSUPPORTED"),
    config,
    gnuSparse("layer.tar", "x"),
    manifest(),
  ),
  row(
    "a layer as a sparse file of PAX 1.0",
    refused("MEDIA_TYPE_UNSUPPORTED"),
    config,
    paxSparse("layer.tar", "x"),
    manifest(),
  ),
  fine("a sparse file that nobody wants", config, layer, paxSparse("x", "x"), manifest()),
];

const kinds: readonly (readonly [string, ErrorCode, Uint8Array])[] = [
  ["no bytes", "IMAGE_NOT_FOUND", new Uint8Array(0)],
  ["three bytes", "IMAGE_NOT_FOUND", raw("abc")],
  ["nothing but NULs", "IMAGE_NOT_FOUND", new Uint8Array(10_240)],
  ["a picture", "IMAGE_NOT_FOUND", raw(`\x89PNG\r\n\x1a\n${"\0".repeat(2000)}`)],
  ["text", "IMAGE_NOT_FOUND", raw("hello ".repeat(1000))],
  ["a tar of something else", "IMAGE_NOT_FOUND", concat(file("readme", "x"), END)],
  ["an archive that is cut off", "IMAGE_INCOMPLETE", whole.subarray(0, -2000)],
  ["gzip that is cut off", "IMAGE_INCOMPLETE", gzipSync(whole).subarray(0, -100)],
  ["gzip with a wrong checksum", "IMAGE_NOT_FOUND", withByte(gzipSync(whole), -8)],
  ["gzip with a wrong length", "IMAGE_NOT_FOUND", withByte(gzipSync(whole), -1)],
  ["gzip of gzip", "IMAGE_NOT_FOUND", gzipSync(gzipSync(whole))],
  ["gzip of nothing", "IMAGE_NOT_FOUND", gzipSync("")],
  ["the first two bytes of gzip", "IMAGE_INCOMPLETE", raw("\x1f\x8b")],
  ["zstd that is cut off", "IMAGE_INCOMPLETE", zstdCompressSync(whole).subarray(0, -100)],
  ["a skippable frame of zstd that is cut off", "IMAGE_INCOMPLETE", raw("\x50\x2a\x4d\x18\xff\xff\xff\xff")],
  ["bzip2", "IMAGE_NOT_FOUND", raw(`BZh91AY&SY${"x".repeat(1000)}`)],
  ["xz", "IMAGE_NOT_FOUND", raw(`\xfd7zXZ\0${"x".repeat(1000)}`)],
  ["a zip", "IMAGE_NOT_FOUND", raw(`PK\x03\x04${"x".repeat(1000)}`)],
];

const packed: readonly ArchiveRow[] = [
  ["gzip", gzipSync(whole)],
  ["gzip of many members", concat(...pieces(whole, 700).map((piece) => gzipSync(piece)))],
  ["gzip with rubbish behind it", concat(gzipSync(whole), raw("\0\0rubbish"))],
  [
    "zstd of many frames, skippable ones between",
    concat(...pieces(whole, 700).flatMap((piece) => [raw("\x5f\x2a\x4d\x18\x01\0\0\0x"), zstdCompressSync(piece)])),
  ],
].flatMap(([what, bytes]) => [archiveRow(`an archive as ${what}`, () => [bytes as Uint8Array], read(ALL))]);

function withByte(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes.at(at) ?? 0) ^ 0x55);
}

function pieces(bytes: Uint8Array, sizeBytes: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / sizeBytes) }, (_, i) =>
    bytes.subarray(i * sizeBytes, (i + 1) * sizeBytes),
  );
}

/** The tar around an image. */
export const OUTER_TARS: Readonly<Record<string, readonly ArchiveRow[]>> = {
  traversal,
  links,
  "members of one name": twice,
  headers,
  kinds: kinds.map(([title, code, bytes]) => archiveRow(title, () => [bytes], refused(code))),
  packed,
};
