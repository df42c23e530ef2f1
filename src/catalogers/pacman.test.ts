import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import type { Distribution } from "../model/distribution.ts";
import { NO_FACTS } from "./cataloger.ts";
import { pacman } from "./pacman.ts";

const arch: Distribution = { id: "arch", name: "Arch Linux", idLike: [], readFrom: "etc/os-release" };

const LOCAL = "var/lib/pacman/local";

const desc = (name: string, version: string, sections: Record<string, string> = {}) =>
  Object.entries({ NAME: name, VERSION: version, ARCH: "x86_64", ...sections })
    .map(([section, values]) => `%${section}%\n${values}\n\n`)
    .join("");

const read = (...layers: Record<string, string | null>[]) => catalogFiles(pacman, layers, arch);

test("a package of pacman carries all that its record says", () => {
  const { packages, problems } = read({
    [`${LOCAL}/gcc-libs-14.2.1-1/desc`]: desc("gcc-libs", "14.2.1-1", {
      BASE: "gcc",
      DESC: "Runtime libraries shipped by GCC",
      URL: "https://gcc.gnu.org",
      PACKAGER: "Somebody <s@example.org>",
      SIZE: "137000000",
      REASON: "1",
      LICENSE: "GPL-3.0-with-GCC-exception\nGFDL-1.3-or-later",
      DEPENDS: "glibc>=2.27\nlibz.so=1-64",
      PROVIDES: "libgcc_s.so=1-64",
    }),
    [`${LOCAL}/gcc-libs-14.2.1-1/files`]: "%FILES%\nusr/\nusr/lib/\nusr/lib/libgcc_s.so.1\n\n%BACKUP%\netc/x\t00\n",
    [`${LOCAL}/glibc-2.40-1/desc`]: desc("glibc", "1:2.40-1"),
    [`${LOCAL}/zlib-1.3-1/desc`]: desc("zlib", "1.3-1", { PROVIDES: "libz.so=1-64" }),
  });
  const [pkg, glibc] = packages;
  expect({ ...pkg, owns: [...(pkg?.owns?.() ?? [])] }).toEqual({
    purl: "pkg:alpm/arch/gcc-libs@14.2.1-1?arch=x86_64&distro=arch&upstream=gcc%4014.2.1-1",
    type: "alpm",
    namespace: "arch",
    name: "gcc-libs",
    version: "14.2.1-1",
    source: { name: "gcc", version: "14.2.1-1" },
    architecture: "x86_64",
    licenses: ["GPL-3.0-with-GCC-exception", "GFDL-1.3-or-later"],
    author: "Somebody <s@example.org>",
    description: "Runtime libraries shipped by GCC",
    homepage: "https://gcc.gnu.org",
    installedSizeBytes: 137_000_000,
    dependsOn: [
      "pkg:alpm/arch/glibc@1:2.40-1?arch=x86_64&distro=arch",
      "pkg:alpm/arch/zlib@1.3-1?arch=x86_64&distro=arch",
    ],
    direct: false,
    properties: {},
    layer: 0,
    locations: [{ path: `${LOCAL}/gcc-libs-14.2.1-1/desc`, layer: 0 }],
    owns: ["usr/lib/libgcc_s.so.1"],
  });
  expect(glibc).toMatchObject({ version: "1:2.40-1", direct: true, dependsOn: [], licenses: [] });
  expect(problems).toEqual([]);
});

describe("pacman reads", () => {
  const rows: { title: string; text: string; packages: string[]; problems?: RegExp[] }[] = [
    { title: "a package without an architecture", text: "%NAME%\na\n\n%VERSION%\n1\n", packages: ["a 1 any"] },
    {
      title: "nothing without a version",
      text: "%NAME%\na\n\n%VERSION%\n",
      packages: [],
      problems: [/'a' has no version/],
    },
    { title: "nothing from an empty record", text: "", packages: [], problems: [/has no name/] },
    {
      title: "what stands around a line that is none",
      text: `%SI\n\n${desc("a", "1")}`,
      packages: ["a 1 x86_64"],
      problems: [/line 1 belongs to nothing/],
    },
  ];
  test.each(rows)("$title", ({ text, packages, problems = [] }) => {
    const found = read({ [`${LOCAL}/a-1/desc`]: text });
    expect(found.packages.map(({ name, version, architecture }) => `${name} ${version} ${architecture}`)).toEqual(
      packages,
    );
    expect(found.problems.map(({ message }) => message)).toEqual(problems.map((p) => expect.stringMatching(p)));
  });
});

test.each([
  ["%FILES%\nusr/\nusr/a b\n\n%BACKUP%\netc/a\t0\n", ["usr/a b"], 0],
  ["%FILES%\nusr/a", ["usr/a"], 0],
  ["%FILES%\n\n", [], 0],
  ["", [], 0],
  ["rubbish", [], 1],
])("a list of files: %j", (text, paths, count) => {
  const { packages, problems } = read({ [`${LOCAL}/a-1/desc`]: desc("a", "1"), [`${LOCAL}/a-1/files`]: text });
  expect([...(packages[0]?.owns?.() ?? [])]).toEqual(paths);
  expect(problems).toHaveLength(count);
});

test("the layer that brought a package of pacman is the one that first wrote its record", () => {
  const { packages } = read(
    { [`${LOCAL}/a-1/desc`]: desc("a", "1"), [`${LOCAL}/b-1/desc`]: desc("b", "1") },
    {
      [`${LOCAL}/a-1/desc`]: desc("a", "1", { REASON: "1" }),
      [`${LOCAL}/b-1`]: null,
      [`${LOCAL}/b-2/desc`]: desc("b", "2"),
    },
  );
  expect(packages.map(({ name, version, direct, layer }) => [name, version, direct, layer])).toEqual([
    ["a", "1", false, 0],
    ["b", "2", true, 1],
  ]);
});

test.each([
  [`${LOCAL}/a-1/desc`, true],
  [`${LOCAL}/a-1/files`, true],
  [`${LOCAL}/a-1/mtree`, false],
  [`${LOCAL}/ALPM_DB_VERSION`, false],
  [`${LOCAL}/a-1/b/desc`, false],
  ["var/lib/pacman/sync/core/a-1/desc", false],
])("pacman wants %s: %s", (path, wanted) => {
  expect(pacman.wants(path, NO_FACTS)).toBe(wanted);
});
