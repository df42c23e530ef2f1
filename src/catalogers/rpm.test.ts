import type { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import {
  bdbOf,
  type HeaderTags,
  insertPackages,
  ndbOf,
  rpmHeader,
  rpmPackageHeader,
  sqliteFiles,
  sqliteOf,
} from "../../test/support/rpm-files.ts";
import type { Distribution } from "../model/distribution.ts";
import { NO_FACTS } from "./cataloger.ts";
import { rpm } from "./rpm.ts";

const fedora: Distribution = {
  id: "fedora",
  name: "Fedora Linux 40",
  versionId: "40",
  idLike: [],
  readFrom: "etc/os-release",
};

const SQLITE = "var/lib/rpm/rpmdb.sqlite";
const LOG = "var/lib/rpm/rpmdb.sqlite-wal";
const NDB = "usr/lib/sysimage/rpm/Packages.db";
const BDB = "var/lib/rpm/Packages";

type Layer = Parameters<typeof catalogFiles>[1][number];

const read = (...layers: Layer[]) => catalogFiles(rpm, layers, fedora);

const namesOf = (packages: ReturnType<typeof read>["packages"]) =>
  packages.map(({ name, version }) => `${name} ${version}`).sort();

const [a1, a2, b1] = [
  rpmPackageHeader("a", "1-1"),
  rpmPackageHeader("a", "2-1"),
  rpmPackageHeader("b", "1-1"),
] as const;

describe("every form of the database is read:", () => {
  test.each([
    ["SQLite", SQLITE, sqliteOf([a1, b1])],
    ["ndb", NDB, ndbOf([a1, b1])],
    ["Berkeley DB", BDB, bdbOf([a1, b1])],
    ["Berkeley DB of the other byte order", BDB, bdbOf([a1, b1], { little: false, version: 8 })],
  ])("%s", (_, path, bytes) => {
    const { packages, problems } = read({ [path]: bytes });
    expect(namesOf(packages)).toEqual(["a 1-1", "b 1-1"]);
    expect(packages[0]?.locations).toEqual([{ path, layer: 0 }]);
    expect(problems).toEqual([]);
  });
});

test("a package carries all that its header says", () => {
  const header = rpmPackageHeader("libuuid", "2.32.1-42.el8_8", {
    261: Uint8Array.from({ length: 16 }, (_, i) => i),
    273: "ab".repeat(32),
    1003: [2],
    1004: ["Universally unique ID library", "Bibliothèque"],
    1009: [35_000],
    1011: "Red Hat, Inc.",
    1014: "BSD and GPLv2+",
    1015: "Red Hat, Inc. <http://bugzilla.redhat.com/bugzilla>",
    1020: "https://en.wikipedia.org/wiki/Util-linux",
    1044: "util-linux-2.32.1-42.el8_8.src.rpm",
    5096: "util:2:80:ad00",
  });
  const { packages, problems } = catalogFiles(rpm, [{ [SQLITE]: sqliteOf([header]) }], {
    ...fedora,
    id: "rhel",
    versionId: "8.8",
  });
  expect(packages).toEqual([
    {
      purl:
        "pkg:rpm/redhat/libuuid@2.32.1-42.el8_8?arch=x86_64&distro=rhel-8.8&epoch=2&rpmmod=util:2:80:ad00" +
        "&upstream=util-linux%402:2.32.1-42.el8_8",
      type: "rpm",
      namespace: "redhat",
      name: "libuuid",
      version: "2:2.32.1-42.el8_8",
      source: { name: "util-linux", version: "2:2.32.1-42.el8_8" },
      architecture: "x86_64",
      licenses: ["BSD and GPLv2+"],
      author: "Red Hat, Inc.",
      description: "Universally unique ID library",
      homepage: "https://en.wikipedia.org/wiki/Util-linux",
      installedSizeBytes: 35_000,
      properties: {
        "rpm:vendor": "Red Hat, Inc.",
        "rpm:packager": "Red Hat, Inc. <http://bugzilla.redhat.com/bugzilla>",
        "rpm:sourceRpm": "util-linux-2.32.1-42.el8_8.src.rpm",
        "rpm:modularityLabel": "util:2:80:ad00",
        "rpm:headerAndPayloadMd5": "000102030405060708090a0b0c0d0e0f",
        "rpm:headerSha256": "ab".repeat(32),
      },
      layer: 0,
      locations: [{ path: SQLITE, layer: 0 }],
      owns: expect.any(Function),
    },
  ]);
  expect(problems).toEqual([]);
});

describe("what a header says means", () => {
  const one = (tags: HeaderTags) => read({ [BDB]: bdbOf([rpmPackageHeader("a", "1-1", tags)]) }).packages[0];
  const purl = "pkg:rpm/fedora/a@1-1?arch=x86_64&distro=fedora-40";
  test.each<{ title: string; tags: HeaderTags; expected: object }>([
    { title: "nothing more than a name and a version", tags: {}, expected: { purl, version: "1-1", licenses: [] } },
    { title: "an epoch of 0: the same as none", tags: { 1003: [0] }, expected: { purl, version: "1-1" } },
    {
      title: "a size of more than 4 GiB",
      tags: { 5009: 5n * 2n ** 30n, 1009: [7] },
      expected: { installedSizeBytes: 5 * 2 ** 30 },
    },
    { title: "a size that is no number of bytes", tags: { 5009: 2n ** 63n }, expected: { purl } },
    {
      title: "a source of the same name and version",
      tags: { 1044: "a-1-1.src.rpm" },
      expected: { purl, source: { name: "a", version: "1-1" } },
    },
    {
      title: "a source that may not be passed on",
      tags: { 1044: "b-c-7-1.nosrc.rpm" },
      expected: { purl: `${purl}&upstream=b-c%407-1`, source: { name: "b-c", version: "7-1" } },
    },
    {
      title: "nothing, written out",
      tags: { 1044: "(none)", 1011: "(none)", 1015: "me" },
      expected: { purl, author: "me" },
    },
    { title: "a packager where there is no vendor", tags: { 1015: "me" }, expected: { author: "me" } },
  ])("$title", ({ tags, expected }) => {
    expect(one(tags)).toMatchObject(expected);
  });

  test("no source where the name of one is none", () => {
    expect(one({ 1044: "something" })?.source).toBeUndefined();
  });
});

test("keys by which packages are signed are no packages", () => {
  const key = rpmPackageHeader("gpg-pubkey", "64dab85d-57d33e22", { 1022: "(none)" });
  expect(read({ [NDB]: ndbOf([key, a1]) })).toMatchObject({ packages: [{ name: "a" }], problems: [] });
});

describe("of distributions and their package URLs", () => {
  test.each([
    ["rhel", "pkg:rpm/redhat/a@1-1?arch=x86_64&distro=rhel-40"],
    ["opensuse-leap", "pkg:rpm/opensuse/a@1-1?arch=x86_64&distro=opensuse-leap-40"],
    ["rocky", "pkg:rpm/rocky/a@1-1?arch=x86_64&distro=rocky-40"],
  ])("%s", (id, purl) => {
    expect(catalogFiles(rpm, [{ [NDB]: ndbOf([a1]) }], { ...fedora, id }).packages[0]?.purl).toBe(purl);
  });
});

test("a package owns its files, but not those that are not there", () => {
  const header = rpmPackageHeader("a", "1-1", {
    1029: Int8Array.from([0, 1, 2, 0, 0]),
    1116: [0, 0, 1, 1, 7],
    1117: ["a", "replaced", "left-out", "b", "of-no-folder"],
    1118: ["/usr/bin/", "/usr/share/doc/a/"],
  });
  const [pkg] = read({ [NDB]: ndbOf([header]) }).packages;
  expect([...(pkg?.owns?.() ?? [])]).toEqual(["/usr/bin/a", "/usr/share/doc/a/b"]);
});

test("packages of before rpm 4 have whole paths", () => {
  const header = rpmPackageHeader("a", "1-1", { 1027: ["/bin/a", "/etc/a.conf", "relative"] });
  const [pkg] = read({ [NDB]: ndbOf([header]) }).packages;
  expect([...(pkg?.owns?.() ?? [])]).toEqual(["/bin/a", "/etc/a.conf"]);
});

test("a package depends on those that provide what it requires", () => {
  const provides = (name: string, names: string[], more: HeaderTags = {}) =>
    rpmPackageHeader(name, "1-1", { 1047: names, ...more });
  const { packages } = read({
    [NDB]: ndbOf([
      provides("app", ["app"], {
        1049: ["libc.so.6()(64bit)", "/bin/sh", "/usr/bin/perl", "rpmlib(X)", "app", "(x if y)", "no"],
      }),
      provides("glibc", ["libc.so.6()(64bit)", "glibc"]),
      provides("bash", ["bash"], { 1116: [0, 0], 1117: ["bash", "sh"], 1118: ["/usr/bin/"], 1049: ["glibc", "glibc"] }),
      provides("perl", ["perl", "/usr/bin/perl"]),
    ]),
    // `bin` leads to `usr/bin` where a system has them in one.
    "bin/sh": "x",
  });
  const needs = Object.fromEntries(
    packages.map(({ name, dependsOn }) => [name, dependsOn?.map((purl) => /fedora\/(\w+)@/.exec(purl)?.[1])]),
  );
  expect(needs).toEqual({ app: ["glibc", "perl"], glibc: undefined, bash: ["glibc"], perl: undefined });
});

describe("a write-ahead log that was not written back", () => {
  const large = rpmPackageHeader("large", "1-1", { 1004: "x".repeat(20_000) });

  /** What stands on the disk while the connection is open. */
  const left = (before: readonly Uint8Array[], steps: (db: DatabaseSync) => void, pageBytes = 1024) => {
    const { database, log } = sqliteFiles(
      (db) => {
        db.exec("PRAGMA wal_autocheckpoint = 0");
        if (before.length > 0) {
          insertPackages(db, before);
          db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        steps(db);
      },
      { isLogged: true, pageBytes },
    );
    return { [SQLITE]: database, [LOG]: log };
  };
  const many = Array.from({ length: 60 }, (_, i) => rpmPackageHeader(`p${i}`, "1-1", { 1004: "x".repeat(i * 50) }));
  const insert =
    (...headers: Uint8Array[]) =>
    (db: DatabaseSync) =>
      insertPackages(db, headers);

  test.each<{ title: string; before: readonly Uint8Array[]; steps: (db: DatabaseSync) => void; names: string[] }>([
    { title: "has all of a new database", before: [], steps: insert(a1, large), names: ["a 1-1", "large 1-1"] },
    { title: "adds", before: [a1], steps: insert(b1, large), names: ["a 1-1", "b 1-1", "large 1-1"] },
    {
      title: "adds beside a package on many pages, which only moves",
      before: [large],
      steps: insert(...many),
      names: ["large 1-1", ...many.map((_, i) => `p${i} 1-1`)],
    },
    {
      title: "takes away",
      before: [a1, large, b1],
      steps: (db) => db.exec("DELETE FROM Packages WHERE hnum < 3"),
      names: ["b 1-1"],
    },
    {
      title: "takes away all",
      before: many,
      steps: (db) => db.exec("DELETE FROM Packages"),
      names: [],
    },
    {
      title: "takes away what stands between, and puts others in its place",
      before: [...many, large],
      steps(db) {
        db.exec("DELETE FROM Packages WHERE hnum BETWEEN 2 AND 60");
        insertPackages(db, [b1, rpmPackageHeader("other", "1-1", { 1004: "y".repeat(9000) })]);
      },
      names: ["b 1-1", "large 1-1", "other 1-1", "p0 1-1"],
    },
  ])("$title", ({ before, steps, names }) => {
    const { packages, problems } = read(left(before, steps));
    expect(namesOf(packages)).toEqual(names.sort());
    expect(problems).toEqual([]);
  });

  test("counts where it stands, of whatever layer", () => {
    const files = left([a1], insert(b1));
    const lower = { [SQLITE]: files[SQLITE] };
    const upper = { [LOG]: files[LOG] };
    expect(namesOf(read(lower).packages)).toEqual(["a 1-1"]);
    const { packages } = read(lower, upper);
    expect(packages.map(({ name, layer, locations }) => [name, layer, locations])).toEqual([
      ["a", 0, [{ path: LOG, layer: 1 }]],
      ["b", 1, [{ path: LOG, layer: 1 }]],
    ]);
    expect(namesOf(read(lower, upper, { [LOG]: null }).packages)).toEqual(["a 1-1"]);
    expect(namesOf(read(lower, upper, { [LOG]: new Uint8Array() }).packages)).toEqual(["a 1-1"]);
  });

  test("alone says nothing", () => {
    expect(read({ [LOG]: left([], insert(a1))[LOG] })).toEqual({ packages: [], problems: [] });
  });

  test("of another page size is told, and left out", () => {
    const { packages, problems } = read({ [SQLITE]: sqliteOf([a1]), [LOG]: left([], insert(b1))[LOG] });
    expect(namesOf(packages)).toEqual(["a 1-1"]);
    expect(problems.map(({ message }) => message)).toEqual([
      `${SQLITE}: has pages of 4096 bytes, its log of 1024; the log was left out`,
    ]);
  });

  test("of another database, through which a package cannot be put together, is told", () => {
    const files = left([large], insert(...many));
    const other = sqliteOf([a1], 1024);
    const { packages, problems } = read({ [SQLITE]: other, [LOG]: files[LOG] });
    expect(packages.length).toBe(60);
    expect(problems.map(({ message }) => message)).toEqual([`${SQLITE}: the package 1 was rewritten in part`]);
  });

  test("that is none is told, and left out", () => {
    const { packages, problems } = read({ [SQLITE]: sqliteOf([a1]), [LOG]: "bogus".repeat(20) });
    expect(namesOf(packages)).toEqual(["a 1-1"]);
    expect(problems).toEqual([expect.objectContaining({ code: "FILE_MALFORMED", path: LOG })]);
  });
});

describe("of several databases", () => {
  test("in one folder the newest form that holds packages counts", () => {
    const [older, newer] = [bdbOf([a1]), sqliteOf([a2])];
    expect(namesOf(read({ [BDB]: older, [SQLITE]: newer }).packages)).toEqual(["a 2-1"]);
    expect(namesOf(read({ [BDB]: older, [SQLITE]: sqliteOf([]) }).packages)).toEqual(["a 1-1"]);
    expect(namesOf(read({ [BDB]: older, [SQLITE]: new Uint8Array() }).packages)).toEqual(["a 1-1"]);
  });

  test("in several folders all count", () => {
    expect(namesOf(read({ [BDB]: bdbOf([a1]), [NDB]: ndbOf([b1]) }).packages)).toEqual(["a 1-1", "b 1-1"]);
  });
});

describe("the layer that brought a package", () => {
  const db = (...headers: Uint8Array[]) => ({ [SQLITE]: sqliteOf(headers) });
  const layersOf = (...layers: Layer[]) =>
    read(...layers).packages.map(({ name, version, layer, locations }) => [name, version, layer, locations[0]?.layer]);

  test("is the first that had it, though later ones wrote the database anew", () => {
    expect(layersOf(db(a1), {}, db(a1, b1))).toEqual([
      ["a", "1-1", 0, 2],
      ["b", "1-1", 2, 2],
    ]);
  });

  test("is that of an upgrade, or of the second installation", () => {
    expect(layersOf(db(a1, b1), db(a2), db(a2, b1))).toEqual([
      ["a", "2-1", 1, 2],
      ["b", "1-1", 2, 2],
    ]);
  });

  test("stays where a database changes its form", () => {
    expect(layersOf({ [BDB]: bdbOf([a1]) }, { ...db(a1), [BDB]: null })).toEqual([["a", "1-1", 0, 1]]);
  });

  test("of a database that was taken away there are none", () => {
    expect(layersOf(db(a1), { [SQLITE]: null })).toEqual([]);
  });
});

describe("what is damaged is told, and the rest is read:", () => {
  const noName = rpmHeader({ 1001: "1", 1002: "1" });
  const noRelease = rpmHeader({ 1000: "x", 1001: "1" });
  const notText = rpmHeader({ 1000: [7], 1001: "1", 1002: "1" });
  test.each([
    ["SQLite", SQLITE, sqliteOf],
    ["ndb", NDB, ndbOf],
    ["Berkeley DB", BDB, bdbOf],
  ])("headers in %s", (_, path, make) => {
    const { packages, problems } = read({ [path]: make([noName, a1, noRelease, notText, new Uint8Array(9), b1]) });
    expect(namesOf(packages)).toEqual(["a 1-1", "b 1-1"]);
    expect(problems).toEqual(
      [
        "the package 1: a package has no name",
        "the package 3: the package 'x' has no release",
        "the package 4: a package has no name",
        "the package 5: the header has no tags",
      ].map((message) => ({ code: "FILE_MALFORMED", path, message: `${path}: ${message}` })),
    );
  });

  test.each([
    [SQLITE, /is too short to be an SQLite database/],
    [NDB, /is not an ndb database/],
    [BDB, /is too short/],
    [LOG, /is too short to be a write-ahead log/],
    ["var/lib/rpmmanifest/container-manifest-2", /line 1 names no package/],
  ])("text in the place of %s", (path, problem) => {
    const { packages, problems } = read({ [path]: "bogus" });
    expect(packages).toEqual([]);
    expect(problems).toEqual([{ code: "FILE_MALFORMED", path, message: expect.stringMatching(problem) }]);
  });

  test("a database of SQLite's that is not rpm's", () => {
    const { database } = sqliteFiles((db) => db.exec("CREATE TABLE t (a)"));
    expect(read({ [SQLITE]: database }).problems).toEqual([
      { code: "FILE_MALFORMED", path: SQLITE, message: `${SQLITE}: has no table Packages` },
    ]);
  });
});

describe("the lists of distroless images", () => {
  const SHORT = "var/lib/rpmmanifest/container-manifest-1";
  const LONG = "var/lib/rpmmanifest/container-manifest-2";
  const line =
    "vim\t9.0-1.cm2\t1653816591\t1653753130\tMicrosoft Corporation\t2\t45000\tx86_64\t2\tvim-src-9.0-1.cm2.src.rpm\n";

  test("have a package a line", () => {
    expect(read({ [LONG]: line }).packages).toMatchObject([
      {
        purl: "pkg:rpm/fedora/vim@9.0-1.cm2?arch=x86_64&distro=fedora-40&epoch=2&upstream=vim-src%402:9.0-1.cm2",
        name: "vim",
        version: "2:9.0-1.cm2",
        source: { name: "vim-src", version: "2:9.0-1.cm2" },
        architecture: "x86_64",
        author: "Microsoft Corporation",
        installedSizeBytes: 45_000,
        locations: [{ path: LONG, layer: 0 }],
      },
    ]);
  });

  test("of names alone are read where there is no other", () => {
    const names = "glibc-2.35-6.cm2.x86_64\ngpg-pubkey-3135ce90-5e6fda74\ntzdata-2024a-1.cm2.noarch\n";
    expect(namesOf(read({ [SHORT]: names }).packages)).toEqual(["glibc 2.35-6.cm2", "tzdata 2024a-1.cm2"]);
    expect(namesOf(read({ [SHORT]: names, [LONG]: line }).packages)).toEqual(["vim 2:9.0-1.cm2"]);
  });

  test("count only where there is no database", () => {
    expect(namesOf(read({ [LONG]: line, [SQLITE]: sqliteOf([a1]) }).packages)).toEqual(["a 1-1"]);
    expect(namesOf(read({ [LONG]: line, [SQLITE]: sqliteOf([]) }).packages)).toEqual(["vim 2:9.0-1.cm2"]);
  });
});

describe("what is more than is kept is told:", () => {
  const LIST = "var/lib/rpmmanifest/container-manifest-2";
  const expectLimit = ({ packages, problems }: ReturnType<typeof read>, count: number, path: string, told: RegExp) => {
    expect(packages.length).toBe(count);
    expect(problems).toEqual([{ code: "LIMIT_EXCEEDED", path, message: expect.stringMatching(told) }]);
  };

  test("marks of dnf", () => {
    const path = "usr/lib/sysimage/libdnf5/packages.toml";
    const lines = Array.from({ length: 100_001 }, (_, i) => `"p${i}.noarch".reason = "User"`);
    const { packages, problems } = read({ [path]: `[packages]\n${lines.join("\n")}`, [NDB]: ndbOf([a1]) });
    expect(packages.length).toBe(1);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([["LIMIT_EXCEEDED", path]]);
  });

  test("packages", () => {
    const line = (i: number) => `p${i}\t1-1\t0\t0\tx\t(none)\t1\tnoarch\t0\tp-1-1.src.rpm\n`;
    const list = Array.from({ length: 100_001 }, (_, i) => line(i)).join("");
    expectLimit(read({ [LIST]: list }), 100_000, LIST, /more than 100000 packages or rows/);
    expectLimit(read({ [LIST]: line(0).repeat(400_000) }), 0, LIST, /more than 100000 packages or rows/);
  });

  test("paths", () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `${i}`);
    const long = { 1116: names.map(() => 0), 1117: names, 1118: [`/${"x".repeat(4000)}/`] };
    const headers = [a1, rpmPackageHeader("b", "1-1", long), rpmPackageHeader("c", "1-1", long), b1];
    const found = read({ [NDB]: ndbOf(headers) });
    expectLimit(found, 4, NDB, /more than 134217728 characters of paths/);
    expect(found.packages.map(({ owns }) => [...(owns?.() ?? [])].length)).toEqual([0, 20_000, 0, 0]);
  });

  test("a path that no container could open is left out", () => {
    const header = rpmPackageHeader("a", "1-1", { 1116: [0, 0], 1117: ["x".repeat(5000), "b"], 1118: ["/usr/"] });
    const { packages, problems } = read({ [NDB]: ndbOf([header]) });
    expect([...(packages[0]?.owns?.() ?? [])]).toEqual(["/usr/b"]);
    expect(problems).toEqual([]);
  });

  test("problems of a database", () => {
    const { packages, problems } = read({ [SQLITE]: sqliteOf(Array.from({ length: 150 }, () => new Uint8Array(9))) });
    expect(packages).toEqual([]);
    expect(problems.length).toBe(101);
    expect(problems.at(-1)?.message).toBe(`${SQLITE}: 50 more problems were left out`);
  });
});

