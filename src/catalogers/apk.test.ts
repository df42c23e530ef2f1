import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import type { Distribution } from "../model/distribution.ts";
import { apk } from "./apk.ts";
import { NO_FACTS } from "./cataloger.ts";

const DATABASE = "lib/apk/db/installed";
const WORLD = "etc/apk/world";

const alpine: Distribution = {
  id: "alpine",
  name: "Alpine Linux v3.18",
  versionId: "3.18.9",
  idLike: [],
  readFrom: "etc/os-release",
};

const record = (name: string, version: string, ...more: string[]) =>
  [`P:${name}`, `V:${version}`, "A:x86_64", ...more, ""].join("\n");

const read = (files: Record<string, string>, distribution: Distribution = alpine) =>
  catalogFiles(apk, [files], distribution);

describe("apk reads", () => {
  const rows: { title: string; text: string; packages: string[]; problems?: RegExp[] }[] = [
    { title: "a package", text: record("a", "1-r0"), packages: ["a 1-r0 x86_64 a"] },
    {
      title: "one of another origin",
      text: record("ssl_client", "1", "o:busybox"),
      packages: ["ssl_client 1 x86_64 busybox"],
    },
    { title: "two", text: `${record("a", "1")}\n${record("b", "2")}`, packages: ["a 1 x86_64 a", "b 2 x86_64 b"] },
    {
      title: "a bundle that was asked for as one",
      text: record(".deps", "20240101.1"),
      packages: [".deps 20240101.1 x86_64 .deps"],
    },
    { title: "one without an architecture", text: "P:a\nV:1\n", packages: ["a 1 noarch a"] },
    { title: "nothing from an empty file", text: "", packages: [] },
    {
      title: "what stands around broken records",
      text: `rubbish\n\n${record("a", "1")}\nP:b\n\nV:7\n\n${record("c", "2")}`,
      packages: ["a 1 x86_64 a", "c 2 x86_64 c"],
      problems: [/line 1 is not a field/, /'b' has no version/, /the package of line 9 has no name/],
    },
    {
      title: "the later of two records of one package",
      text: `${record("a", "1")}\n${record("a", "2")}`,
      packages: ["a 2 x86_64 a"],
      problems: [/'a' stands twice/],
    },
  ];
  test.each(rows)("$title", ({ text, packages, problems = [] }) => {
    const found = read({ [DATABASE]: text });
    expect(
      found.packages.map(({ name, version, architecture, source }) =>
        [name, version, architecture, source?.name].join(" "),
      ),
    ).toEqual(packages);
    expect(found.problems.map(({ message }) => message)).toEqual(problems.map((p) => expect.stringMatching(p)));
    for (const { code, path } of found.problems)
      expect({ code, path }).toEqual({ code: "FILE_MALFORMED", path: DATABASE });
  });
});

test("an apk package carries all that its record says", () => {
  const text = [
    "C:Q1YdWsuMPsxJ/TjH6wgYtx1ZJbc7g=",
    "P:ssl_client",
    "V:1.36.1-r7",
    "A:x86_64",
    "S:4675",
    "I:28672",
    "T:External ssl_client for busybox wget",
    "U:https://busybox.net/",
    "L:GPL-2.0-only",
    "o:busybox",
    "m:Somebody <s@example.org>",
    "t:1700000000",
    "c:9c2e1d0f6d8c0a4b9f5e1f0c7d1a2b3c4d5e6f70",
    "F:usr",
    "F:usr/bin",
    "R:ssl_client",
    "a:0:0:755",
    "",
  ].join("\n");
  const [pkg] = read({ [DATABASE]: text, [WORLD]: "" }).packages;
  expect({ ...pkg, owns: [...(pkg?.owns?.() ?? [])] }).toEqual({
    purl: "pkg:apk/alpine/ssl_client@1.36.1-r7?arch=x86_64&distro=alpine-3.18&upstream=busybox%401.36.1-r7",
    type: "apk",
    namespace: "alpine",
    name: "ssl_client",
    version: "1.36.1-r7",
    source: { name: "busybox", version: "1.36.1-r7" },
    architecture: "x86_64",
    licenses: ["GPL-2.0-only"],
    author: "Somebody <s@example.org>",
    description: "External ssl_client for busybox wget",
    homepage: "https://busybox.net/",
    sizeBytes: 4675,
    installedSizeBytes: 28672,
    checksums: [{ algorithm: "sha1", value: "61d5acb8c3ecc49fd38c7eb0818b71d5925b73b8" }],
    dependsOn: [],
    direct: false,
    properties: { "apk:commit": "9c2e1d0f6d8c0a4b9f5e1f0c7d1a2b3c4d5e6f70" },
    layer: 0,
    locations: [{ path: DATABASE, layer: 0 }],
    owns: ["usr/bin/ssl_client"],
  });
});

