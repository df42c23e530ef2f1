import { gzipSync, zstdCompressSync } from "node:zlib";
import type { ErrorCode } from "../../src/model/errors.ts";
import {
  base256,
  concat,
  END,
  empty,
  file,
  folder,
  GNU,
  globalPax,
  gnuSparse,
  hardlink,
  header,
  longLink,
  longName,
  type Name,
  pax,
  paxRecords,
  paxSparse,
  raw,
  symlink,
  V7,
} from "./hostile-tar.ts";

/** A layer whose blob is not simply its tar in gzip. */
export interface PackedLayer {
  readonly tar: Uint8Array;
  readonly blob: Uint8Array;
  readonly compression: "gzip" | "zstd";
}

type Layers = readonly (Uint8Array | PackedLayer)[];

/** An image that somebody made with care. */
export interface Row {
  readonly title: string;
  readonly layers: Layers;
  /** The same image for umoci, without what other engines know to read and it does not. */
  readonly forEngine?: Layers;
}

/** An image of which Plimsoll does not read all that an engine does, and says so. */
export interface ToldRow extends Row {
  readonly codes: readonly ErrorCode[];
  /** Versions of openssl that it lists all the same. */
  readonly versions: readonly string[];
}

const DPKG = "var/lib/dpkg";
const STATUS = `${DPKG}/status`;
const OLD_VERSION = "1.1.1k-1";
const NEW_VERSION = "3.5.1-1";
const stanza = (version: string) =>
  ["Package: openssl", "Status: install ok installed", "Maintainer: -", "Architecture: amd64", `Version: ${version}`]
    .concat("Description: -", "", "")
    .join("\n");
/** Two databases: which of them an image has is what nearly every row asks. */
const OLD = stanza(OLD_VERSION);
const NEW = stanza(NEW_VERSION);

const status = (content: string, fields: Parameters<typeof file>[2] = {}) => file(STATUS, content, fields);

/** A layer that ends as it should. */
const layer = (...entries: readonly Uint8Array[]) => concat(...entries, END);
/** A first layer without the folders of the database. */
const bare = (...entries: readonly Uint8Array[]) =>
  layer(folder("etc"), file("etc/os-release", 'ID=debian\nVERSION_ID="11"\n'), folder("tmp"), ...entries);
/** A first layer with them. */
const base = (...entries: readonly Uint8Array[]) => bare(folder("var"), folder("var/lib"), folder(DPKG), ...entries);

const row = (title: string, ...layers: Layers): Row => ({ title, layers });
const told = (title: string, codes: readonly ErrorCode[], versions: readonly string[], ...layers: Layers): ToldRow => ({
  title,
  codes,
  versions,
  layers,
});

const kinds: readonly Row[] = [
  row("a plain image", base(status(OLD))),
  row("a `0` entry named `x/` that holds two empty blocks", base(file("tmp/x/", empty(2)), status(OLD))),
  row("a `0` entry named `x/` that holds headers", base(status(OLD), file("tmp/x/", layer(status(NEW))))),
  row("a `0` entry named like the database, with a slash", base(file(`${STATUS}/`, OLD))),
  row("a `0` entry with a slash takes a folder's place", base(status(OLD)), layer(file("var/lib/dpkg/", ""))),
  row(
    "an old `\\0` entry with a slash is a folder",
    base(status(OLD)),
    layer(header({ name: "var/lib/dpkg/", flag: "\0", magic: V7 })),
  ),
  row(
    "an old `\\0` entry with a slash has a size and no content",
    base(header({ name: "tmp/x/", flag: "\0", magic: V7, size: 1024 }), status(OLD)),
  ),
  row("an old `\\0` entry without a slash is a file", base(status(OLD, { flag: "\0", magic: V7 }))),
  row(
    "an old `\\0` entry whose PAX path has a slash has no content",
    base(pax({ path: "tmp/x/" }), header({ name: "tmp/y", flag: "\0", size: 1024 }), status(OLD)),
  ),
  row("a folder with a size has no content", base(folder("tmp/x", { size: 1024 }), status(OLD))),
  row("a folder with a PAX size has no content", base(pax({ size: "1024" }), folder("tmp/x"), status(OLD))),
  row("a symbolic link with a size has no content", base(symlink("tmp/x", "y", { size: 1024 }), status(OLD))),
  row(
    "a hard link with a size has no content",
    base(file("tmp/y"), hardlink("tmp/x", "tmp/y", { size: 1024 }), status(OLD)),
  ),
  row("a pipe with a size has no content", base(header({ name: "tmp/x", flag: "6", size: 1024 }), status(OLD))),
  row("a pipe takes the database's place", base(status(OLD)), layer(header({ name: STATUS, flag: "6" }))),
  row("a device takes the database's place", base(status(OLD)), layer(header({ name: STATUS, flag: "3" }))),
];

const TIMES = raw("00000000001\x0000000000002\0");

