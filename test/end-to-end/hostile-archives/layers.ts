import { stanza } from "../../support/scan-layers.ts";
import {
  base256,
  concat,
  END,
  file,
  folder,
  GNU,
  globalPax,
  gnuSparse,
  hardlink,
  header,
  longName,
  padded,
  pax,
  paxRecords,
  paxSparse,
  raw,
  symlink,
} from "../hostile-tar.ts";
import { type ArchiveRow, layerRows, read } from "./archive-row.ts";
import {
  ALL,
  database,
  HONEST,
  LEFT_PAD,
  METADATA,
  metadata,
  PACKAGE_JSON,
  packageJson,
  REQUESTS,
  STATUS,
  tarOf,
} from "./content.ts";

const DPKG = "var/lib/dpkg";
const rest = [LEFT_PAD, REQUESTS];
/** An honest layer with something more in front, so that what comes behind it is seen to be read. */
const withEntries = (...entries: readonly Uint8Array[]) => [tarOf(...entries, database(), packageJson, metadata)];
/** One whose database is what the row makes of it. */
const withDatabase = (...entries: readonly Uint8Array[]) => [tarOf(packageJson, metadata, ...entries)];
/** What stands behind the entry is lost. */
const endingWith = (...entries: readonly Uint8Array[]) => [tarOf(packageJson, metadata, ...entries, database())];

const openssl = stanza("openssl", "1.1.1k-1");

function* chain(links: number): Generator<Uint8Array> {
  for (let i = 0; i < links; i++)
    yield symlink(i === 0 ? STATUS : `tmp/l${i}`, i === links - 1 ? "/tmp/end" : `/tmp/l${i + 1}`);
  yield file("tmp/end", openssl);
}

const escapes: readonly ArchiveRow[] = [
  layerRows("an entry that climbs out", withEntries(file("../../../../etc/cron.d/x", "x")), read(ALL, "FILE_ESCAPES")),
  layerRows(
    "an entry that climbs out in the middle",
    withEntries(file("a/../../../x", "x")),
    read(ALL, "FILE_ESCAPES"),
  ),
  layerRows("an entry with an absolute name", withEntries(file("/etc/cron.d/x", "x")), read(ALL)),
  layerRows(
    "an entry through an absolute link",
    withEntries(symlink("tmp/x", "/etc"), file("tmp/x/passwd", "x")),
    read(ALL),
  ),
  layerRows(
    "an entry through a link that climbs out",
    withEntries(symlink("tmp/x", "../../../../.."), file("tmp/x/etc/passwd", "x")),
    read(ALL),
  ),
  layerRows(
    "a database that is a link out of the image",
    withDatabase(symlink(STATUS, `../../../../../${STATUS}`)),
    read(rest, "LINK_UNRESOLVED"),
  ),
  layerRows(
    "a hard link out of the image",
    withDatabase(hardlink(STATUS, "../../../../etc/passwd")),
    read(rest, "LINK_UNRESOLVED"),
  ),
].flat();

const links: readonly ArchiveRow[] = [
  layerRows(
    "a circle of two links",
    withDatabase(symlink(STATUS, "x"), symlink(`${DPKG}/x`, "status")),
    read(rest, "LINK_UNRESOLVED"),
  ),
  layerRows("a link to itself", withDatabase(symlink(STATUS, "status")), read(rest, "LINK_UNRESOLVED")),
  layerRows("40 links, one behind the other", withDatabase(...chain(40)), read(ALL)),
  layerRows("41 links, one behind the other", withDatabase(...chain(41)), read(rest, "LINK_UNRESOLVED")),
  layerRows(
    "links that double at every step",
    withDatabase(
      ...Array.from({ length: 60 }, (_, i) => symlink(`tmp/l${i}`, `l${i + 1}/../l${i + 1}`)),
      folder("tmp/l60"),
      symlink(STATUS, "/tmp/l0/status"),
    ),
    read(rest, "LINK_UNRESOLVED"),
  ),
  layerRows("a hard link to itself", withDatabase(hardlink(STATUS, STATUS)), read(rest, "LINK_UNRESOLVED")),
  layerRows(
    "a hard link to a later entry",
    withDatabase(hardlink(STATUS, "tmp/x"), file("tmp/x", openssl)),
    read(rest, "LINK_UNRESOLVED"),
  ),
  layerRows(
    "a hard link to a device",
    withDatabase(header({ name: "tmp/x", flag: "3" }), hardlink(STATUS, "tmp/x")),
    read(rest, "LINK_UNRESOLVED"),
  ),
  layerRows(
    "a hard link through a linked folder",
    withDatabase(folder("tmp/a"), file("tmp/a/x", openssl), symlink("tmp/b", "a"), hardlink(STATUS, "tmp/b/x")),
    read(rest, "LINK_UNRESOLVED"),
  ),
  layerRows("two entries of a name: the later one", withDatabase(database("old", "1"), database()), read(ALL)),
].flat();

