import { deflateRawSync, deflateSync } from "node:zlib";
import { elfOf, goBuildInfoOf } from "../../support/program-files.ts";
import { rpmPackageHeader, sqliteFiles } from "../../support/rpm-files.ts";
import { zipOf } from "../../support/zip.ts";
import { concat, END, file, header, type Name } from "../hostile-tar.ts";
import { type ArchiveRow, dockerRow, read } from "./archive-row.ts";
import { bytesOf } from "./bytes.ts";
import { ALL, HONEST } from "./content.ts";
import { blobLayer, craft, dockerMembers } from "./crafted-image.ts";
import { bdbOfCopies, ndbOfCopies } from "./large-rpm.ts";
import { directoryOf, zipOfPacked } from "./large-zip.ts";

const MIB = 1024 * 1024;

type Content = Uint8Array | string | (() => Iterable<Uint8Array>);

/** Beside packages of every kind a file that somebody made with care, in a layer that is read in part. */
function beside(
  title: string,
  path: Name,
  make: () => Content,
  expected: ArchiveRow["expected"] = read(ALL),
  isExecutable = false,
): ArchiveRow {
  return dockerRow(
    title,
    () => {
      const content = make();
      const parts = typeof content === "function" ? [...content()] : [Buffer.from(content as Uint8Array)];
      const size = parts.reduce((sum, { length }) => sum + length, 0);
      const tar = bytesOf(function* () {
        yield HONEST.subarray(0, -END.length);
        yield header({ name: path, size, ...(isExecutable && { also: { 100: "0000755\0" } }) });
        yield* parts;
        yield new Uint8Array((512 - (size % 512)) % 512);
        yield END;
      });
      return dockerMembers(craft([blobLayer(tar, tar, "none")]));
    },
    expected,
  );
}

let made: Uint8Array | undefined;

/** A header of 30 MB: half a million names of files, and texts. */
function heavyHeader(): Uint8Array {
  if (made) return made;
  const names = Array.from({ length: 500_000 }, (_, i) => `a-file-of-the-package-that-has-a-long-name-${i}`);
  made = rpmPackageHeader("heavy", "1-1", {
    1004: "x".repeat(100_000),
    1116: new Array<number>(500_000).fill(0),
    1117: names,
    1118: ["/"],
  });
  return made;
}
const wordyHeader = () => rpmPackageHeader("wordy", "1-1", { 1004: "x".repeat(3500) });

const rpm: readonly ArchiveRow[] = [
  beside(
    "rpm: a Berkeley DB of 240 MB, half a million files in each package",
    "var/lib/rpm/Packages",
    () => () => bdbOfCopies(heavyHeader(), 8),
    read([...ALL, "heavy@1-1"], "LIMIT_EXCEEDED"),
  ),
  beside(
    "rpm: an ndb of 240 MB, half a million files in each package",
    "usr/lib/sysimage/rpm/Packages.db",
    () => () => ndbOfCopies(heavyHeader(), 8),
    read([...ALL, "heavy@1-1"], "LIMIT_EXCEEDED"),
  ),
  beside(
    "rpm: an ndb of 240 MB, a description in each of 65,000 packages",
    "usr/lib/sysimage/rpm/Packages.db",
    () => () => ndbOfCopies(wordyHeader(), 65_000),
    read([...ALL, "wordy@1-1"], "LIMIT_EXCEEDED"),
  ),
  beside(
    "rpm: an SQLite database of 240 MB, half a million files in each package",
    "var/lib/rpm/rpmdb.sqlite",
    () => {
      const blob = heavyHeader();
      return sqliteFiles(
        (db) => {
          db.exec("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)");
          for (let i = 0; i < 8; i++) db.prepare("INSERT INTO Packages (blob) VALUES (?)").run(blob);
        },
        { pageBytes: 65_536 },
      ).database;
    },
    read([...ALL, "heavy@1-1"], "LIMIT_EXCEEDED"),
  ),
];

const jar = (title: string, make: () => Content, found: readonly string[], ...codes: Parameters<typeof read>[1][]) =>
  beside(`jar: ${title}`, "srv/app-1.jar", make, read([...ALL, ...found], ...codes));

const packed = (content: string | Uint8Array) => {
  const bytes = Buffer.from(content as Uint8Array);
  return { packed: deflateRawSync(bytes), sizeBytes: bytes.length };
};