const names: readonly Row[] = [
  row("an empty PAX path leaves the header's", base(pax({ path: "" }), status(OLD))),
  row("an empty PAX size leaves the header's", base(pax({ size: "" }), status(OLD))),
  row(
    "an empty PAX linkpath leaves the header's",
    base(file("tmp/t", OLD), pax({ linkpath: "" }), hardlink(STATUS, "tmp/t")),
  ),
  row("a PAX path", base(pax({ path: STATUS }), file("tmp/x", OLD))),
  row("a PAX path with a byte order mark", base(status(OLD), pax({ path: `\ufeff${STATUS}` }), file("tmp/x", NEW))),
  row("a PAX size against the header's", base(pax({ size: String(OLD.length) }), status(OLD, { size: 0 }))),
  row("of two PAX headers only the last counts", base(pax({ path: "tmp/x" }), pax({ comment: "-" }), status(OLD))),
  row("of two equal PAX records the last counts", base(paxTwice("path", "tmp/x", STATUS), file("tmp/y", OLD))),
  row("a PAX path, then GNU's L: L counts", base(pax({ path: "tmp/x" }), longName(STATUS), file("tmp/y", OLD))),
  row("GNU's L, then a PAX path: L counts", base(longName(STATUS), pax({ path: "tmp/x" }), file("tmp/y", OLD))),
  row(
    "a PAX linkpath, then GNU's K: K counts",
    base(file("tmp/t", OLD), file("tmp/u", NEW), pax({ linkpath: "tmp/u" }), longLink("tmp/t"), hardlink(STATUS, "x")),
  ),
  row(
    "GNU's K, then a PAX linkpath: K counts",
    base(file("tmp/t", OLD), file("tmp/u", NEW), longLink("tmp/t"), pax({ linkpath: "tmp/u" }), hardlink(STATUS, "x")),
  ),
  row("of two of GNU's L the last counts", base(longName("tmp/x"), longName(STATUS), file("tmp/y", OLD))),
  row("an empty L of GNU's leaves the header's name", base(longName(""), status(OLD))),
  row("GNU's L ends at its first NUL", base(longName(`${STATUS}\0.d/x`), file("tmp/y", OLD))),
  row("GNU's L with a byte order mark", base(status(OLD), longName(`\ufeff${STATUS}`), file("tmp/y", NEW))),
  row("a POSIX prefix of 155 bytes", base(file("status", OLD, { prefix: DPKG.padStart(155, "/") }))),
  row("a POSIX prefix and an odd version", base(file("status", OLD, { magic: "ustar\0xx", prefix: DPKG }))),
  row("a prefix without a magic is none", base(status(OLD), file("status", NEW, { magic: V7, prefix: DPKG }))),
  row(
    "a prefix with half a magic is none",
    base(status(OLD), file("status", NEW, { magic: "ustarx00", prefix: DPKG })),
  ),
  row("GNU's magic and a prefix, which cannot be times", base(file("status", OLD, { magic: GNU, prefix: DPKG }))),
  row("GNU's magic and a prefix that is not ASCII", base(status(OLD, { magic: GNU, prefix: "v\u00e4r" }))),
  row("GNU's magic and times", base(status(OLD, { magic: GNU, prefix: TIMES }))),
  row("GNU's magic and times in binary", base(status(OLD, { magic: GNU, prefix: concat(base256(1), base256(2)) }))),
  row("GNU's magic and a time before 1970", base(status(OLD, { magic: GNU, prefix: raw("\xff".repeat(24)) }))),
  row(
    "star's prefix ends after 131 bytes",
    base(file("status", OLD, { prefix: DPKG.padStart(131, "/"), also: { 476: TIMES, 508: raw("tar\0") } })),
  ),
  row("a name of 100 bytes, without a NUL", base(file(STATUS.padStart(100, "/"), OLD))),
  row("a byte order mark in front of a name", base(status(OLD), file(`\ufeff${STATUS}`, NEW))),
  row(
    "a byte order mark in front of every name of a later layer",
    base(status(OLD)),
    layer(folder("\ufeffvar"), folder("\ufeffvar/lib"), folder(`\ufeff${DPKG}`), file(`\ufeff${STATUS}`, NEW)),
  ),
  row("a size in binary", base(status(OLD, { size: base256(OLD.length) }))),
  row("a checksum of signed bytes", base(file(raw("tmp/\xff\xfe"), "x", { signedChecksum: true }), status(OLD))),
  row("`./` in front of names", base(file(`./${STATUS}`, OLD))),
  row("`/` in front of names", base(file(`/${STATUS}`, OLD))),
  row("doubled slashes and dots in names", base(file("var//lib/./dpkg///status", OLD))),
  row("`..` inside a name", base(file(`tmp/none/../../${STATUS}`, OLD))),
  row(
    "`..` behind a link is taken back before the link is followed",
    base(folder("opt"), folder("opt/deep"), symlink("tmp/x", "/opt/deep"), file(`tmp/x/../../${STATUS}`, OLD)),
  ),
  row("entries `./`, `/` and `.`", base(folder("."), folder(""), header({ name: ".", flag: "5" }), status(OLD))),
  row("a folder with an empty name", base(header({ name: "", flag: "5" }), status(OLD))),
  row("names that are not UTF-8", base(file(raw("tmp/\xff\x1b[31m\nx"), NEW), status(OLD))),
  row(
    "two names that differ in bytes that are not UTF-8",
    bare(
      folder("var"),
      folder("var/lib"),
      symlink(raw("tmp/\xff"), "/tmp/old"),
      symlink(raw("tmp/\xfe"), "/tmp/new"),
      folder("tmp/old"),
      folder("tmp/new"),
      file("tmp/old/status", OLD),
      file("tmp/new/status", NEW),
      symlink(DPKG, raw("/tmp/\xff")),
    ),
  ),
  row(
    "the whiteout of a name that is not UTF-8, beside another one",
    bare(
      folder("var"),
      folder("var/lib"),
      file(raw("tmp/\xff"), OLD),
      file(raw("tmp/\xfe"), NEW),
      folder(DPKG),
      symlink(STATUS, raw("/tmp/\xff")),
    ),
    layer(file(raw("tmp/.wh.\xfe"))),
  ),
];