const FORGED = "\u001b[2J\u001b]0;x\u0007\r\nFORGED\u009b31m\u2028";

const names: readonly ArchiveRow[] = [
  layerRows(
    "names with line breaks and escape sequences",
    withEntries(
      file(`${DPKG}/status.d/${FORGED}`, "rubbish\n"),
      file(`${FORGED}/node_modules/x/package.json`, "{"),
      file(`../${FORGED}`),
    ),
    read(ALL, "FILE_ESCAPES", "FILE_MALFORMED"),
  ),
  layerRows(
    "a package whose name and version are escape sequences",
    withEntries(
      file("node_modules/x/package.json", JSON.stringify({ name: FORGED, version: FORGED, license: FORGED })),
      file(`${DPKG}/status.d/x`, `Package: a\u001b[2J\nVersion: 1\u001b[2J\nMaintainer: \u0000\n`),
    ),
    read([...ALL, `${FORGED.trim()}@${FORGED.trim()}`, "a\u001b[2J@1\u001b[2J"]),
  ),
  layerRows("a name that ends at a NUL", withEntries(file(raw("tmp/x\0../../../../etc"), "x")), read(ALL)),
  layerRows("a NUL in a PAX path", endingWith(pax({ path: "tmp/x\0y" }), file("tmp/x")), read(rest, "FILE_MALFORMED")),
  layerRows(
    "names that are not UTF-8",
    [
      tarOf(
        database(),
        file(raw("\xff\xfe/node_modules/left-pad/package.json"), '{"name":"left-pad","version":"1.3.0"}'),
        metadata,
      ),
    ],
    read(ALL),
  ),
  layerRows(
    "a name of 5,000 characters",
    withEntries(longName("x".repeat(5000)), file("x")),
    read(ALL, "LIMIT_EXCEEDED"),
  ),
  layerRows(
    "a name of a million slashes",
    withEntries(longName("/".repeat(1_000_000)), file("x")),
    read(ALL, "LIMIT_EXCEEDED"),
  ),
  layerRows("a path of 2,000 folders", withEntries(longName("a/".repeat(2000)), file("x")), read(ALL)),
].flat();

/** A PAX header whose keys may come twice. */
const paxOf = (records: readonly (readonly [key: string, value: string])[]) =>
  file("PaxHeaders/x", Buffer.concat(records.map(([key, value]) => paxRecords({ [key]: value }))), { flag: "x" });

