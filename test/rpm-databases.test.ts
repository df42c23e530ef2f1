import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { CatalogedPackage } from "../src/catalogers/cataloger.ts";
import { rpm } from "../src/catalogers/rpm.ts";
import { catalogFiles } from "./support/catalog-files.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

/*
 * Holds what is read of rpm's databases to what rpm itself reads: to tables that were written down where
 * PLIMSOLL_TEST_DATA names the folder that has them, and to rpm where this machine has it.
 */

const testData = process.env.PLIMSOLL_TEST_DATA;
const hasRpm = spawnSync("rpm", ["--version"]).status === 0;

const SQLITE = "var/lib/rpm/rpmdb.sqlite";

/** The table's columns of a package; nothing is written as rpm writes it. */
const COLUMNS: Readonly<Record<string, (pkg: CatalogedPackage) => string>> = {
  name: ({ name }) => name,
  epoch: ({ version }) => (version.includes(":") ? (version.split(":")[0] ?? "") : "0"),
  evr: ({ version }) => version.replace(/^\d+:/, ""),
  version: ({ version }) => version.replace(/^\d+:/, "").split("-")[0] ?? "",
  release: ({ version }) => version.split("-")[1] ?? "",
  arch: ({ architecture = "(none)" }) => architecture,
  sourcerpm: ({ properties }) => properties["rpm:sourceRpm"] ?? "(none)",
  license: ({ licenses }) => licenses[0] ?? "(none)",
  vendor: ({ properties }) => properties["rpm:vendor"] ?? "(none)",
};

function rowsOf(packages: readonly CatalogedPackage[], columns: readonly string[]): string[] {
  return packages.map((pkg) => columns.map((column) => COLUMNS[column]?.(pkg)).join("\t")).sort();
}

/** Lines of a table, without keys by which packages are signed. */
const linesOf = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("gpg-pubkey\t"))
    .sort();

const OF_SAMPLES = ["name", "epoch", "evr", "arch", "sourcerpm", "license"];
const OF_VECTORS = ["name", "epoch", "version", "release", "arch", "sourcerpm", "license", "vendor"];