const sparse: readonly Row[] = [
  row("`GNU.sparse.name` without a version or map", base(pax({ "GNU.sparse.name": "tmp/x" }), status(OLD))),
  row(
    "`GNU.sparse.name` with an unknown version",
    base(pax({ "GNU.sparse.name": "tmp/x", "GNU.sparse.major": "2", "GNU.sparse.minor": "0" }), status(OLD)),
  ),
  row("a sparse file of PAX that nobody wants", base(paxSparse("tmp/x", NEW), status(OLD))),
];

const global: readonly Row[] = [
  {
    ...row("a global PAX header with a path", base(globalPax({ path: "tmp/x" }), status(OLD))),
    forEngine: [base(status(OLD))],
  },
  {
    ...row("a global PAX header with a size", base(globalPax({ size: "0" }), status(OLD))),
    forEngine: [base(status(OLD))],
  },
  {
    ...row(
      "a global PAX header ends what a PAX header said",
      base(pax({ path: STATUS }), globalPax({ comment: "-" }), file("tmp/x", OLD)),
    ),
    forEngine: [base(file("tmp/x", OLD))],
  },
  {
    ...row(
      "a global PAX header ends what GNU's L said",
      base(status(OLD), longName(STATUS), globalPax({ comment: "-" }), file("tmp/x", NEW)),
    ),
    forEngine: [base(status(OLD), file("tmp/x", NEW))],
  },
  {
    ...row(
      "a global PAX header ends what GNU's K said",
      base(
        file("tmp/t", OLD),
        file("tmp/u", NEW),
        longLink("tmp/u"),
        globalPax({ comment: "-" }),
        hardlink(STATUS, "tmp/t"),
      ),
    ),
    forEngine: [base(file("tmp/t", OLD), hardlink(STATUS, "tmp/t"))],
  },
];

const target = file("tmp/t", OLD);

const hardLinks: readonly Row[] = [
  row("the last of two entries of a name counts", base(status(NEW), status(OLD))),
  row("a hard link at the database's place", base(target, hardlink(STATUS, "tmp/t"))),
  row(
    "a hard link at the database's place, later replaced by a file",
    base(file("tmp/t", NEW), hardlink(STATUS, "tmp/t"), status(OLD)),
  ),
  row(
    "a file at the database's place, later replaced by a hard link",
    base(status(NEW), target, hardlink(STATUS, "tmp/t")),
  ),
  row(
    "a hard link at the database's place, later replaced by a folder",
    base(target, hardlink(STATUS, "tmp/t"), folder(STATUS)),
  ),
  row(
    "a hard link at the database's place, later replaced by a symbolic link",
    base(target, file("tmp/u", NEW), hardlink(STATUS, "tmp/t"), symlink(STATUS, "/tmp/u")),
  ),
  row(
    "a hard link at the database's place, whose folder is later replaced",
    base(target, hardlink(STATUS, "tmp/t"), file(DPKG)),
  ),
  row("a hard link whose target was written anew before", base(file("tmp/t", NEW), target, hardlink(STATUS, "tmp/t"))),
  row("a hard link whose target is written anew after", base(target, hardlink(STATUS, "tmp/t"), file("tmp/t", NEW))),
  row(
    "a hard link whose target is written anew in a later layer",
    base(target, hardlink(STATUS, "tmp/t")),
    layer(file("tmp/t", NEW)),
  ),
  row(
    "a hard link whose target is gone in a later layer",
    base(target, hardlink(STATUS, "tmp/t")),
    layer(file("tmp/.wh.t")),
  ),
  row("a hard link to a hard link", base(target, hardlink("tmp/u", "tmp/t"), hardlink(STATUS, "tmp/u"))),
  row(
    "a hard link to a hard link whose target is written anew between",
    base(target, hardlink("tmp/u", "tmp/t"), file("tmp/t", NEW), hardlink(STATUS, "tmp/u")),
  ),
  row(
    "a hard link to a hard link that is replaced between",
    base(file("tmp/t", NEW), hardlink("tmp/u", "tmp/t"), file("tmp/u", OLD), hardlink(STATUS, "tmp/u")),
  ),
  row(
    "a hard link to what was the database before",
    base(status(OLD), hardlink("tmp/t", STATUS), status(NEW), hardlink(STATUS, "tmp/t")),
  ),
  row(
    "two hard links in turn at the database's place",
    base(file("tmp/t", NEW), file("tmp/u", OLD), hardlink(STATUS, "tmp/t"), hardlink(STATUS, "tmp/u")),
  ),
  row("a hard link's target with `./`", base(target, hardlink(STATUS, "./tmp/t"))),
  row("a hard link's target with `/`", base(target, hardlink(STATUS, "/tmp/t"))),
  row("a hard link's target with `..` inside", base(target, hardlink(STATUS, "var/../tmp/t"))),
  row("a hard link's target as a folder's name", base(target, hardlink(STATUS, "tmp/t/"))),
  row("a hard link with a PAX linkpath", base(target, pax({ linkpath: "tmp/t" }), hardlink(STATUS, "x"))),
  row(
    "a hard link to an old `\\0` entry",
    base(file("tmp/t", OLD, { flag: "\0", magic: V7 }), hardlink(STATUS, "tmp/t")),
  ),
  row("a hard link to the database keeps it, when its name goes", base(status(OLD)), layer(file(`${DPKG}/.wh.status`))),
];

