import { stanza } from "../../support/scan-layers.ts";
import { file, folder, header, type Name, raw } from "../hostile-tar.ts";
import * as forms from "./archive-row.ts";
import { type ArchiveRow, type Expected, read } from "./archive-row.ts";
import {
  database,
  LEFT_PAD,
  METADATA,
  metadata,
  OPENSSL,
  PACKAGE_JSON,
  packageJson,
  REQUESTS,
  STATUS,
  tarOf,
} from "./content.ts";

const without = { dpkg: [packageJson, metadata], npm: [database(), metadata], python: [database(), packageJson] };
const others = { dpkg: [LEFT_PAD, REQUESTS], npm: [OPENSSL, REQUESTS], python: [OPENSSL, LEFT_PAD] };
type Kind = keyof typeof without;

/** In part and packed: what a file says depends on no hash. */
const layerRows = (...row: Parameters<typeof forms.layerRows>) => forms.layerRows(...row).slice(0, 2);

const rows = (kind: Kind, title: string, entry: Uint8Array, expected: Expected) =>
  layerRows(title, [tarOf(entry, ...without[kind])], expected);
/** What the record of a kind says, and the packages that are found in it. */
const says =
  (kind: Kind, path: string) =>
  (title: string, content: Name, ...found: readonly string[]) =>
    rows(kind, title, file(path, content), read([...others[kind], ...found]));
const broken =
  (kind: Kind, path: string) =>
  (title: string, content: Name, ...found: readonly string[]) =>
    rows(kind, title, file(path, content), read([...others[kind], ...found], "FILE_MALFORMED"));
const tooLarge = (kind: Kind, path: string) => (title: string, content: Name) =>
  rows(kind, title, file(path, content), read(others[kind], "LIMIT_EXCEEDED"));

const dpkg = says("dpkg", STATUS);
const brokenDpkg = broken("dpkg", STATUS);

const kinds: readonly ArchiveRow[] = (["dpkg", "npm", "python"] as const).flatMap((kind) => {
  const path = { dpkg: STATUS, npm: PACKAGE_JSON, python: METADATA }[kind];
  return [
    rows(kind, `${kind}: a folder`, folder(path), read(others[kind])),
    rows(kind, `${kind}: a pipe`, header({ name: path, flag: "6" }), read(others[kind])),
    rows(kind, `${kind}: a device of characters`, header({ name: path, flag: "3" }), read(others[kind])),
    rows(kind, `${kind}: a device of blocks`, header({ name: path, flag: "4" }), read(others[kind])),
    rows(kind, `${kind}: of an unknown kind`, header({ name: path, flag: "Z" }), read(others[kind], "FILE_MALFORMED")),
  ].flat();
});

const noUtf8 = raw("\xff\xfe\xc3\x28");