describe.skipIf(testData === undefined)("databases of real installations", () => {
  const inData = (path: string) => join(testData ?? "", "data", path);

  test.each([
    ["cbl-mariner-2.0", SQLITE, OF_SAMPLES, 129],
    ["cbl-mariner-2.0-bdb", "var/lib/rpm/Packages", OF_SAMPLES, 129],
    ["cbl-mariner-2.0-ndb", "usr/lib/sysimage/rpm/Packages.db", OF_SAMPLES, 129],
    ["fedora-26-modular", "var/lib/rpm/Packages", OF_SAMPLES, 113],
    ["sles-15.3-bci-minimal", "usr/lib/sysimage/rpm/Packages.db", OF_SAMPLES, 35],
    [
      "cbl-mariner-2.0-distroless",
      "var/lib/rpmmanifest/container-manifest-2",
      ["name", "evr", "arch", "sourcerpm"],
      12,
    ],
  ])("%s", (sample, path, columns, count) => {
    const bytes = gunzipSync(readFileSync(inData(`pkgdb/${sample}/${path}.gz`)));
    const { packages, problems } = catalogFiles(rpm, [{ [path]: bytes }]);
    expect(rowsOf(packages, columns)).toEqual(linesOf(readFileSync(inData(`pkgdb/${sample}/expected.tsv`), "utf8")));
    expect(packages.length).toBe(count);
    expect(problems).toEqual([]);
  });

  test.each([
    ["cbl-mariner-2.0-sqlite/rpmdb.sqlite", SQLITE],
    ["libuuid-bdb/Packages", "var/lib/rpm/Packages"],
    ["sle15-bci-ndb/Packages.db", "usr/lib/sysimage/rpm/Packages.db"],
  ])("%s", (file, path) => {
    const place = inData(`vectors/package-databases/rpm/${file}`);
    const { packages, problems } = catalogFiles(rpm, [{ [path]: Uint8Array.from(readFileSync(place)) }]);
    const [, ...expected] = readFileSync(join(place, "../packages.tsv"), "utf8").split("\n");
    expect(rowsOf(packages, OF_VECTORS)).toEqual(linesOf(expected.join("\n")));
    expect(problems).toEqual([]);
  });

  test("an epoch, and a manifest with one, are read; what is no database is told", () => {
    const vectors = inData("vectors/package-databases");
    const bdb = Uint8Array.from(readFileSync(join(vectors, "osv-scalibr/os/rpm/Packages_epoch")));
    expect(catalogFiles(rpm, [{ "var/lib/rpm/Packages": bdb }])).toMatchObject({
      packages: [{ version: expect.stringMatching(/^[1-9]\d*:/) }],
      problems: [],
    });
    const list = readFileSync(join(vectors, "syft/redhat/container-manifest-2"), "utf8");
    const { packages } = catalogFiles(rpm, [{ "var/lib/rpmmanifest/container-manifest-2": list }]);
    expect(packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "mariner-release 2.0-12.cm2",
      "filesystem 1.1-9.cm2",
      "glibc 2.35-2.cm2",
      "openssl-libs 1.1.1k-15.cm2",
      "vim 2:9.0-1.cm2",
    ]);
  });

  test("what stands where a database is looked for and is none gives problems and no packages", () => {
    const root = inData("vectors/package-databases/syft/redhat/glob-paths");
    const files = Object.fromEntries(
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(root.length + 1), Uint8Array.from(readFileSync(path))]),
    );
    const { packages, problems } = catalogFiles(rpm, [files]);
    expect(packages).toEqual([]);
    // All but the SQLite database of no bytes, which is one without tables.
    expect(problems.map(({ path = "" }) => path).sort()).toEqual([
      "usr/lib/sysimage/rpm/Packages",
      "usr/lib/sysimage/rpm/Packages.db",
      "usr/share/rpm/Packages",
      "usr/share/rpm/Packages.db",
      "usr/share/rpm/rpmdb.sqlite",
      "var/lib/rpm/Packages",
      "var/lib/rpm/Packages.db",
      "var/lib/rpm/rpmdb.sqlite",
      "var/lib/rpmmanifest/container-manifest-2",
    ]);
  });
});

/** A package of rpmbuild's with files, a capability, an epoch now and then, and texts of some length. */
function specOf(name: string, more = "", body = ""): string {
  return `Name: ${name}
Version: 1.0
Release: 2%{?dist}
Summary: The package ${name}
License: MIT and (GPL-2.0-or-later or ISC)
Vendor: Example & Söhne
Packager: Somebody <somebody@example.org>
URL: https://example.org/${name}
BuildArch: noarch
${more}
%description
${"Words. ".repeat(500)}
%install
mkdir -p %{buildroot}/usr/share/${name}/deep
for i in $(seq 40); do echo $i > %{buildroot}/usr/share/${name}/deep/file-$i; done
mkdir -p %{buildroot}/usr/bin; echo '#!/bin/sh' > %{buildroot}/usr/bin/${name}
%files
/usr/bin/${name}
/usr/share/${name}
${body}
`;
}

const SPECS: Readonly<Record<string, string>> = {
  app: specOf("app", "Epoch: 3\nRequires: lib >= 1, /usr/bin/tool\nModularityLabel: app:1:2:3"),
  lib: specOf(
    "lib",
    "Provides: virtual(lib) = 7",
    "%package devel\nSummary: d\nRequires: virtual(lib)\n%description devel\nx\n%files devel\n",
  ),
  tool: specOf("tool"),
};

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** What rpm says of every package, a line each. */
const QUERY = `%{NAME}\t%{EPOCHNUM}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{SOURCERPM}\t%{LICENSE}\t%{VENDOR}\t%{PACKAGER}\t%{SUMMARY}\t%{URL}\t%{LONGSIZE}\t%{SIGMD5}\t%{SHA256HEADER}\n`;

