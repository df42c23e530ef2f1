import type { Cataloger } from "../../../src/catalogers/cataloger.ts";
import { rpm } from "../../../src/catalogers/rpm.ts";
import { readRpmHeader } from "../../../src/formats/rpm-header.ts";
import { catalogFiles } from "../../support/catalog-files.ts";
import { bdbOf, insertPackages, ndbOf, rpmHeader, rpmPackageHeader, sqliteFiles } from "../../support/rpm-files.ts";
import { realFiles } from "../real-files.ts";
import type { Target } from "../target.ts";

const small = rpmPackageHeader("small", "1-1", { 1003: [2], 1009: [70], 1014: "MIT", 1044: "source-1-1.src.rpm" });
const large = rpmPackageHeader("large", "1-1", {
  261: new Uint8Array(16),
  1004: ["A summary", "Une description"],
  1029: Int8Array.from({ length: 40 }, (_, i) => i % 3),
  1047: ["large", "libc.so.6()(64bit)"],
  1049: ["/bin/sh", "small", "rpmlib(X)"],
  1116: Array.from({ length: 40 }, (_, i) => i % 2),
  1117: Array.from({ length: 40 }, (_, i) => `file-${i}`),
  1118: ["/usr/bin/", "/usr/share/large/"],
  5009: 7_000_000_000n,
  5096: "large:1:2:3",
});
const key = rpmPackageHeader("gpg-pubkey", "1-1");
const old = rpmHeader([{ 1000: "old", 1001: "1", 1002: "1", 1027: ["/a/b", "/c"] }, { 1004: "x".repeat(3000) }]);
const headers = [small, large, key, old];

/** Reads the files and makes packages of them, which own paths and depend on packages. */
function packagesOf(files: Readonly<Record<string, Uint8Array>>) {
  const { packages, problems } = catalogFiles(rpm as Cataloger, [files]);
  const purls = new Set(packages.map(({ purl }) => purl));
  return {
    problems,
    packages: packages.map(({ owns, ...pkg }) => {
      const owned = [...(owns?.() ?? [])];
      if (owned.some((path) => !path.startsWith("/") || path.includes("\n"))) throw new Error("owns what is no path");
      if (pkg.dependsOn?.some((purl) => !purls.has(purl))) throw new Error("depends on what is not there");
      return { ...pkg, owned };
    }),
  };
}

export const rpmHeaders: Target = {
  name: "rpm-header",
  corpus: () => headers,
  read(bytes) {
    const header = readRpmHeader(bytes);
    if (typeof header === "string") return header;
    const tags = [261, 1000, 1001, 1003, 1004, 1027, 1029, 1049, 1116, 1117, 1118, 5009];
    return tags.map((tag) => [header.text(tag), header.texts(tag), header.numbers(tag), header.bytes(tag)?.length]);
  },
};

const fileTarget = (name: string, path: string, corpus: readonly Uint8Array[]): Target => ({
  name,
  corpus: () => corpus,
  read: (bytes) => packagesOf({ [path]: bytes }),
});

export const rpmNdb = fileTarget("rpm-ndb", "usr/lib/sysimage/rpm/Packages.db", [
  ndbOf(headers),
  ...realFiles("end-to-end/roots/*/usr/lib/sysimage/rpm/Packages.db"),
]);

export const rpmBdb = fileTarget("rpm-bdb", "var/lib/rpm/Packages", [
  bdbOf(headers),
  bdbOf(headers, { little: false, version: 8 }),
  ...realFiles("end-to-end/roots/*/var/lib/rpm/Packages"),
]);

const many = Array.from({ length: 25 }, (_, i) => rpmPackageHeader(`p${i}`, "1-1", { 1004: "x".repeat(i * 30) }));
const pageBytes = 512;
const { database: plain } = sqliteFiles((db) => insertPackages(db, [...headers, ...many]), { pageBytes });

const SQLITE = "var/lib/rpm/rpmdb.sqlite";

export const rpmSqlite = fileTarget("rpm-sqlite", SQLITE, [
  plain,
  sqliteFiles((db) => insertPackages(db, headers)).database,
  ...realFiles(`end-to-end/roots/*/${SQLITE}`),
]);

const { database, log } = sqliteFiles(
  (db) => {
    db.exec("PRAGMA wal_autocheckpoint = 0");
    insertPackages(db, headers);
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    insertPackages(db, many);
    db.exec("DELETE FROM Packages WHERE hnum > 5 AND hnum % 2 = 0");
  },
  { isLogged: true, pageBytes },
);

/** Makes the checksums of a log right again: else all is passed over that stands behind the first wrong one. */
function mendLog(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 32) return bytes;
  const mended = bytes.slice();
  const view = new DataView(mended.buffer);
  view.setUint32(0, 0x377f0682);
  view.setUint32(8, pageBytes);
  let [sum0, sum1] = [0, 0];
  const add = (start: number, end: number) => {
    for (let at = start; at < end; at += 8) {
      sum0 = (sum0 + view.getUint32(at, true) + sum1) >>> 0;
      sum1 = (sum1 + view.getUint32(at + 4, true) + sum0) >>> 0;
    }
  };
  const write = (at: number) => {
    view.setUint32(at, sum0);
    view.setUint32(at + 4, sum1);
  };
  add(0, 24);
  write(24);
  for (let at = 32; at + 24 + pageBytes <= mended.length; at += 24 + pageBytes) {
    mended.copyWithin(at + 8, 16, 24);
    add(at, at + 8);
    add(at + 24, at + 24 + pageBytes);
    write(at + 16);
  }
  return mended;
}

/** A log over a database, whole or damaged. */
export const rpmLog: Target = {
  name: "rpm-sqlite-log",
  corpus: () => [log],
  mend: mendLog,
  read: (bytes, random) => {
    const files = { [SQLITE]: database, [`${SQLITE}-wal`]: bytes };
    // Which of two files is seen first must not matter.
    return packagesOf(random.below(2) === 0 ? files : Object.fromEntries(Object.entries(files).reverse()));
  },
};