const statuses: readonly ArchiveRow[] = [
  dpkg("dpkg: no bytes", ""),
  dpkg("dpkg: nothing but line breaks", "\n".repeat(1_000_000)),
  brokenDpkg("dpkg: NULs", "\0".repeat(1_000_000)),
  brokenDpkg("dpkg: one line of 10 MB", "x".repeat(10_000_000)),
  dpkg("dpkg: one field of 10 MB", stanza("openssl", "1.1.1k-1", `X: ${"x".repeat(10_000_000)}\n`), OPENSSL),
  dpkg(
    "dpkg: a description of 300,000 lines",
    stanza("openssl", "1.1.1k-1", `Description: x\n${" x\n".repeat(300_000)}`),
    OPENSSL,
  ),
  rows(
    "dpkg",
    "dpkg: 100,000 broken lines",
    file(STATUS, `${"x\n".repeat(100_000)}\n${stanza("openssl", "1.1.1k-1")}`),
    read([...others.dpkg, OPENSSL], "FILE_MALFORMED", "LIMIT_EXCEEDED"),
  ),
  rows(
    "dpkg",
    "dpkg: 20,000 times one package",
    file(STATUS, stanza("openssl", "1.1.1k-1").repeat(20_000)),
    read([...others.dpkg, OPENSSL], "FILE_MALFORMED", "LIMIT_EXCEEDED"),
  ),
  dpkg(
    "dpkg: 100,000 fields",
    stanza("openssl", "1.1.1k-1", Array.from({ length: 100_000 }, (_, i) => `K${i}: v\n`).join("")),
    OPENSSL,
  ),
  dpkg(
    "dpkg: keys of prototypes",
    stanza("openssl", "1.1.1k-1", "__proto__: x\nconstructor: x\ntoString: x\n"),
    OPENSSL,
  ),
  brokenDpkg("dpkg: a package without a version", `Package: x\n\n${stanza("openssl", "1.1.1k-1")}`, OPENSSL),
  rows(
    "dpkg",
    "dpkg: names that are not UTF-8",
    file(STATUS, Buffer.concat([raw("Package: a"), noUtf8, raw("\nVersion: 1\n")])),
    read([...others.dpkg, "a\ufffd\ufffd\ufffd(@1"]),
  ),
  rows(
    "dpkg",
    "dpkg: a name of a megabyte",
    file(STATUS, stanza("x".repeat(1_000_000), "1")),
    read([...others.dpkg, `${"x".repeat(999)}…@1`], "LIMIT_EXCEEDED"),
  ),
  rows(
    "dpkg",
    "dpkg: a version of a megabyte",
    file(STATUS, stanza("x", "1".repeat(1_000_000))),
    read([...others.dpkg, `x@${"1".repeat(999)}…`], "LIMIT_EXCEEDED"),
  ),
  dpkg("dpkg: line breaks of DOS", stanza("openssl", "1.1.1k-1").replaceAll("\n", "\r\n"), OPENSSL),
  dpkg(
    "dpkg: an installed size of 1e400",
    stanza("openssl", "1.1.1k-1", `Installed-Size: ${"9".repeat(400)}\n`),
    OPENSSL,
  ),
  dpkg("dpkg: a negative installed size", stanza("openssl", "1.1.1k-1", "Installed-Size: -1\n"), OPENSSL),
].flat();

const npm = says("npm", PACKAGE_JSON);
const brokenNpm = broken("npm", PACKAGE_JSON);
const json = (fields: string) => `{"name":"left-pad","version":"1.3.0",${fields}}`;

const manifests: readonly ArchiveRow[] = [
  brokenNpm("npm: no bytes", ""),
  brokenNpm("npm: half a manifest", json('"x":1').slice(0, -1)),
  brokenNpm("npm: 100,000 opening brackets", "[".repeat(100_000)),
  npm("npm: lists in lists, 100,000 deep", json(`"x":${"[".repeat(100_000)}${"]".repeat(100_000)}`), LEFT_PAD),
  npm(
    "npm: licences in licences, 100,000 deep",
    json(`"license":${"[".repeat(100_000)}"MIT"${"]".repeat(100_000)}`),
    LEFT_PAD,
  ),
  npm("npm: a million empty objects", json(`"x":[${"{},".repeat(1_000_000)}{}]`), LEFT_PAD),
  npm("npm: 400,000 licences", json(`"licenses":[${Array.from({ length: 400_000 }, (_, i) => `"${i}"`)}]`), LEFT_PAD),
  npm("npm: a description of 3 MB", json(`"description":"${"x".repeat(3_000_000)}"`), LEFT_PAD),
  tooLarge("npm", PACKAGE_JSON)("npm: a description of 20 MB", json(`"description":"${"x".repeat(20_000_000)}"`)),
  npm("npm: a name that is a list", '{"name":["x"],"version":"1"}'),
  npm("npm: a name that is an object of its own texts", '{"name":{"toString":"x","length":1},"version":{"length":9}}'),
  npm(
    "npm: keys of prototypes",
    json('"__proto__":{"name":"x","version":"1"},"constructor":{"prototype":{"x":1}}'),
    LEFT_PAD,
  ),
  npm("npm: null", "null"),
  npm("npm: a number", "1e400"),
  npm("npm: a byte order mark", `\ufeff${json('"x":1')}`, LEFT_PAD),
  rows(
    "npm",
    "npm: names that are not UTF-8",
    file(PACKAGE_JSON, Buffer.concat([raw('{"name":"a'), noUtf8, raw('","version":"1"}')])),
    read([...others.npm, "a\ufffd\ufffd\ufffd(@1"]),
  ),
  rows(
    "npm",
    "npm: a name of a megabyte",
    file(PACKAGE_JSON, JSON.stringify({ name: "x".repeat(1_000_000), version: "1" })),
    read([...others.npm, `${"x".repeat(999)}…@1`], "LIMIT_EXCEEDED"),
  ),
  rows(
    "npm",
    "npm: a name that climbs",
    file(PACKAGE_JSON, '{"name":"../../../etc","version":"../.."}'),
    read([...others.npm, "../../../etc@../.."]),
  ),
].flat();

