import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { dpkg } from "./dpkg.ts";

const STATUS = "var/lib/dpkg/status";

const stanza = (name: string, version: string, more = "Status: install ok installed") =>
  `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\n${more}\n`;

const read = (text: string, path = STATUS) => catalogFiles(dpkg, [{ [path]: text }]);

describe("dpkg reads", () => {
  const rows: { title: string; text: string; packages: string[]; problems?: RegExp[] }[] = [
    { title: "an installed package", text: stanza("a", "1.0-1"), packages: ["a 1.0-1 amd64 a 1.0-1"] },
    { title: "two", text: `${stanza("a", "1")}\n${stanza("b", "2")}`, packages: ["a 1 amd64 a 1", "b 2 amd64 b 2"] },
    {
      title: "a source of another name",
      text: stanza("libc6", "2.36-9", "Status: install ok installed\nSource: glibc"),
      packages: ["libc6 2.36-9 amd64 glibc 2.36-9"],
    },
    {
      title: "a source of another version",
      text: stanza("dmsetup", "2:1.02.185-2", "Source: lvm2 (2.03.16-2)"),
      packages: ["dmsetup 2:1.02.185-2 amd64 lvm2 2.03.16-2"],
    },
    { title: "a package without a status (distroless)", text: "Package: a\nVersion: 1\n", packages: ["a 1 all a 1"] },
    { title: "one that is held", text: stanza("a", "1", "Status: hold ok installed"), packages: ["a 1 amd64 a 1"] },
    {
      title: "those whose files are on disk though they are not configured",
      text: ["half-configured", "unpacked", "triggers-pending", "triggers-awaited", "half-installed"]
        .map((state, i) => stanza(`p${i}`, "1", `Status: install ok ${state}`))
        .join("\n"),
      packages: [0, 1, 2, 3, 4].map((i) => `p${i} 1 amd64 p${i} 1`),
    },
    {
      title: "not one of which only the configuration is left",
      text: stanza("a", "1", "Status: deinstall ok config-files"),
      packages: [],
    },
    { title: "not one that was purged", text: "Package: a\nStatus: purge ok not-installed\n", packages: [] },
    {
      title: "fields in any case",
      text: "package: a\nVERSION: 1\nstatus: install ok installed\n\nPACKAGE: b\nversion: 1\nstatus: deinstall ok config-files\n",
      packages: ["a 1 all a 1"],
    },
    {
      title: "the later of two records of one package",
      text: `${stanza("a", "1")}\n${stanza("a", "2")}`,
      packages: ["a 2 amd64 a 2"],
      problems: [/'a:amd64' stands twice/],
    },
    { title: "nothing from an empty file", text: "", packages: [] },
    {
      title: "a file with DOS line ends",
      text: stanza("a", "1").replaceAll("\n", "\r\n"),
      packages: ["a 1 amd64 a 1"],
    },
    {
      title: "what stands around a broken paragraph",
      text: `${stanza("a", "1")}\nPackage: broken\nStatus: install ok installed\n\nVersion: 7\n\n${stanza("b", "2")}`,
      packages: ["a 1 amd64 a 1", "b 2 amd64 b 2"],
      problems: [/'broken' has no version/, /has no name/],
    },
    {
      title: "what stands around a line that is none",
      text: `rubbish\n${stanza("a", "1")}`,
      packages: ["a 1 amd64 a 1"],
      problems: [/line 1 is neither/],
    },
  ];
  test.each(rows)("$title", ({ text, packages, problems = [] }) => {
    const found = read(text);
    expect(
      found.packages.map(({ name, version, architecture, source }) =>
        [name, version, architecture, source?.name, source?.version].join(" "),
      ),
    ).toEqual(packages);
    expect(found.problems.map(({ message }) => message)).toEqual(problems.map((p) => expect.stringMatching(p)));
    for (const { code, path } of found.problems)
      expect({ code, path }).toEqual({ code: "FILE_MALFORMED", path: STATUS });
  });
});

