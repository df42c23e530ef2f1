import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import type { Distribution } from "../model/distribution.ts";
import { NO_FACTS } from "./cataloger.ts";
import { opkg } from "./opkg.ts";

const STATUS = "usr/lib/opkg/status";
const INFO = "usr/lib/opkg/info";

const openwrt: Distribution = {
  id: "openwrt",
  name: "OpenWrt 23.05.5",
  versionId: "23.05.5",
  idLike: ["lede", "openwrt"],
  readFrom: "etc/os-release",
};

const stanza = (name: string, version: string, more = "Status: install user installed") =>
  `Package: ${name}\nVersion: ${version}\nArchitecture: x86_64\n${more}\n`;

const read = (...layers: Record<string, string | null>[]) => catalogFiles(opkg, layers, openwrt);

test("a package of opkg carries all that its record and its control file say", () => {
  const control = [
    "Package: libuci20130104",
    "Version: 2023-08-10-5781664d-1",
    "Depends: libc, libubox20230523",
    "Provides: libuci",
    "Source: package/libs/uci",
    "SourceName: uci",
    "License: LGPL-2.1",
    "Section: libs",
    "Maintainer: Somebody <s@example.org>",
    "URL: https://example.org/uci",
    "Architecture: x86_64",
    "Installed-Size: 40960",
    "Description:  C library for the Unified Configuration Interface (UCI)",
  ].join("\n");
  const { packages, problems } = read({
    [STATUS]: [
      stanza(
        "libuci20130104",
        "2023-08-10-5781664d-1",
        "Status: install ok installed\nAuto-Installed: yes\nDepends: libc, libubox20230523",
      ),
      stanza("libubox20230523", "1"),
    ].join("\n"),
    [`${INFO}/libuci20130104.control`]: control,
    [`${INFO}/libuci20130104.list`]: "/lib/libuci.so.20130104\n",
    [`${INFO}/libubox20230523.control`]: "Package: libubox20230523\nVersion: 0\nLicense: ISC\n",
  });
  const [pkg, other] = packages;
  expect({ ...pkg, owns: [...(pkg?.owns?.() ?? [])] }).toEqual({
    purl: "pkg:opkg/openwrt/libuci20130104@2023-08-10-5781664d-1?arch=x86_64&distro=openwrt-23.05.5&upstream=uci%402023-08-10-5781664d-1",
    type: "opkg",
    namespace: "openwrt",
    name: "libuci20130104",
    version: "2023-08-10-5781664d-1",
    source: { name: "uci", version: "2023-08-10-5781664d-1" },
    architecture: "x86_64",
    licenses: ["LGPL-2.1"],
    author: "Somebody <s@example.org>",
    description: "C library for the Unified Configuration Interface (UCI)",
    homepage: "https://example.org/uci",
    installedSizeBytes: 40960,
    dependsOn: ["pkg:opkg/openwrt/libubox20230523@1?arch=x86_64&distro=openwrt-23.05.5"],
    direct: false,
    properties: { "opkg:section": "libs" },
    layer: 0,
    locations: [{ path: STATUS, layer: 0 }],
    owns: ["/lib/libuci.so.20130104"],
  });
  // The control file of another version says nothing.
  expect(other).toMatchObject({ direct: true, licenses: [], dependsOn: [] });
  expect(problems).toEqual([]);
});

describe("opkg reads", () => {
  const rows: { title: string; text: string; packages: string[]; problems?: RegExp[] }[] = [
    { title: "packages", text: `${stanza("a", "1")}\n${stanza("b", "2")}`, packages: ["a 1", "b 2"] },
    { title: "nothing from an empty file", text: "\n", packages: [] },
    {
      title: "what has its files on disk",
      text: ["unpacked", "half-installed", "config-files", "not-installed"]
        .map((state, i) => stanza(`p${i}`, "1", `Status: install ok ${state}`))
        .join("\n"),
      packages: ["p0 1", "p1 1"],
    },
    {
      title: "what stands around broken records",
      text: `rubbish\n\n${stanza("a", "1")}\nPackage: b\n\nVersion: 1\n\n${stanza("a", "2")}`,
      packages: ["a 2"],
      problems: [/line 1 is neither/, /'b' has no version/, /has no name/, /'a' stands twice/],
    },
  ];
  test.each(rows)("$title", ({ text, packages, problems = [] }) => {
    const found = read({ [STATUS]: text });
    expect(found.packages.map(({ name, version }) => `${name} ${version}`)).toEqual(packages);
    expect(found.problems.map(({ message }) => message)).toEqual(problems.map((p) => expect.stringMatching(p)));
  });
});

test.each([
  ["Source: feeds/packages/net/curl", "curl"],
  ["Source: busybox_1.36.1.bb", "busybox"],
  ["Source: linux-yocto_6.6.bb\nOE: linux-yocto", "linux-yocto"],
  ["Source: package/x\nSourceName: y", "y"],
  ["Section: net", undefined],
])("a package of %j is built from %s", (fields, expected) => {
  expect(read({ [STATUS]: stanza("a", "1", fields) }).packages[0]?.source?.name).toBe(expected);
});

test("files of Yocto are listed with rights, which are left out", () => {
  const { packages } = read({
    "var/lib/opkg/status": stanza("a", "1"),
    "var/lib/opkg/info/a.list": "/bin/a\t100755\n/etc/a b\t100644\tx\n",
  });
  expect([...(packages[0]?.owns?.() ?? [])]).toEqual(["/bin/a", "/etc/a b"]);
});

test("the layer that brought a package of opkg is the one whose database first held it", () => {
  const { packages } = read(
    { [STATUS]: stanza("a", "1") },
    { [STATUS]: `${stanza("a", "1")}\n${stanza("b", "1")}`, [`${INFO}/a.control`]: stanza("a", "1") },
  );
  expect(packages.map(({ name, layer }) => [name, layer])).toEqual([
    ["a", 0],
    ["b", 1],
  ]);
});

test.each([
  [STATUS, true],
  ["var/lib/opkg/status", true],
  [`${INFO}/a.control`, true],
  [`${INFO}/a-2.0.list`, true],
  [`${INFO}/a.postinst`, false],
  [`${INFO}/noending`, false],
  ["usr/lib/opkg/lists/core", false],
  ["usr/lib/opkgx/status", false],
])("opkg wants %s: %s", (path, wanted) => {
  expect(opkg.wants(path, NO_FACTS)).toBe(wanted);
});