const python = says("python", METADATA);
const brokenPython = broken("python", METADATA);
const HEAD = "Name: requests\nVersion: 2.31.0\n";

const records: readonly ArchiveRow[] = [
  brokenPython("python: no bytes", ""),
  brokenPython("python: no name", "Version: 1\n"),
  brokenPython("python: an empty line first", `\n${HEAD}`),
  python("python: 500,000 headers", `${HEAD}${"a:b\n".repeat(500_000)}`, REQUESTS),
  python("python: a folded header of 500,000 lines", `${HEAD}Summary: x\n${" x\n".repeat(500_000)}`, REQUESTS),
  python("python: a header of 3 MB", `${HEAD}Summary: ${"x".repeat(3_000_000)}\n`, REQUESTS),
  tooLarge("python", METADATA)("python: a header of 100 MB", `${HEAD}Summary: ${"x".repeat(100_000_000)}\n`),
  python(
    "python: 50,000 classifiers",
    `${HEAD}${"Classifier: License :: OSI Approved :: x\n".repeat(50_000)}`,
    REQUESTS,
  ),
  rows(
    "python",
    "python: names that are not UTF-8",
    file(METADATA, Buffer.concat([raw("Name: a"), noUtf8, raw("\nVersion: 1\n")])),
    read([...others.python, "a\ufffd\ufffd\ufffd(@1"]),
  ),
  rows(
    "python",
    "python: a name of a megabyte",
    file(METADATA, `Name: ${"-_.".repeat(300_000)}\nVersion: 1\n`),
    read([...others.python, `${"-_.".repeat(333)}…@1`], "LIMIT_EXCEEDED"),
  ),
].flat();

const RELEASE = "etc/os-release";
const release = (title: string, content: Name, ...codes: Parameters<typeof read>[1][]) =>
  layerRows(title, [tarOf(file(RELEASE, content), database())], read([OPENSSL], ...codes));

const releases: readonly ArchiveRow[] = [
  release("os-release: 60,000 lines", "A=b\n".repeat(15_000), "FILE_MALFORMED"),
  release("os-release: one line of 60 KB", `ID=${"x".repeat(60_000)}`, "LIMIT_EXCEEDED"),
  release("os-release: a megabyte", `ID=debian\nX=${"x".repeat(1_000_000)}`, "LIMIT_EXCEEDED"),
  release("os-release: quotes without an end", `ID="debian\nVERSION="${"\\".repeat(50_000)}`),
  release(
    "os-release: brackets without an end",
    `ID=debian\nVERSION=${"(".repeat(50_000)}\nPRETTY_NAME=${"/sid".repeat(10_000)}`,
    "LIMIT_EXCEEDED",
  ),
  release(
    "os-release: escape sequences",
    "ID=\u001b[2J\u0000\nPRETTY_NAME=\u001b]0;FORGED\u0007\nVERSION_CODENAME=\u009b\n",
  ),
  release("os-release: keys of prototypes", "ID=debian\n__proto__=x\nconstructor=x\n"),
].flat();

/** Package databases that somebody made with care. */
export const DATABASES: Readonly<Record<string, readonly ArchiveRow[]>> = {
  kinds,
  "dpkg's status": statuses,
  "package.json": manifests,
  METADATA: records,
  "os-release": releases,
};