/** What can stand at the database's folder or file, to be replaced by each of the others. */
const folderForms: Readonly<Record<string, Uint8Array>> = {
  "a folder": concat(folder(DPKG), status(OLD)),
  "a file": file(DPKG),
  "a symbolic link": concat(
    folder("opt"),
    folder("opt/dpkg"),
    file("opt/dpkg/status", NEW),
    symlink(DPKG, "/opt/dpkg"),
  ),
};
const fileForms: Readonly<Record<string, Uint8Array>> = {
  "a file": status(OLD),
  "a folder": concat(folder(STATUS), file(`${STATUS}/x`, NEW)),
  "a symbolic link": concat(file("tmp/new", NEW), symlink(STATUS, "/tmp/new")),
  "a hard link": concat(file("tmp/t", NEW), hardlink(STATUS, "tmp/t")),
};

const above = [folder("var"), folder("var/lib")];

function* replacements(place: string, forms: Readonly<Record<string, Uint8Array>>, first: readonly Uint8Array[]) {
  for (const [from, old] of Object.entries(forms)) {
    for (const [to, young] of Object.entries(forms)) {
      if (from === to) continue;
      yield row(`${place}: ${from}, then ${to} in the same layer`, bare(...first, old, young));
      yield row(`${place}: ${from}, then ${to} in a later layer`, bare(...first, old), layer(young));
      yield row(
        `${place}: ${from}, gone, then ${to} in a third layer`,
        bare(...first, old),
        layer(file(whiteoutOf(place))),
        layer(young),
      );
    }
  }
}

const whiteoutOf = (path: string) => path.replace(/[^/]*$/, (name) => `.wh.${name}`);

/** The database elsewhere. */
const data = (path: string) => concat(...folders(path), file(`${path}/status`, OLD));

/** A folder and those above it. */
function folders(path: string): Uint8Array[] {
  const parts = path.split("/");
  return parts.map((_, at) => folder(parts.slice(0, at + 1).join("/")));
}

const LINKED = { var: "data/lib/dpkg", "var/lib/dpkg": "data" } as const;