/** Archives within each other, each behind so many zeros. */
function nested(depth: number, zeros: number): Uint8Array {
  let inner: Uint8Array = zipOf([]);
  for (let i = depth; i > 0; i--)
    inner = zipOf([{ name: `a${i}-1.jar`, content: concat(new Uint8Array(zeros), inner) }]);
  return inner;
}

const pomOf = (i: number) =>
  `<project><groupId>g</groupId><artifactId>a${i}</artifactId><version>1</version><properties>${Array.from(
    { length: 200 },
    (_, p) => `<p${p}>1</p${p}>`,
  ).join("")}</properties></project>`;

/** Each asks for thousands of characters by a name of a few. */
const needyPom = () => {
  const needs = Array.from(
    { length: 4000 },
    (_, i) => `<dependency><groupId>g</groupId><artifactId>\${l}${i}</artifactId></dependency>`,
  );
  return `<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version><properties><l>${"x".repeat(4000)}</l></properties><dependencies>${needs.join("")}</dependencies></project>`;
};

const jars: readonly ArchiveRow[] = [
  jar(
    "500,000 archives that are one",
    () => directoryOf(500_000, (i) => `${i}.jar`),
    ["app@1"],
    "FILE_MALFORMED",
    "LIMIT_EXCEEDED",
  ),
  jar("500,000 classes", () => directoryOf(500_000, (i) => `c/${i}.class`), ["app@1"]),
  jar(
    "archives of 48 MB within each other",
    () => nested(7, 48 * MIB),
    ["app@1", "a1@1", "a2@1", "a3@1", "a4@1", "a5@1"],
    "LIMIT_EXCEEDED",
  ),
  jar(
    "a record that unpacks to 200 MB and says that it is small",
    () =>
      zipOf([
        { name: "META-INF/maven/g/app/pom.properties", content: new Uint8Array(200 * MIB), uncompressedSize: 100 },
      ]),
    ["app@1"],
    "LIMIT_EXCEEDED",
  ),
  jar(
    "10,000 poms of a megabyte",
    () => {
      const pom = packed(`<project>${" ".repeat(MIB - 100)}</project>`);
      return () =>
        zipOfPacked(
          10_000,
          (i) => `META-INF/maven/g/a${i}/pom.xml`,
          () => pom,
        );
    },
    ["app@1"],
    "LIMIT_EXCEEDED",
  ),
  jar(
    "10,000 poms of 200 properties each",
    () => () =>
      zipOfPacked(
        10_000,
        (i) => `META-INF/maven/g/a${i}/pom.xml`,
        (i) => packed(pomOf(i)),
      ),
    ["app@1", ...Array.from({ length: 251 }, (_, i) => `a${i}@1`)],
    "LIMIT_EXCEEDED",
  ),
  jar(
    "80 poms that ask for 4,000 packages of 4,000 characters each",
    () => {
      const pom = packed(needyPom());
      return () =>
        zipOfPacked(
          80,
          (i) => `META-INF/maven/g/a${i}/pom.xml`,
          () => pom,
        );
    },
    ["app@1", "a@1"],
    "LIMIT_EXCEEDED",
  ),
  jar(
    "a pom.properties of a million keys",
    () =>
      zipOf(
        Array.from({ length: 6 }, (_, n) => ({
          name: `META-INF/maven/g/a${n}/pom.properties`,
          content: Array.from({ length: 500_000 }, (_, i) => `${i}\n`).join(""),
        })),
      ),
    ["app@1"],
  ),
  jar("sizes of the large form that no file has", () => zipOf64(), ["app@1"], "LIMIT_EXCEEDED"),
];

/** An archive within, of which the fields for large files say that it has 2^62 bytes. */
function zipOf64(): Uint8Array {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  for (const at of [4, 12, 20]) extra.writeBigUInt64LE(2n ** 62n, at);
  return Buffer.concat([...directoryOf(1, () => "b-1.jar", { extra, sizes: 0xffffffff })()]);
}

/** Beside a section, so many bytes. */
const elf = (name: string, content: Uint8Array) => elfOf([{ name, content }]);

const modules = (lines: number) => Array.from({ length: lines }, (_, i) => `build\tk${i}=v`);