describe("whether somebody asked for a package is what dnf remembers:", () => {
  const HISTORY = "var/lib/dnf/history.sqlite";
  const schema = `
    CREATE TABLE trans (id INTEGER PRIMARY KEY, dt_begin INTEGER NOT NULL, dt_end INTEGER, rpmdb_version_begin TEXT,
      rpmdb_version_end TEXT, releasever TEXT, user_id INTEGER, cmdline TEXT, state INTEGER, comment TEXT DEFAULT '');
    CREATE TABLE trans_item (id INTEGER PRIMARY KEY AUTOINCREMENT, trans_id INTEGER, item_id INTEGER, repo_id INTEGER,
      action INTEGER NOT NULL, reason INTEGER NOT NULL, state INTEGER NOT NULL);
    CREATE TABLE rpm (item_id INTEGER UNIQUE NOT NULL, name TEXT NOT NULL, epoch INTEGER NOT NULL, version TEXT NOT NULL,
      release TEXT NOT NULL, arch TEXT NOT NULL);`;
  const [install, upgrade, upgraded, remove, change] = [1, 6, 7, 8, 11];
  const [dependency, user, clean, weak, group] = [1, 2, 3, 4, 5];
  const [done, failed] = [1, 2];

  type Item = readonly [name: string, action: number, reason: number, state: number];
  const addTo = (db: DatabaseSync, items: readonly Item[]) => {
    const rpms = db.prepare("INSERT INTO rpm VALUES (?, ?, 0, '1', '1', 'x86_64')");
    const rows = db.prepare("INSERT INTO trans_item VALUES (NULL, 1, ?, NULL, ?, ?, ?)");
    for (const [name, action, reason, state] of items) {
      const { next } = db.prepare("SELECT count(*) + 1 AS next FROM rpm").get() as { next: number };
      rpms.run(next, name);
      rows.run(next, action, reason, state);
    }
  };
  const history = (before: readonly Item[], after?: readonly Item[]) => {
    const { database, log } = sqliteFiles(
      (db) => {
        db.exec(`PRAGMA wal_autocheckpoint = 0; ${schema}`);
        addTo(db, before);
        if (after) db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        addTo(db, after ?? []);
      },
      { isLogged: true, pageBytes: 512 },
    );
    return { [HISTORY]: database, [`${HISTORY}-wal`]: log };
  };
  const directOf = (files: Layer) => {
    const { packages, problems } = read({ ...files, [NDB]: ndbOf([a1, b1]) });
    expect(problems).toEqual([]);
    return packages.map(({ direct }) => direct);
  };

  test.each<{ title: string; items: readonly Item[]; direct: readonly (boolean | undefined)[] }>([
    { title: "a user did", items: [["a", install, user, done]], direct: [true, undefined] },
    { title: "a group did", items: [["a", install, group, done]], direct: [true, undefined] },
    {
      title: "other packages did",
      items: [
        ["a", install, dependency, done],
        ["b", install, weak, done],
      ],
      direct: [false, false],
    },
    { title: "nobody does any more", items: [["a", install, clean, done]], direct: [false, undefined] },
    { title: "it does not know why", items: [["a", install, 0, done]], direct: [undefined, undefined] },
    {
      title: "the last time counts",
      items: [
        ["a", install, dependency, done],
        ["a", change, user, done],
      ],
      direct: [true, undefined],
    },
    {
      title: "what failed does not count",
      items: [
        ["a", install, dependency, done],
        ["a", change, user, failed],
      ],
      direct: [false, undefined],
    },
    {
      title: "what it removed, somebody else brought back",
      items: [
        ["a", install, user, done],
        ["a", remove, user, done],
      ],
      direct: [undefined, undefined],
    },
    {
      title: "an upgrade keeps it",
      items: [
        ["a", upgrade, dependency, done],
        ["a", upgraded, user, done],
      ],
      direct: [false, undefined],
    },
  ])("$title", ({ items, direct }) => {
    expect(directOf(history(items))).toEqual(direct);
  });

  test("in its database and in the log over it", () => {
    const others = Array.from({ length: 200 }, (_, i): Item => [`p${i}`, install, dependency, done]);
    const files = history(
      [["a", install, user, done], ...others],
      [
        ["b", install, user, done],
        ["a", change, dependency, done],
      ],
    );
    expect(directOf(files)).toEqual([false, true]);
    expect(directOf({ [HISTORY]: files[HISTORY] ?? "" })).toEqual([true, undefined]);
  });

  test("of another architecture it says nothing", () => {
    const files = history([["a", install, user, done]]);
    const { packages } = read({ ...files, [NDB]: ndbOf([rpmPackageHeader("a", "1-1", { 1022: "i686" })]) });
    expect(packages.map(({ direct }) => direct)).toEqual([undefined]);
  });

  const STATE = "usr/lib/sysimage/libdnf5";
  const packagesToml = (...lines: string[]) => ({
    [`${STATE}/packages.toml`]: ['version = "1.0"', "[packages]", ...lines].join("\n"),
  });

  test.each<[title: string, lines: string[], direct: (boolean | undefined)[]]>([
    ["what a user asked for", ['"a.x86_64" = {reason="User"}'], [true, undefined]],
    ["what came by another tool", ['"a.x86_64" = {reason="External User"}'], [true, undefined]],
    [
      "what others need",
      ['"a.x86_64" = {reason="Dependency"}', '"b.x86_64" = {reason="Weak Dependency"}'],
      [false, false],
    ],
    ["tables of their own", ['[packages."a.x86_64"]', 'reason = "User"'], [true, undefined]],
    ["another architecture", ['"a.i686" = {reason="User"}'], [undefined, undefined]],
    ["what it does not know", ['"a.x86_64" = {reason="None"}', '"b.x86_64" = {reason=7}'], [undefined, undefined]],
    ["no table", ['"a.x86_64" = "User"', '"b.x86_64" = []'], [undefined, undefined]],
  ])("in the state of its fifth version: %s", (_, lines, direct) => {
    expect(directOf(packagesToml(...lines))).toEqual(direct);
  });

  test("with a group, which is kept apart", () => {
    const groups = '[groups.core]\nuserinstalled = true\npackages = ["a", "c", 7]\n';
    const files = packagesToml('"a.x86_64" = {reason="Dependency"}', '"b.x86_64" = {reason="Dependency"}');
    expect(directOf({ ...files, [`${STATE}/groups.toml`]: groups })).toEqual([true, false]);
    expect(directOf(files)).toEqual([false, false]);
  });

  test("by its fifth version, where that has begun to", () => {
    const old = history([["a", install, user, done]]);
    expect(directOf({ ...old, ...packagesToml('"a.x86_64" = {reason="Dependency"}') })).toEqual([false, undefined]);
    expect(directOf({ ...old, ...packagesToml() })).toEqual([true, undefined]);
    expect(directOf({ ...old, [`${STATE}/packages.toml`]: "" })).toEqual([true, undefined]);
  });

  test.each(["packages.toml", "groups.toml"])("a damaged %s is told", (name) => {
    const path = `${STATE}/${name}`;
    const { packages, problems } = read({ [path]: '[packages]\n"a.x86_64', [NDB]: ndbOf([a1]) });
    expect(packages.map(({ direct }) => direct)).toEqual([undefined]);
    const message = expect.stringContaining(`${path}: is not TOML: `);
    expect(problems).toEqual([{ code: "FILE_MALFORMED", path, message }]);
  });

  test("damage is told, and takes no package away", () => {
    const { packages, problems } = read({ [HISTORY]: "bogus", [`${HISTORY}-wal`]: "bogus", [NDB]: ndbOf([a1]) });
    expect(packages.length).toBe(1);
    expect(problems.map(({ path }) => path)).toEqual([HISTORY, `${HISTORY}-wal`]);
  });
});

test.each([
  ["var/lib/rpm/rpmdb.sqlite", true],
  ["var/lib/dnf/history.sqlite-wal", true],
  ["var/lib/rpm/rpmdb.sqlite-wal", true],
  ["usr/lib/sysimage/libdnf5/packages.toml", true],
  ["usr/lib/sysimage/libdnf5/nevras.toml", false],
  ["var/lib/rpm/rpmdb.sqlite-shm", false],
  ["var/lib/rpm/Packages", true],
  ["usr/lib/sysimage/rpm/Packages.db", true],
  ["usr/share/rpm/rpmdb.sqlite", true],
  ["var/lib/rpm/Index.db", false],
  ["var/lib/rpmmanifest/container-manifest-1", true],
  ["srv/var/lib/rpm/Packages", false],
])("rpm wants %s: %s", (path, wanted) => {
  expect(rpm.wants(path, NO_FACTS)).toBe(wanted);
});

test("a package without files owns none", () => {
  const [pkg] = read({ [NDB]: ndbOf([a1]) }).packages;
  expect([...(pkg?.owns?.() ?? [])]).toEqual([]);
});