function* linked(): Generator<Row> {
  for (const [link, real] of Object.entries(LINKED)) {
    const parents = link.includes("/") ? folders(link.replace(/\/[^/]*$/, "")) : [];
    const up = "../".repeat(parents.length);
    const targets: Record<string, readonly Uint8Array[]> = {
      "an absolute link": [symlink(link, "/data")],
      "a relative link": [symlink(link, `${up}data`)],
      "a link through two others": [symlink(link, "/tmp/a"), symlink("tmp/a", "b"), symlink("tmp/b", "../data")],
      "a link that climbs over the root": [symlink(link, `${up}../../../../data`)],
      "an absolute link that climbs over the root": [symlink(link, "/../../data")],
      "a link with a slash at its end": [symlink(link, "/data/")],
      "a link through a linked folder": [symlink("tmp/top", "/"), symlink(link, "/tmp/top/data")],
    };
    for (const [what, links] of Object.entries(targets)) {
      yield row(`/${link} is ${what}`, bare(...parents, data(real), ...links));
      yield row(`/${link} becomes ${what} in a later layer`, bare(...parents, data(real)), layer(...links));
    }
    const [absolute] = targets["an absolute link"] ?? [];
    if (!absolute) continue;
    yield row(`/${link} is a link before its target is there`, bare(...parents, absolute, data(real)));
    yield row(`/${link} is a link to what a later layer brings`, bare(...parents, absolute), layer(data(real)));
    yield row(
      `a later layer writes through the link /${link}`,
      bare(...parents, data(real), absolute),
      layer(status(NEW)),
    );
    yield row(
      `a later layer writes behind the link /${link}`,
      bare(...parents, data(real), absolute),
      layer(file(`${real}/status`, NEW)),
    );
    yield row(
      `a later layer makes the link /${link} a folder`,
      bare(...parents, data(real), absolute),
      layer(folder(link), ...folders(DPKG), status(NEW)),
    );
    yield row(
      `a whiteout through the link /${link}`,
      bare(...parents, data(real), absolute),
      layer(file(`${DPKG}/.wh.status`)),
    );
    yield row(
      `an opaque folder through the link /${link}`,
      bare(...parents, data(real), absolute),
      layer(file(`${link}/.wh..wh..opq`)),
    );
    yield row(
      `an opaque folder through the link /${link}, with new content before it`,
      bare(...parents, data(real), absolute),
      layer(status(NEW), file(`${link}/.wh..wh..opq`)),
    );
    yield row(`a whiteout of the link /${link}`, bare(...parents, data(real), absolute), layer(file(whiteoutOf(link))));
    yield row(
      `a whiteout of the link /${link}, and a folder in its place`,
      bare(...parents, data(real), absolute),
      layer(file(whiteoutOf(link)), ...folders(DPKG), status(NEW)),
    );
    yield row(
      `a whiteout of what the link /${link} leads to`,
      bare(...parents, data(real), absolute),
      layer(file(".wh.data"), folder("data")),
    );
    yield row(
      `the link /${link} is turned to another folder`,
      bare(
        ...parents,
        data(real),
        absolute,
        ...folders(real.replace("data", "more")),
        file(`${real.replace("data", "more")}/status`, NEW),
      ),
      layer(symlink(link, "/more")),
    );
    yield row(
      `a folder replaced by the link /${link}`,
      bare(...folders(DPKG), status(NEW), data(real)),
      layer(file(whiteoutOf(link)), absolute),
    );
  }
  const links: Record<string, readonly Uint8Array[]> = {
    "an absolute link": [symlink(STATUS, "/data/status")],
    "a relative link": [symlink(STATUS, "../../../data/status")],
    "a link through two others": [
      symlink(STATUS, "a"),
      symlink(`${DPKG}/a`, "/tmp/b"),
      symlink("tmp/b", "../data/status"),
    ],
    "a link that climbs over the root": [symlink(STATUS, "../../../../../data/status")],
    "a link through a linked folder": [symlink("tmp/top", "/"), symlink(STATUS, "/tmp/top/data/status")],
    "a link to a hard link": [hardlink("tmp/h", "data/status"), symlink(STATUS, "/tmp/h")],
    "a link to a folder": [symlink(STATUS, "/data")],
  };
  for (const [what, entries] of Object.entries(links)) {
    yield row(`/${STATUS} is ${what}`, base(data("data"), ...entries));
    // A hard link reaches only into its own layer here.
    if (what.startsWith("a hard")) continue;
    yield row(
      `/${STATUS} becomes ${what} in a later layer`,
      base(data("data"), file("tmp/h")),
      layer(data("data"), ...entries),
    );
  }
  const there = base(data("data"), symlink(STATUS, "/data/status"));
  yield row("a later layer writes a file in place of a linked database", there, layer(status(NEW)));
  yield row("a later layer writes behind a linked database", there, layer(file("data/status", NEW)));
  yield row("a later layer takes a linked database away", there, layer(file(`${DPKG}/.wh.status`)));
  // The database's own path leads nowhere; an entry reaches it by another name.
  const byway = symlink("tmp/x", `/${DPKG}`);
  yield row("an entry through a link into the database's folder", base(byway, file("tmp/x/status", OLD)));
  yield row(
    "an entry through a link into the database's folder, in a later layer",
    base(status(OLD), byway),
    layer(file("tmp/x/status", NEW)),
  );
  yield row(
    "a hard link through a link into the database's folder",
    base(target, byway, hardlink("tmp/x/status", "tmp/t")),
  );
  yield row(
    "an entry through a link to the database's folder, which nobody made",
    bare(byway, file("tmp/x/status", OLD)),
  );
  yield row(
    "a whiteout through a link that the same layer brings",
    base(status(OLD)),
    layer(byway, file("tmp/x/.wh.status")),
  );
  yield row(
    "an opaque folder through a link that the same layer brings",
    base(status(OLD)),
    layer(byway, file("tmp/x/.wh..wh..opq")),
  );

  // What was written through a link stays behind it when the link goes.
  for (const link of ["var", DPKG]) {
    const parents = link.includes("/") ? folders(link.replace(/\/[^/]*$/, "")) : [];
    const written = [...parents, folder("data"), folder("more"), symlink(link, "/data"), status(OLD)];
    yield row(`a database written through the link /${link}`, bare(...written));
    yield row(
      `a database written through the link /${link}, which becomes a folder`,
      bare(...written),
      layer(folder(link)),
    );
    yield row(
      `a database written through the link /${link}, which becomes a folder in the same layer`,
      bare(...written, folder(link)),
    );
    yield row(
      `a database written through the link /${link}, which is turned elsewhere`,
      bare(...written),
      layer(symlink(link, "/more")),
    );
    yield row(
      `a database written through the link /${link}, which goes`,
      bare(...written),
      layer(file(whiteoutOf(link))),
    );
    yield row(
      `a database written through the link /${link}, which goes and comes back`,
      bare(...written),
      layer(file(whiteoutOf(link))),
      layer(symlink(link, "/data")),
    );
    yield row(
      `a database written through the link /${link}, taken away behind it`,
      bare(...written),
      layer(file(".wh.data"), folder("data")),
    );
  }
  yield row(
    "an entry through a link to nothing makes the folder there",
    bare(folder("var"), folder("var/lib"), folder("opt"), symlink(DPKG, "/opt/none"), status(OLD)),
    layer(file("opt/none/status", NEW)),
  );
}

const opaque = `${DPKG}/.wh..wh..opq`;
const gone = `${DPKG}/.wh.status`;