/** The same of ours. */
const rowOfFacts = (pkg: CatalogedPackage) =>
  [
    ...OF_SAMPLES.map((column) => COLUMNS[column]?.(pkg)),
    pkg.author,
    pkg.properties["rpm:packager"],
    pkg.description,
    pkg.homepage,
    pkg.installedSizeBytes,
    pkg.properties["rpm:headerAndPayloadMd5"],
    pkg.properties["rpm:headerSha256"],
  ].join("\t");

/** Builds the packages and installs them below a root of their own. */
function installed(): { readonly root: string } {
  const folder = temporaryFolder();
  for (const [name, spec] of Object.entries(SPECS)) {
    writeFileSync(join(folder, `${name}.spec`), spec);
    run("rpmbuild", ["-bb", "--define", `_topdir ${folder}/build`, "--quiet", join(folder, `${name}.spec`)]);
  }
  const built = join(folder, "build/RPMS/noarch");
  const rpms = readdirSync(built).map((name) => join(built, name));
  const root = join(folder, "root");
  mkdirSync(root);
  run("rpm", ["--root", root, "--dbpath", "/var/lib/rpm", "--nodeps", "--noscripts", "-i", ...rpms]);
  return { root };
}

const query = (root: string, ...args: string[]) =>
  linesOf(run("rpm", ["--root", root, "--dbpath", "/var/lib/rpm", ...args]));

describe.skipIf(!hasRpm)("databases that rpm makes", () => {
  test("say of each package what rpm says of it, files and all", { timeout: 60_000 }, () => {
    const { root } = installed();
    const { packages, problems } = catalogFiles(rpm, [{ [SQLITE]: Uint8Array.from(readFileSync(join(root, SQLITE))) }]);
    expect(problems).toEqual([]);
    expect(packages.map(rowOfFacts).sort()).toEqual(query(root, "-qa", "--qf", QUERY));
    for (const { name, owns } of packages) {
      expect([...(owns?.() ?? [])].sort()).toEqual(
        linesOf(query(root, "-q", "--qf", "[%{FILENAMES}\n]", name).join("\n")),
      );
    }
    const nameOf = (purl: string) => /([\w-]+)@/.exec(purl)?.[1];
    expect(Object.fromEntries(packages.map(({ name, dependsOn = [] }) => [name, dependsOn.map(nameOf)]))).toEqual({
      app: ["lib", "tool"],
      lib: [],
      "lib-devel": ["lib"],
      tool: [],
    });
    expect(packages.find(({ name }) => name === "app")?.purl).toMatch(
      /^pkg:rpm\/debian\/app@1\.0-2\?arch=noarch&distro=debian-12&epoch=3&rpmmod=app:1:2:3$/,
    );
  });

  test("of which a log was not written back are read with it", { timeout: 60_000 }, () => {
    const { root } = installed();
    // Who reads keeps rpm from writing its log back, for which it waits ten seconds.
    const reader = new DatabaseSync(join(root, SQLITE), { readOnly: true });
    try {
      reader.exec("BEGIN");
      reader.prepare("SELECT count(*) FROM Packages").get();
      run("rpm", ["--root", root, "--dbpath", "/var/lib/rpm", "--nodeps", "-e", "tool", "lib-devel"]);
      const read = (path: string) => Uint8Array.from(readFileSync(join(root, path)));
      const [database, log] = [read(SQLITE), read(`${SQLITE}-wal`)];
      const namesOf = (files: Readonly<Record<string, Uint8Array>>) => {
        const { packages, problems } = catalogFiles(rpm, [files]);
        expect(problems).toEqual([]);
        return packages.map(({ name }) => name).sort();
      };
      expect(namesOf({ [SQLITE]: database })).toEqual(["app", "lib", "lib-devel", "tool"]);
      expect(namesOf({ [SQLITE]: database, [`${SQLITE}-wal`]: log })).toEqual(query(root, "-qa", "--qf", "%{NAME}\n"));
      expect(query(root, "-qa", "--qf", "%{NAME}\n")).toEqual(["app", "lib"]);
    } finally {
      reader.close();
    }
  });
});
