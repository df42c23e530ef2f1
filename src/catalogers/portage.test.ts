import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import type { Distribution } from "../model/distribution.ts";
import { NO_FACTS } from "./cataloger.ts";
import { portage } from "./portage.ts";

const DATABASE = "var/db/pkg";
const WORLD = "var/lib/portage/world";

const gentoo: Distribution = {
  id: "gentoo",
  name: "Gentoo Linux",
  versionId: "2.17",
  idLike: [],
  readFrom: "etc/os-release",
};

/** A package's folder, with the facts that are named beside the two that all have. */
const folder = (full: string, facts: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries({ PF: full.split("/")[1] ?? "", CONTENTS: "", ...facts }).map(([name, text]) => [
      `${DATABASE}/${full}/${name}`,
      `${text}\n`,
    ]),
  );

const read = (...layers: Record<string, string | null>[]) => catalogFiles(portage, layers, gentoo);

test("a package of Portage carries all that its folder says", () => {
  const { packages, problems } = read({
    ...folder("dev-libs/openssl-3.3.2-r1", {
      CONTENTS:
        "dir /usr\nobj /usr/bin/openssl 79fce043df7dfc676ae5ecb903762d8b 1700000000\nobj /usr/share/a b 79fc 17\nsym /usr/lib/libssl.so -> libssl.so.3 17\nfif /x",
      CHOST: "x86_64-pc-linux-gnu",
      DESCRIPTION: "Robust, full-featured Open Source Toolkit",
      HOMEPAGE: "https://openssl.org/ https://example.org/",
      LICENSE: "Apache-2.0",
      RDEPEND: ">=app-misc/c_rehash-1.7-r1 sys-libs/zlib:0/1= || ( a/gone dev-lang/perl:0 ) !!dev-libs/libressl",
      SIZE: "12345678",
      SLOT: "0/3",
      repository: "gentoo",
    }),
    ...folder("sys-libs/zlib-1.3.1", { SLOT: "0/1" }),
    ...folder("dev-lang/perl-5.40.0", { SLOT: "0/5.40" }),
  });
  const pkg = packages.find(({ name }) => name === "openssl");
  expect({ ...pkg, owns: [...(pkg?.owns?.() ?? [])] }).toEqual({
    purl: "pkg:ebuild/dev-libs/openssl@3.3.2-r1?distro=gentoo-2.17",
    type: "ebuild",
    namespace: "dev-libs",
    name: "openssl",
    version: "3.3.2-r1",
    architecture: "x86_64",
    licenses: ["Apache-2.0"],
    description: "Robust, full-featured Open Source Toolkit",
    homepage: "https://openssl.org/",
    installedSizeBytes: 12_345_678,
    dependsOn: [
      "pkg:ebuild/dev-lang/perl@5.40.0?distro=gentoo-2.17",
      "pkg:ebuild/sys-libs/zlib@1.3.1?distro=gentoo-2.17",
    ],
    properties: { "portage:slot": "0/3", "portage:repository": "gentoo" },
    layer: 0,
    locations: [{ path: `${DATABASE}/dev-libs/openssl-3.3.2-r1/CONTENTS`, layer: 0 }],
    owns: ["/usr/bin/openssl", "/usr/share/a b", "/usr/lib/libssl.so"],
  });
  expect(problems).toEqual([]);
});

test("of several slots the one that is asked for counts", () => {
  const { packages } = read({
    ...folder("a/user-1", { RDEPEND: "a/python:3.12 a/gtk:9" }),
    ...folder("a/python-3.11.9", { SLOT: "3.11" }),
    ...folder("a/python-3.12.7", { SLOT: "3.12" }),
    ...folder("a/gtk-2", { SLOT: "2" }),
  });
  const needed = packages.find(({ name }) => name === "user")?.dependsOn?.map((purl) => purl.split("?")[0]);
  expect(needed).toEqual(["pkg:ebuild/a/gtk@2", "pkg:ebuild/a/python@3.12.7"]);
});

describe("somebody asked for a package of Portage", () => {
  const files = {
    ...folder("a/one-1", { RDEPEND: "a/two" }),
    ...folder("a/two-1"),
    ...folder("a/three-1", { SLOT: "3/5" }),
  };
  test.each([
    ["by its name", "a/one\n", { one: true, two: false, three: undefined }],
    ["of a slot", "a/three:3\n", { one: undefined, two: false, three: true }],
    ["though another needs it", "a/two\n", { one: undefined, two: true, three: undefined }],
  ])("%s", (_title, world, expected) => {
    const { packages } = read({ ...files, [WORLD]: world });
    expect(Object.fromEntries(packages.map(({ name, direct }) => [name, direct]))).toEqual(expected);
  });
  test("or nobody knows", () => {
    expect(read(files).packages.map(({ direct }) => direct)).toEqual([undefined, undefined, undefined]);
  });
});

test("a folder that is no package is told of, and one in the making left out", () => {
  const { packages, problems } = read({
    ...folder("a/noversion"),
    ...folder("a/-MERGING-b-1"),
    ...folder("a/c-2"),
    [`${DATABASE}/a/d-1/DESCRIPTION`]: "x".repeat(100_000),
  });
  expect(packages.map(({ name, version, description }) => [name, version, description])).toEqual([
    ["c", "2", undefined],
    ["d", "1", undefined],
  ]);
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    expect.stringMatching(/^FILE_MALFORMED var\/db\/pkg\/a\/noversion\/PF: the package has no version/),
    expect.stringMatching(/^LIMIT_EXCEEDED .*DESCRIPTION: 100000 characters/),
  ]);
});

test("the layer that brought a package of Portage is the one that first wrote its folder", () => {
  const { packages } = read(
    { ...folder("a/a-1"), ...folder("a/b-1") },
    { [`${DATABASE}/a/a-1/SLOT`]: "0", [`${DATABASE}/a/b-1`]: null, ...folder("a/b-2") },
  );
  expect(packages.map(({ name, version, layer }) => [name, version, layer])).toEqual([
    ["a", "1", 0],
    ["b", "2", 1],
  ]);
});

test.each([
  [`${DATABASE}/dev-libs/a-1/CONTENTS`, true],
  [`${DATABASE}/dev-libs/a-1/repository`, true],
  [`${DATABASE}/dev-libs/a-1/environment.bz2`, false],
  [`${DATABASE}/dev-libs/a-1/b/PF`, false],
  [WORLD, true],
  ["var/lib/portage/world_sets", false],
])("portage wants %s: %s", (path, wanted) => {
  expect(portage.wants(path, NO_FACTS)).toBe(wanted);
});