const whiteouts: readonly Row[] = [
  row("a whiteout", base(status(OLD)), layer(file(gone))),
  row("a whiteout, then the file anew", base(status(OLD)), layer(file(gone), status(NEW))),
  row("the file anew, then a whiteout: it speaks of lower layers", base(status(OLD)), layer(status(NEW), file(gone))),
  row("a whiteout of what only its own layer has", base(status(OLD), file(gone))),
  row("a whiteout of the folder", base(status(OLD)), layer(file("var/lib/.wh.dpkg"))),
  row(
    "a whiteout of the folder, which the same layer has anew",
    base(status(OLD)),
    layer(file("var/lib/.wh.dpkg"), folder(DPKG)),
  ),
  row(
    "a whiteout of the folder behind its new content",
    base(status(OLD), file(`${DPKG}/x`)),
    layer(folder(DPKG), status(NEW), file("var/lib/.wh.dpkg")),
  ),
  row(
    "a whiteout of the folder behind other content of it",
    base(status(OLD)),
    layer(file(`${DPKG}/x`), file("var/lib/.wh.dpkg")),
  ),
  row(
    "a whiteout of the folder, and the file in a third layer",
    base(status(OLD)),
    layer(file("var/lib/.wh.dpkg")),
    layer(status(NEW)),
  ),
  row("a whiteout of what is not there", base(status(OLD)), layer(file(`${DPKG}/.wh.none`), file("none/.wh.none"))),
  row("a whiteout that is a folder", base(status(OLD)), layer(folder(gone))),
  row("a whiteout that is a link", base(status(OLD)), layer(symlink(gone, "x"))),
  row("a whiteout that has content", base(status(OLD)), layer(file(gone, NEW))),
  row("a whiteout by a PAX path", base(status(OLD)), layer(pax({ path: gone }), file("tmp/x"))),
  row("a whiteout by GNU's L", base(status(OLD)), layer(longName(gone), file("tmp/x"))),
  row("a whiteout with `..` on its way", base(status(OLD)), layer(file(`tmp/../${gone}`))),
  row(
    "a folder whose name looks like a whiteout",
    base(status(OLD)),
    layer(folder("var/lib/.wh.dpkg"), file("var/lib/.wh.dpkg/status", NEW)),
  ),
  row("an opaque folder before its content", base(status(OLD)), layer(file(opaque), status(NEW))),
  row("an opaque folder after its content", base(status(OLD)), layer(status(NEW), file(opaque))),
  row("an opaque folder without content", base(status(OLD)), layer(file(opaque))),
  row("an opaque folder above", base(status(OLD)), layer(file("var/.wh..wh..opq"))),
  row("an opaque folder above, after the content", base(status(OLD)), layer(status(NEW), file("var/.wh..wh..opq"))),
  row("an opaque root", base(status(OLD)), layer(file(".wh..wh..opq"))),
  row("an opaque folder in the first layer", base(status(OLD), file(opaque))),
  row("an opaque folder, and the file in a third layer", base(status(OLD)), layer(file(opaque)), layer(status(NEW))),
  row(
    "a whiteout through a linked folder",
    base(status(OLD), symlink("tmp/x", "/var/lib")),
    layer(file("tmp/x/.wh.dpkg")),
  ),
  row(
    "an opaque folder through a linked folder",
    base(status(OLD), symlink("tmp/x", "/var/lib/dpkg")),
    layer(file("tmp/x/.wh..wh..opq")),
  ),
  row("a whiteout of a linked folder", base(status(OLD), symlink("tmp/x", "/var/lib/dpkg")), layer(file("tmp/.wh.x"))),
  row("AUFS's own marks", base(status(OLD)), layer(folder(`${DPKG}/.wh..wh.plnk`), file(`${DPKG}/.wh..wh.aufs`))),
];

const packed = (compression: "gzip" | "zstd", blob: Uint8Array, tar: Uint8Array): PackedLayer => ({
  compression,
  blob,
  tar,
});
const plain = base(status(OLD));
const half = Math.floor(plain.length / 2);
const [firstHalf, secondHalf] = [plain.subarray(0, half), plain.subarray(half)];
const skippable = concat(raw("\x50\x2a\x4d\x18\x05\0\0\0"), raw("hello"));
/** umoci 0.4 knows no zstd. */
const zstd = (title: string, ...parts: readonly Uint8Array[]): Row => ({
  ...row(title, packed("zstd", concat(...parts), plain)),
  forEngine: [plain],
});

const ends: readonly Row[] = [
  row("a layer without an end mark", plain.subarray(0, -1024)),
  row("a layer with half an end mark", plain.subarray(0, -512)),
  row("a tar of no bytes", plain, new Uint8Array()),
  row("an end mark and nothing else", plain, END),
  row("entries behind the end mark", concat(plain, layer(status(NEW)))),
  row("rubbish behind the end mark", concat(plain, raw("rubbish".repeat(1000)))),
  row("a PAX header with nothing behind it", concat(plain.subarray(0, -1024), pax({ path: "x" }), END)),
  row("two members of gzip", packed("gzip", concat(gzipSync(firstHalf), gzipSync(secondHalf)), plain)),
  row("an empty member of gzip first", packed("gzip", concat(gzipSync(""), gzipSync(plain)), plain)),
  row(
    "a member of gzip behind the end mark",
    packed("gzip", concat(gzipSync(plain), gzipSync(layer(status(NEW)))), concat(plain, layer(status(NEW)))),
  ),
  // By media type umoci, by the first bytes the others.
  { ...row("zstd that calls itself gzip", packed("gzip", zstdCompressSync(plain), plain)), forEngine: [plain] },
  zstd("one frame of zstd", zstdCompressSync(plain)),
  zstd("two frames of zstd", zstdCompressSync(firstHalf), zstdCompressSync(secondHalf)),
  zstd("an empty frame of zstd first", zstdCompressSync(""), zstdCompressSync(plain)),
  zstd(
    "skippable frames of zstd",
    skippable,
    zstdCompressSync(firstHalf),
    skippable,
    zstdCompressSync(secondHalf),
    skippable,
  ),
];