const headers: readonly ArchiveRow[] = [
  layerRows(
    "a PAX record that says it is longer than it is",
    endingWith(file("PaxHeaders/x", "9999 path=tmp/x\n", { flag: "x" }), file("tmp/x")),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows("the path in PAX alone", withDatabase(pax({ path: STATUS }), file("x", openssl)), read(ALL)),
  layerRows(
    "a PAX size of 2^53 + 1",
    endingWith(pax({ size: "9007199254740993" }), file("tmp/x", "x")),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows(
    "a PAX size of 2^53 - 1",
    endingWith(pax({ size: "9007199254740991" }), file("tmp/x", "x")),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows(
    "a PAX size of 400 digits",
    endingWith(pax({ size: "9".repeat(400) }), file("tmp/x", "x")),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows(
    "a negative size in binary",
    endingWith(file("tmp/x", "", { size: raw("\xff".repeat(12)) })),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows(
    "a size in binary that no number holds",
    endingWith(file("tmp/x", "", { size: raw(`\x80${"\xff".repeat(11)}`) })),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows(
    "a size in binary of 2^53 - 1",
    endingWith(file("tmp/x", "", { size: base256(2 ** 53 - 1) })),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows(
    "a size of eleven sevens",
    endingWith(file("tmp/x", "", { size: raw("77777777777\0") })),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows(
    "a database that claims more bytes than there are",
    [concat(packageJson, metadata, header({ name: STATUS, size: 50_000_000 }), padded(raw(openssl)))],
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows("a long name of 2 MiB", endingWith(longName("x".repeat(2 ** 21)), file("x")), read(rest, "FILE_MALFORMED")),
  layerRows("a long name without an entry", [concat(HONEST.subarray(0, -1024), longName("x"), END)], read(ALL)),
  layerRows(
    "a thousand long names for one entry",
    withEntries(...Array.from({ length: 1000 }, () => longName("y".repeat(4000))), file("x")),
    read(ALL),
  ),
  layerRows(
    "global PAX headers",
    withEntries(globalPax({ path: "tmp/x" }), file("tmp/y"), globalPax({ size: "99999" })),
    read(ALL),
  ),
  layerRows(
    "a key of PAX twice: the later one",
    withDatabase(
      paxOf([
        ["path", "tmp/x"],
        ["path", STATUS],
      ]),
      file("x", openssl),
    ),
    read(ALL),
  ),
  layerRows(
    "80,000 keys of PAX",
    withEntries(paxOf(Array.from({ length: 80_000 }, (_, i) => [`k${i}`, ""])), file("x")),
    read(ALL),
  ),
  layerRows("a wrong checksum", endingWith(file("tmp/x", "", { checksumOff: 1 })), read(rest, "FILE_MALFORMED")),
].flat();

/** The sparse forms of PAX before 1.0, whose map stands in the header: the content is `openssl`, behind a hole. */
const oldSparse = (records: readonly (readonly [key: string, value: string])[]) =>
  concat(paxOf(records.map(([key, value]) => [`GNU.sparse.${key}`, value])), file(STATUS, openssl));
const REAL = String(512 + openssl.length);
const STORED = String(openssl.length);

const sparse: readonly ArchiveRow[] = [
  layerRows("a sparse file of old GNU", withDatabase(gnuSparse(STATUS, openssl)), read(rest, "FILE_MALFORMED")),
  layerRows(
    "a sparse file of old GNU whose map goes on",
    withDatabase(
      concat(
        header({ name: STATUS, flag: "S", magic: GNU, size: openssl.length, also: { 482: raw("\x01") } }),
        header({ name: "map" }),
        padded(raw(openssl)),
      ),
    ),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows(
    "a sparse file of PAX 0.0",
    withDatabase(
      oldSparse([
        ["size", REAL],
        ["numblocks", "1"],
        ["offset", "512"],
        ["numbytes", STORED],
      ]),
    ),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows(
    "a sparse file of PAX 0.1",
    withDatabase(
      oldSparse([
        ["size", REAL],
        ["numblocks", "1"],
        ["map", `512,${STORED}`],
        ["name", STATUS],
      ]),
    ),
    read(rest, "FILE_MALFORMED"),
  ),
  layerRows("a sparse file of PAX 1.0", withDatabase(paxSparse(STATUS, openssl)), read(rest, "FILE_MALFORMED")),
].flat();

const whiteout = (name: string) => tarOf(file(name));

const whiteouts: readonly ArchiveRow[] = [
  layerRows("a whiteout without a name", [HONEST, whiteout("var/lib/dpkg/.wh.")], read(ALL)),
  layerRows("a whiteout of `.`", [HONEST, whiteout("var/lib/dpkg/.wh..")], read(ALL)),
  layerRows("a whiteout of `..`", [HONEST, whiteout("var/lib/dpkg/.wh...")], read(ALL)),
  layerRows("a whiteout of a whiteout", [HONEST, whiteout("var/lib/dpkg/.wh..wh.status")], read(ALL)),
  layerRows("a whiteout that climbs out", [HONEST, whiteout("../.wh.var")], read(ALL, "FILE_ESCAPES")),
  layerRows("a whiteout of the root's folder", [HONEST, whiteout(".wh.var")], read(rest)),
  layerRows("an opaque root", [HONEST, whiteout(".wh..wh..opq")], read([])),
  layerRows(
    "an opaque root and the database anew",
    [HONEST, tarOf(file(".wh..wh..opq"), database())],
    read([ALL[1] ?? ""]),
  ),
  layerRows(
    "a package below a folder named like a whiteout",
    [tarOf(file(`.wh.x/${PACKAGE_JSON}`, '{"name":"x","version":"1"}')), HONEST],
    read([...ALL, "x@1"]),
  ),
  layerRows(
    "a whiteout behind a circle of links",
    [HONEST, tarOf(symlink("a", "b"), symlink("b", "a"), file("a/.wh.x"), file("a/.wh..wh..opq"))],
    read(ALL),
  ),
  layerRows(
    "a whiteout of a package and its return as a link",
    [HONEST, tarOf(file(`${METADATA.replace("METADATA", ".wh.METADATA")}`)), tarOf(symlink(METADATA, "/tmp/x"))],
    read([ALL[0] ?? "", ALL[1] ?? ""]),
  ),
].flat();

const bodies: readonly ArchiveRow[] = [
  layerRows("no bytes", [new Uint8Array(0), HONEST], read(ALL)),
  layerRows("a picture", [raw(`\x89PNG\r\n\x1a\n${"\0".repeat(2000)}`), HONEST], read(ALL, "FILE_MALFORMED")),
  layerRows("text", [raw("hello ".repeat(1000)), HONEST], read(ALL, "FILE_MALFORMED")),
  layerRows("three bytes", [raw("abc"), HONEST], read(ALL, "FILE_MALFORMED")),
  layerRows("nothing but NULs", [new Uint8Array(100_000), HONEST], read(ALL)),
  layerRows(
    "a tar that ends inside a header",
    [HONEST.subarray(0, -1024 - 700)],
    read([ALL[0] ?? "", ALL[1] ?? ""], "FILE_MALFORMED"),
  ),
].flat();

/** Layers whose tar was made with care. */
export const LAYERS: Readonly<Record<string, readonly ArchiveRow[]>> = {
  escapes,
  links,
  names,
  headers,
  sparse,
  whiteouts,
  bodies,
};