test("a package carries all that its record says", () => {
  const [pkg] = read(
    stanza(
      "bash",
      "5.2-2+b1",
      "Priority: required\nSection: shells\nEssential: yes\nSource: bash (5.2-2)\nMaintainer: Matthias <m@example.org>\nInstalled-Size: 7164\nHomepage: https://example.org\n" +
        "Description: GNU Bourne Again SHell\n Bash is an sh-compatible shell.",
    ),
  ).packages;
  expect(pkg).toMatchObject({
    purl: "pkg:deb/debian/bash@5.2-2%2Bb1?arch=amd64&distro=debian-12&upstream=bash%405.2-2",
    type: "deb",
    namespace: "debian",
    author: "Matthias <m@example.org>",
    description: "GNU Bourne Again SHell",
    homepage: "https://example.org",
    installedSizeBytes: 7164 * 1024,
    dependsOn: [],
    properties: { "deb:priority": "required", "deb:section": "shells", "deb:essential": "yes" },
    locations: [{ path: STATUS, layer: 0 }],
  });
});

test.each([
  ["var/lib/dpkg/status", true],
  ["var/lib/dpkg/status-old", false],
  ["var/lib/dpkg/status.d/base-files", true],
  ["var/lib/dpkg/status.d/libstdc++6", true],
  ["var/lib/dpkg/status.d/python3.11-minimal", true],
  ["var/lib/dpkg/status.d/base-files.md5sums", true],
  ["var/lib/dpkg/status.d/base-files.preinst", false],
  ["var/lib/dpkg/info/bash.list", true],
  ["var/lib/dpkg/info/bash.postinst", false],
  ["srv/var/lib/dpkg/status", false],
  ["var/lib/apt/extended_states", true],
])("dpkg wants %s: %s", (path, wanted) => {
  expect(dpkg.wants(path, NO_FACTS)).toBe(wanted);
});

describe("files belong to a package", () => {
  const owned = (files: Record<string, string>) =>
    catalogFiles(dpkg, [files]).packages.map(({ name, owns }) => [name, [...(owns?.() ?? [])]]);

  test("by its list", () => {
    const list = "/.\n/usr\n/usr/bin/a\n";
    expect(owned({ [STATUS]: stanza("a", "1"), "var/lib/dpkg/info/a.list": list })).toEqual([
      ["a", ["/usr", "/usr/bin/a"]],
    ]);
  });
  test("by its list of an architecture", () => {
    expect(owned({ [STATUS]: stanza("a", "1"), "var/lib/dpkg/info/a:amd64.list": "/lib/a.so\n" })).toEqual([
      ["a", ["/lib/a.so"]],
    ]);
  });
  test("by the sums of distroless", () => {
    const files = {
      "var/lib/dpkg/status.d/a": "Package: a\nVersion: 1\n",
      "var/lib/dpkg/status.d/a.md5sums": `${"0".repeat(32)}  usr/bin/a\n${"1".repeat(32)}  usr/share/a b\n`,
    };
    expect(owned(files)).toEqual([["a", ["usr/bin/a", "usr/share/a b"]]]);
  });
});

describe("a package of dpkg depends on", () => {
  const edges = (...stanzas: string[]) =>
    Object.fromEntries(
      read(stanzas.join("\n")).packages.map(({ name, architecture, dependsOn = [] }) => [
        `${name}:${architecture}`,
        dependsOn.map((purl) => purl.replace(/^pkg:deb\/debian\/([^@]+)@[^?]*\?arch=(\w+).*/, "$1:$2")),
      ]),
    );
  const b = stanza("b", "2", "Provides: virtual (= 2), other");
  test.each([
    ["what it names", "Depends: b (>= 1)", ["b:amd64"]],
    ["what has to be there first", "Pre-Depends: b", ["b:amd64"]],
    ["both of them", "Pre-Depends: b\nDepends: c", ["b:amd64", "c:amd64"]],
    ["the way that is there", "Depends: gone | b", ["b:amd64"]],
    ["the first way that is there", "Depends: b | c", ["b:amd64"]],
    ["what somebody provides", "Depends: other, virtual (>= 1)", ["b:amd64"]],
    ["any architecture's", "Depends: b:any", ["b:amd64"]],
    ["another architecture's", "Depends: d:i386", ["d:i386"]],
    ["its own architecture's", "Depends: d", ["d:amd64"]],
    ["nothing that is not there", "Depends: gone, b:arm64", []],
    ["nothing that is only recommended", "Recommends: b\nSuggests: c", []],
  ])("%s", (_title, fields, expected) => {
    const d = "Package: d\nVersion: 1\nArchitecture: i386\n";
    expect(edges(stanza("a", "1", fields), b, stanza("c", "1"), stanza("d", "1"), d)["a:amd64"]).toEqual(expected);
  });
});