describe("a package URL says the distribution:", () => {
  test.each([
    ["alpine", "3.18.9", "pkg:apk/alpine/a@1?arch=x86_64&distro=alpine-3.18"],
    ["alpine", "3.21.0_alpha20240923", "pkg:apk/alpine/a@1?arch=x86_64&distro=alpine-edge"],
    ["wolfi", "20230201", "pkg:apk/wolfi/a@1?arch=x86_64&distro=wolfi-20230201"],
    ["chainguard", "20230214", "pkg:apk/chainguard/a@1?arch=x86_64&distro=chainguard-20230214"],
  ])("%s %s", (id, versionId, purl) => {
    const { packages } = read({ [DATABASE]: record("a", "1") }, { ...alpine, id, versionId });
    expect(packages.map((pkg) => pkg.purl)).toEqual([purl]);
  });
});

describe("the checksum of a package is", () => {
  const zeros = (count: number) => "0".repeat(count);
  test.each([
    ["SHA-1 in base64", ["C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA="], [{ algorithm: "sha1", value: zeros(40) }]],
    [
      "SHA-256 in base64",
      ["C:Q2AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],
      [{ algorithm: "sha256", value: zeros(64) }],
    ],
    ["SHA-1 in hex", [`C:X1${zeros(40)}`], [{ algorithm: "sha1", value: zeros(40) }]],
    ["not told where it is a part of one", ["C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "f:S"], undefined],
    ["not told where it is none", ["C:Q1!!!!!!!!!!!!!!!!!!!!!!!!!!!!"], undefined],
    ["not told where it is too short", ["C:Q1AAAA"], undefined],
    ["not told where there is none", [], undefined],
  ])("%s", (_title, lines, checksums) => {
    expect(read({ [DATABASE]: record("a", "1", ...lines) }).packages[0]?.checksums).toEqual(checksums);
  });
});

describe("an apk package depends on", () => {
  const edges = (...records: string[]) =>
    Object.fromEntries(
      read({ [DATABASE]: records.join("\n") }).packages.map(({ name, dependsOn = [] }) => [
        name,
        dependsOn.map((purl) => /alpine\/([^@]+)@/.exec(purl)?.[1]),
      ]),
    );
  test.each([
    ["a name", "b", ["b"]],
    ["a name and a version", "b>=1.2_rc1", ["b"]],
    ["a name of a repository", "b@edge", ["b"]],
    ["about a version", "b~1", ["b"]],
    ["a library", "so:libb.so.1", ["b"]],
    ["a library of a version", "so:libb.so.1=1.0", ["b"]],
    ["a program", "/bin/b", ["b"]],
    ["a command and a description of a library", "cmd:b pc:b-2.0>=2", ["b"]],
    ["not what must not be there", "!b", []],
    ["not what is not there", "zzz", []],
    ["not a text that is none", ">=1 ! = @x", []],
  ])("%s", (_title, needs, expected) => {
    const provider = record("b", "1", "p:so:libb.so.1=1.0 /bin/b cmd:b=1 pc:b-2.0=2.0");
    expect(edges(record("a", "1", `D:${needs}`), provider)).toEqual({ a: expected, b: [] });
  });
});

describe("somebody asked for an apk package", () => {
  const direct = (world?: string) =>
    read({
      [DATABASE]: [record("a", "1", "D:b"), record("b", "1", "p:cmd:bee=1"), record("c", "1")].join("\n"),
      ...(world !== undefined && { [WORLD]: world }),
    }).packages.map((pkg) => pkg.direct);
  test.each([
    ["by its name", "a\n", [true, false, false]],
    ["of a version, or of a repository", "a=1\nc@testing\n", [true, false, true]],
    ["by what it provides", "cmd:bee\n", [false, true, false]],
    ["in one line", "a b", [true, true, false]],
    ["not where it must not be there", "!a\n", [false, false, false]],
    ["as far as anybody knows, where nothing tells", undefined, [undefined, undefined, undefined]],
  ])("%s", (_title, world, expected) => {
    expect(direct(world)).toEqual(expected);
  });
});

test.each([
  [DATABASE, true],
  ["usr/lib/apk/db/installed", true],
  [WORLD, true],
  ["lib/apk/db/installed.new", false],
  ["lib/apk/db/triggers", false],
  ["srv/lib/apk/db/installed", false],
])("apk wants %s: %s", (path, wanted) => {
  expect(apk.wants(path, NO_FACTS)).toBe(wanted);
});

test("the layer that brought an apk package is the one whose database first held it", () => {
  const { packages } = catalogFiles(
    apk,
    [
      { [DATABASE]: record("a", "1") },
      { [DATABASE]: `${record("a", "1")}\n${record("b", "1")}` },
      { [DATABASE]: `${record("a", "2")}\n${record("b", "1")}` },
    ],
    alpine,
  );
  expect(packages.map(({ name, version, layer, locations }) => [name, version, layer, locations[0]?.layer])).toEqual([
    ["a", "2", 2, 2],
    ["b", "1", 1, 2],
  ]);
});

const testData = process.env.PLIMSOLL_TEST_DATA;
const samples = testData
  ? [
      ...["3.7.3", "3.10.9", "3.12.12", "3.15.11", "3.18.9", "3.20.3", "3.20.3-aarch64"].map(
        (release) => [`pkgdb/alpine-${release}`, "expected.tsv", ""] as const,
      ),
      ...["3.7.3", "3.9.6", "3.10.9", "3.13.12", "3.16.9", "3.18.9", "3.19.4", "20240923"].map(
        (release) => [`vectors/package-databases/apk/alpine-${release}-x86_64`, "packages.tsv", "rootfs"] as const,
      ),
    ]
  : [];

describe.skipIf(samples.length === 0)("apk's databases of Alpine's own images:", () => {
  test.each(samples)("%s", (sample, table, root) => {
    const folder = join(testData ?? "", "data", sample);
    const path = join(folder, root, DATABASE);
    const text = existsSync(path) ? readFileSync(path, "utf8") : gunzipSync(readFileSync(`${path}.gz`)).toString();
    const world = readFileSync(join(folder, root, WORLD), "utf8");
    const { packages, problems } = read({ [DATABASE]: text, [WORLD]: world });
    const rows = packages.map(({ name, version, architecture, source, licenses }) =>
      [name, version, architecture, source?.name, licenses.join()].join("\t"),
    );
    const expected = readFileSync(join(folder, table), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("name\t"));
    expect(rows.sort()).toEqual(expected.sort());
    expect(problems).toEqual([]);
    // Of one name each: `libc-utils` is a package in old releases, and provided by another in new ones.
    expect(packages.filter(({ direct }) => direct)).toHaveLength(world.trim().split(/\s+/).length);
    // Every sum and size is told, and everything but the C library and data needs something.
    expect(
      packages.filter(({ checksums, installedSizeBytes }) => !checksums || installedSizeBytes === undefined),
    ).toEqual([]);
    expect(packages.find(({ name }) => name === "busybox")?.dependsOn?.join()).toContain("/musl@");
  });
});