const programs: readonly ArchiveRow[] = [
  beside(
    "go: a section of 200 MB without a mark",
    "usr/bin/tool",
    () => elf(".go.buildinfo", new Uint8Array(200 * MIB)),
    read(ALL),
    true,
  ),
  beside(
    "go: a million settings",
    "usr/bin/tool",
    () => elf(".go.buildinfo", goBuildInfoOf("go1.22.3", modules(1_000_000))),
    read([...ALL, "stdlib@1.22.3"]),
    true,
  ),
  beside(
    "rust: a list of crates that unpacks to 200 MB",
    "usr/bin/tool",
    () => elf(".dep-v0", concat(deflateSync(new Uint8Array(200 * MIB)), new Uint8Array(100_000))),
    read(ALL, "FILE_MALFORMED"),
    true,
  ),
  beside(
    "rust: a list of five million empty crates",
    "usr/bin/tool",
    () => elf(".dep-v0", concat(deflateSync(`{"packages":[${"{},".repeat(5_000_000)}{}]}`), new Uint8Array(100_000))),
    read(ALL, "LIMIT_EXCEEDED"),
    true,
  ),
];

/** So many lines, a part each thousand. */
const lines = (count: number, lineOf: (i: number) => string) =>
  function* () {
    for (let from = 0; from < count; from += 10_000) {
      yield Buffer.from(Array.from({ length: Math.min(10_000, count - from) }, (_, i) => lineOf(from + i)).join(""));
    }
  };

const lists: readonly ArchiveRow[] = [
  beside(
    "composer: a list of 200 MB",
    "srv/vendor/composer/installed.json",
    () => new Uint8Array(200 * MIB).fill(0x20),
    read(ALL, "LIMIT_EXCEEDED"),
  ),
  beside(
    "composer: five million empty packages",
    "srv/vendor/composer/installed.json",
    () => `[${"{},".repeat(5_000_000)}{}]`,
    read(ALL, "LIMIT_EXCEEDED"),
  ),
  beside(
    "gem: a list of a million names",
    "usr/lib/ruby/gems/3.1.0/specifications/a-1.gemspec",
    () =>
      `Gem::Specification.new do |s|\ns.name = "a"\ns.version = "1"\n${"s.add_dependency(%q<b>)\n".repeat(150_000)}`,
    read([...ALL, "a@1"]),
  ),
  beside(
    "python: a RECORD of five million lines",
    "usr/lib/python3/dist-packages/requests-2.31.0.dist-info/RECORD",
    () => lines(5_000_000, () => "a,,1\n"),
    read(ALL),
  ),
  beside(
    "python: a million headers",
    "usr/lib/python3/dist-packages/a-1.dist-info/METADATA",
    () => `Name: a\nVersion: 1\n${"K: v\n".repeat(800_000)}`,
    read([...ALL, "a@1"]),
  ),
  beside(
    "dpkg: a list of eight million files",
    "var/lib/dpkg/info/openssl.list",
    () => lines(8_000_000, (i) => `/${i % 10}\n`),
    read(ALL),
  ),
  beside(
    "apk: a database of two million lines",
    "lib/apk/db/installed",
    () => lines(2_000_000, (i) => (i === 0 ? "P:a\nV:1\nF:usr\n" : `R:${i}\n`)),
    read([...ALL, "a@1"]),
  ),
  dockerRow(
    "npm: 5,000 packages with ten licences of 1,000 characters each",
    () => {
      const text = (i: number) => `${i}, MIT and Apache or `.repeat(50).slice(0, 1000);
      const tar = bytesOf(function* () {
        yield HONEST.subarray(0, -END.length);
        for (let i = 0; i < 5000; i++) {
          const licenses = Array.from({ length: 10 }, (_, n) => text(10 * i + n));
          const json = JSON.stringify({ name: `p${i}`, version: "1", licenses });
          yield file(`node_modules/p${i}/package.json`, json);
        }
        yield END;
      });
      return dockerMembers(craft([blobLayer(tar, tar, "none")]));
    },
    read([...ALL, ...Array.from({ length: 5000 }, (_, i) => `p${i}@1`)], "LIMIT_EXCEEDED"),
  ),
];

/** Records of packages that somebody made with care, one at a time. */
export const PACKAGES: Readonly<Record<string, readonly ArchiveRow[]>> = { rpm, jars, programs, lists };