describe("somebody asked for a package of dpkg", () => {
  const all = "Package: d\nVersion: 1\nArchitecture: all\n";
  const status = [stanza("a", "1"), stanza("b", "1"), stanza("c", "1").replace("amd64", "i386"), all].join("\n");
  const direct = (marks: Record<string, string>) =>
    catalogFiles(dpkg, [{ [STATUS]: status, ...marks }]).packages.map((pkg) => pkg.direct);
  const marks = (...packages: string[]) => {
    const text = packages.map((name) => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n`).join("\n");
    return { "var/lib/apt/extended_states": text };
  };
  test.each([
    ["where apt does not say otherwise", marks("b"), [true, false, true, true]],
    ["of another architecture than the one that was needed", marks("c"), [true, true, true, true]],
    ["not where it runs on all and was needed on one", marks("d"), [true, true, true, false]],
    ["where apt keeps nothing", marks(), [true, true, true, true]],
    [
      "where its mark was taken away",
      { "var/lib/apt/extended_states": "Package: a\nArchitecture: amd64\nAuto-Installed: 0\n" },
      [true, true, true, true],
    ],
    ["as far as anybody knows, without apt", {}, [undefined, undefined, undefined, undefined]],
  ])("%s", (_title, files, expected) => {
    expect(direct(files)).toEqual(expected);
  });
});

describe("the layer that brought a package is", () => {
  const status = (...packages: [string, string][]) =>
    packages.map(([name, version]) => stanza(name, version)).join("\n");
  const rows: { title: string; layers: Record<string, string | null>[]; expected: Record<string, number> }[] = [
    {
      title: "the one whose database first held it",
      layers: [{ [STATUS]: status(["a", "1"]) }, { [STATUS]: status(["a", "1"], ["b", "1"]) }],
      expected: { a: 0, b: 1 },
    },
    {
      title: "that of the second installation, after a removal",
      layers: [{ [STATUS]: status(["a", "1"]) }, { [STATUS]: status() }, { [STATUS]: status(["a", "1"]) }],
      expected: { a: 2 },
    },
    {
      title: "that of the upgrade",
      layers: [{ [STATUS]: status(["a", "1"]) }, { [STATUS]: status(["a", "2"]) }],
      expected: { a: 1 },
    },
    {
      title: "that of the downgrade, after an upgrade",
      layers: [{ [STATUS]: status(["a", "1"]) }, { [STATUS]: status(["a", "2"]) }, { [STATUS]: status(["a", "1"]) }],
      expected: { a: 2 },
    },
    {
      title: "not moved by a layer without a database",
      layers: [{ [STATUS]: status(["a", "1"]) }, { "etc/x": "" }, { [STATUS]: status(["a", "1"]) }],
      expected: { a: 0 },
    },
    {
      title: "the last one, where the whole database was gone in between",
      layers: [{ [STATUS]: status(["a", "1"]) }, { "var/lib/dpkg": null }, { [STATUS]: status(["a", "1"]) }],
      expected: { a: 2 },
    },
    {
      title: "told apart in a folder of records",
      layers: [
        { "var/lib/dpkg/status.d/a": stanza("a", "1"), "var/lib/dpkg/status.d/b": stanza("b", "1") },
        { "var/lib/dpkg/status.d/b": stanza("b", "2") },
        { "var/lib/dpkg/status.d/a": null },
        { "var/lib/dpkg/status.d/a": stanza("a", "1") },
      ],
      expected: { a: 3, b: 1 },
    },
  ];
  test.each(rows)("$title", ({ layers, expected }) => {
    const { packages } = catalogFiles(dpkg, layers);
    expect(Object.fromEntries(packages.map(({ name, layer }) => [name, layer]))).toEqual(expected);
  });
});

test("a package has the licences of its copyright file", () => {
  const copyright =
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: ISC\n";
  const { packages } = catalogFiles(dpkg, [{ [STATUS]: stanza("a", "1"), "usr/share/doc/a/copyright": copyright }]);
  expect(packages).toMatchObject([{ name: "a", licenses: ["ISC"] }]);
});
