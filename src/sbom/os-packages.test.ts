import { describe, expect, test } from "vitest";
import { scanLayers } from "../../test/support/scan-layers.ts";

const record = (name: string, version: string, ...more: string[]) =>
  [`P:${name}`, `V:${version}`, "A:x86_64", ...more, "", ""].join("\n");

const wolfi = { path: "etc/os-release", content: 'ID=wolfi\nNAME="Wolfi"\nVERSION_ID="20230201"\n' };

describe("apk's database in an image with a merged /usr", () => {
  const merged = [
    { path: "lib", type: "symlink", linkTarget: "usr/lib" },
    { path: "etc/apk/world", content: "a\n" },
  ] as const;

  test("is read where it stands, and once", async () => {
    const { packages, problems } = await scanLayers([
      { entries: [wolfi, ...merged, { path: "usr/lib/apk/db/installed", content: record("a", "1") }] },
    ]);
    expect(packages.map(({ purl, locations }) => [purl, locations.map(({ path }) => path)])).toEqual([
      ["pkg:apk/wolfi/a@1?arch=x86_64&distro=wolfi-20230201", ["usr/lib/apk/db/installed"]],
    ]);
    expect(problems).toEqual([]);
  });

  test("counts as a later layer wrote it through the link", async () => {
    const { packages, problems } = await scanLayers([
      { entries: [wolfi, ...merged, { path: "usr/lib/apk/db/installed", content: record("a", "1") }] },
      { entries: [{ path: "lib/apk/db/installed", content: `${record("a", "1")}${record("b", "2")}` }] },
    ]);
    expect(packages.map(({ name, layer, direct }) => [name, layer.ordinal, direct])).toEqual([
      ["a", 0, true],
      ["b", 1, false],
    ]);
    expect(problems).toEqual([]);
  });
});

test("packages of a language belong to the packages of the system that brought their files", async () => {
  const metadata = (name: string) => `Name: ${name}\nVersion: 1\n`;
  const python = (root: string, name: string) => ({
    path: `${root}/site-packages/${name}.dist-info/METADATA`,
    content: metadata(name),
  });
  const apk = record("py3-x", "1", "F:usr/lib/site-packages/x.dist-info", "R:METADATA");
  const { packages } = await scanLayers([
    {
      entries: [
        { path: "lib/apk/db/installed", content: apk },
        python("usr/lib", "x"),
        { path: "var/lib/pacman/local/python-y-1-1/desc", content: "%NAME%\npython-y\n\n%VERSION%\n1-1\n" },
        {
          path: "var/lib/pacman/local/python-y-1-1/files",
          content: "%FILES%\nusr/y/\nusr/y/site-packages/y.dist-info/METADATA\n",
        },
        python("usr/y", "y"),
        { path: "usr/lib/opkg/status", content: "Package: python3-z\nVersion: 1\nArchitecture: all\n" },
        { path: "usr/lib/opkg/info/python3-z.list", content: "/usr/z/site-packages/z.dist-info/METADATA\n" },
        python("usr/z", "z"),
        {
          path: "var/db/pkg/dev-python/v-1/CONTENTS",
          content: "obj /usr/v/site-packages/v.dist-info/METADATA 0 0\n",
        },
        python("usr/v", "v"),
        python("opt", "nobodys"),
      ],
    },
  ]);
  const owners = packages.filter(({ type }) => type === "pypi").map(({ name, owner }) => [name, owner]);
  expect(Object.fromEntries(owners)).toEqual({
    x: "pkg:apk/py3-x@1?arch=x86_64",
    y: "pkg:alpm/python-y@1-1?arch=any",
    z: "pkg:opkg/python3-z@1?arch=all",
    v: "pkg:ebuild/dev-python/v@1",
    nobodys: undefined,
  });
});

test("what apt was asked for is read behind a link, too", async () => {
  const { packages } = await scanLayers([
    {
      entries: [
        {
          path: "var/lib/dpkg/status",
          content: "Package: a\nVersion: 1\nArchitecture: amd64\n\nPackage: b\nVersion: 1\n",
        },
        { path: "var/lib/apt", type: "symlink", linkTarget: "../../srv/apt" },
        { path: "srv/apt/extended_states", content: "Package: a\nArchitecture: amd64\nAuto-Installed: 1\n" },
      ],
    },
  ]);
  expect(packages.map(({ name, direct }) => [name, direct])).toEqual([
    ["a", false],
    ["b", true],
  ]);
});