/** Images that engines unpack. */
export const READ: Readonly<Record<string, readonly Row[]>> = {
  kinds,
  names,
  sparse,
  "global headers": global,
  "hard links": hardLinks,
  replacements: [
    ...replacements(DPKG, folderForms, above),
    ...replacements(STATUS, fileForms, [...above, folder(DPKG)]),
  ],
  links: [...linked()],
  whiteouts,
  "ends and packing": ends,
};

/** A header that is right but for these bytes. */
const odd = (also: Readonly<Record<number, Name>>) => base(status(OLD), file("tmp/x", "", { also }));
const oddPax = (records: Readonly<Record<string, Name>>) => base(pax(records), status(OLD));
const rawPax = (content: Name) => base(file("PaxHeaders/x", content, { flag: "x" }), status(OLD));

/** Images that engines do not unpack. */
export const REFUSED: readonly Row[] = [
  row("a wrong checksum", base(file("tmp/x", "", { checksumOff: 1 }), status(OLD))),
  row("one empty block between entries", base(empty(1), status(OLD))),
  row("a tar that ends inside a header", plain.subarray(0, -1024 - 700)),
  row("a tar that ends inside a file", concat(base().subarray(0, -1024), status(OLD, { size: 5000 }))),
  row(
    "a tar that ends inside a file that nobody wants",
    concat(plain.subarray(0, -1024), file("tmp/x", "", { size: 5000 })),
  ),
  row(
    "a file of more bytes than there are, in binary",
    concat(plain.subarray(0, -1024), file("tmp/x", "", { size: base256(1e11) })),
  ),
  row("a negative size", odd({ 124: raw("\xff".repeat(12)) })),
  row("a size that is not octal", odd({ 124: "0000000000x\0" })),
  row("a size with a blank in it", odd({ 124: "00000 00000\0" })),
  row("a size beyond what is counted", odd({ 124: raw(`\xbf${"\xff".repeat(11)}`) })),
  row("a mode that is not octal", odd({ 100: "000x000\0" })),
  row("an owner that is not octal", odd({ 108: "000x000\0" })),
  row("a time that is not octal", odd({ 136: "0000000000x\0" })),
  row("a sparse file of GNU that nobody wants", base(gnuSparse("tmp/x", NEW), status(OLD))),
  row("a database as a sparse file of GNU", base(gnuSparse(STATUS, OLD))),
  row(
    "a sparse file of GNU with a PAX name for sparse files",
    base(status(NEW), pax({ "GNU.sparse.name": STATUS }), gnuSparse("tmp/x", OLD)),
  ),
  row("an entry of an unknown kind", base(header({ name: "tmp/x", flag: "Z" }), status(OLD))),
  row("an unknown kind of entry at the database's place", base(status(OLD, { flag: "Z" }))),
  row("a contiguous file", base(status(OLD, { flag: "7" }))),
  row("a volume label", base(header({ name: "tmp/x", flag: "V", magic: GNU }), status(OLD))),
  row("a PAX path with a NUL", oddPax({ path: `${STATUS}\0x` })),
  row("a PAX linkpath with a NUL", base(file("tmp/t", OLD), pax({ linkpath: "tmp/t\0x" }), hardlink(STATUS, "tmp/t"))),
  row("a PAX key with a NUL", oddPax({ "a\0b": "x" })),
  row("a PAX record without a key", oddPax({ "": "x" })),
  row("a PAX record without `=`", rawPax("9 comment\n")),
  row("a PAX record with a wrong length", rawPax("99 path=tmp/x\n")),
  row("a PAX record whose length is no number", rawPax("1x path=tmp/x\n")),
  row("a PAX record without its line break", rawPax("14 path=tmp/xx")),
  row("NULs behind PAX records", rawPax("14 path=tmp/x\n\0\0\0\0")),
  row("a PAX size that is no number", oddPax({ size: "x" })),
  row("a negative PAX size", oddPax({ size: "-1" })),
  row("a PAX time that is none", oddPax({ mtime: "x" })),
  row("a PAX owner that is no number", oddPax({ uid: "x" })),
  row("a PAX sparse map that is none", oddPax({ "GNU.sparse.map": "x" })),
  row(
    "a symbolic link with a PAX sparse map",
    base(
      pax({ "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,0" }),
      symlink("tmp/x", "y"),
      status(OLD),
    ),
  ),
  row("a hard link to nothing", base(hardlink(STATUS, "tmp/t"))),
  row("a hard link to a later target", base(hardlink(STATUS, "tmp/t"), file("tmp/t", OLD))),
  row("a hard link to itself", base(status(OLD), hardlink(STATUS, STATUS))),
  row("a hard link to a folder", base(hardlink(STATUS, "tmp"))),
  row("a hard link whose target became a folder", base(target, folder("tmp/t"), hardlink(STATUS, "tmp/t"))),
  row("a hard link without a target", base(status(OLD), hardlink(STATUS, ""))),
  row("a hard link to nothing, at a place that nobody wants", base(hardlink("tmp/x", "tmp/t"), status(OLD))),
  row("rubbish behind gzip", packed("gzip", concat(gzipSync(plain), raw("rubbish".repeat(100))), plain)),
  row("NULs behind gzip", packed("gzip", concat(gzipSync(plain), new Uint8Array(512)), plain)),
  row(
    "NULs between members of gzip",
    packed("gzip", concat(gzipSync(firstHalf), new Uint8Array(512), gzipSync(secondHalf)), plain),
  ),
  row("gzip that is cut off", packed("gzip", gzipSync(plain).subarray(0, -6), plain)),
  row("an entry below a file", base(status(OLD), file(`${STATUS}/x`))),
];

const circle = (path: string) => [
  symlink(path, "circle"),
  symlink(path.replace(/[^/]*$/, "circle"), path.replace(/^.*\//, "")),
];

/** Images that engines unpack in ways that Plimsoll does not follow. */
export const TOLD: readonly ToldRow[] = [
  told("a database as a sparse file of PAX", ["FILE_MALFORMED"], [], base(paxSparse(STATUS, OLD))),
  told(
    "a database as a sparse file of PAX, over another",
    ["FILE_MALFORMED"],
    [],
    base(status(NEW)),
    layer(paxSparse(STATUS, OLD)),
  ),
  told(
    "a name that climbs out of the image",
    ["FILE_ESCAPES"],
    [OLD_VERSION],
    base(status(OLD)),
    layer(file(`../../${STATUS}`, NEW)),
  ),
  told(
    "a whiteout that climbs out of the image",
    ["FILE_ESCAPES"],
    [OLD_VERSION],
    base(status(OLD)),
    layer(file(`../../${gone}`)),
  ),
  told(
    "a hard link to a file of a lower layer",
    ["LINK_UNRESOLVED"],
    [],
    base(target),
    layer(hardlink(STATUS, "tmp/t")),
  ),
  told(
    "a hard link to a later target, which a lower layer has too",
    ["LINK_UNRESOLVED"],
    [],
    base(target),
    layer(hardlink(STATUS, "tmp/t"), file("tmp/t", NEW)),
  ),
  told(
    "a name of 5000 characters",
    ["LIMIT_EXCEEDED"],
    [OLD_VERSION],
    base(status(OLD), longName(`tmp/${"./".repeat(2498)}x`), file("tmp/x")),
  ),
  told(`/${STATUS} is a link to nothing`, ["LINK_UNRESOLVED"], [], base(symlink(STATUS, "/none"))),
  told(`/${STATUS} is a circle of links`, ["LINK_UNRESOLVED"], [], base(...circle(STATUS))),
  told(`/${DPKG} becomes a link to nothing`, ["LINK_UNRESOLVED"], [], base(status(OLD)), layer(symlink(DPKG, "/none"))),
  told("/var is a link to nothing", ["LINK_UNRESOLVED"], [], bare(symlink("var", "none"))),
  ...[`${DPKG}/status.d`, `${DPKG}/info`].map((path) =>
    told(`/${path} is a circle of links`, ["LINK_UNRESOLVED"], [OLD_VERSION], base(status(OLD), ...circle(path))),
  ),
  told(
    `/${STATUS} is a hard link to a link`,
    ["LINK_UNRESOLVED"],
    [],
    base(data("data"), symlink("tmp/s", "/data/status"), hardlink(STATUS, "tmp/s")),
  ),
  told(
    `/${STATUS} is a hard link through a linked folder`,
    ["LINK_UNRESOLVED"],
    [],
    base(data("data"), symlink("tmp/top", "/"), hardlink(STATUS, "tmp/top/data/status")),
  ),
  told(
    "the release file is a circle of links",
    ["LINK_UNRESOLVED"],
    [OLD_VERSION],
    base(status(OLD)),
    layer(...circle("etc/os-release")),
  ),
  told(
    "the release file is a link to nothing",
    ["LINK_UNRESOLVED"],
    [OLD_VERSION],
    base(status(OLD)),
    layer(symlink("etc/os-release", "/none")),
  ),
  told("a database that is not one", ["FILE_MALFORMED"], [], base(status("rubbish\n"))),
];

function paxTwice(key: string, first: string, second: string): Uint8Array {
  return file("PaxHeaders/x", concat(paxRecords({ [key]: first }), paxRecords({ [key]: second })), { flag: "x" });
}

/**
 * Rows of `REFUSED` that are read all the same: no engine runs such an image, and what is read is all that it could
 * hold. See docs/decisions/0010-tars-as-engines-read-them.md.
 */
export const READ_ALTHOUGH_REFUSED: ReadonlySet<string> = new Set([
  "one empty block between entries",
  "a size with a blank in it",
  "a mode that is not octal",
  "an owner that is not octal",
  "a time that is not octal",
  "a sparse file of GNU that nobody wants",
  "an entry of an unknown kind",
  "a contiguous file",
  "a volume label",
  "a PAX time that is none",
  "a PAX owner that is no number",
  "a symbolic link with a PAX sparse map",
  "a hard link to itself",
  "a hard link to nothing, at a place that nobody wants",
  "NULs behind gzip",
  "an entry below a file",
]);
