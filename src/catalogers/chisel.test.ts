import { zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import type { Distribution } from "../model/distribution.ts";
import { NO_FACTS } from "./cataloger.ts";
import { chisel } from "./chisel.ts";

const MANIFEST = "var/lib/chisel/manifest.wall";

const ubuntu: Distribution = {
  id: "ubuntu",
  name: "Ubuntu 24.04",
  versionId: "24.04",
  idLike: ["debian"],
  readFrom: "etc/os-release",
};

const HEADER = '{"jsonwall":"1.0","schema":"1.0","count":9}';
const SUM = "76d582e6b5a7057acd8b239edf102329a5a966303d7d1b7a024b447e057b342e";

const line = (name: string, version: string) =>
  `{"kind":"package","name":"${name}","version":"${version}","sha256":"${SUM}","arch":"amd64"}`;

const pack = (...lines: string[]) => zstdCompressSync(lines.map((one) => `${one}\n`).join(""));
const read = (bytes: Uint8Array) => catalogFiles(chisel, [{ [MANIFEST]: bytes }], ubuntu);

test("a package of Chisel carries all that its manifest says", () => {
  const { packages, problems } = read(
    pack(
      HEADER,
      '{"kind":"content","slice":"libc6_copyright","path":"/usr/share/doc/libc6/copyright"}',
      '{"kind":"content","slice":"libc6_libs","path":"/lib/x86_64-linux-gnu/libc.so.6"}',
      '{"kind":"content","slice":"base-files_var","path":"/run/"}',
      line("libc6", "2.39-0ubuntu8.4"),
      '{"kind":"path","path":"/run/","mode":"0755","slices":["base-files_var"]}',
      '{"kind":"slice","name":"libc6_copyright"}',
      '{"kind":"slice","name":"libc6_libs"}',
    ),
  );
  expect(packages.map((pkg) => ({ ...pkg, owns: [...(pkg.owns?.() ?? [])] }))).toEqual([
    {
      purl: "pkg:deb/ubuntu/libc6@2.39-0ubuntu8.4?arch=amd64&distro=ubuntu-24.04",
      type: "deb",
      namespace: "ubuntu",
      name: "libc6",
      version: "2.39-0ubuntu8.4",
      architecture: "amd64",
      licenses: [],
      checksums: [{ algorithm: "sha256", value: SUM }],
      properties: { "chisel:slices": "copyright libs" },
      layer: 0,
      locations: [{ path: MANIFEST, layer: 0 }],
      owns: ["/usr/share/doc/libc6/copyright", "/lib/x86_64-linux-gnu/libc.so.6"],
    },
  ]);
  expect(problems).toEqual([]);
});

describe("chisel reads", () => {
  const two = [HEADER, line("a", "1"), line("b", "2")];
  const rows: { title: string; bytes: Uint8Array; packages: string[]; problems?: RegExp[] }[] = [
    { title: "two packages", bytes: pack(...two), packages: ["a 1", "b 2"] },
    { title: "a manifest of nothing", bytes: pack(HEADER), packages: [] },
    {
      title: "what stands around broken lines",
      bytes: pack(HEADER, "rubbish", "[1]", "null", '{"kind":"package","name":["a"],"version":{}}', line("b", "2")),
      packages: ["b 2"],
      problems: [/line 2 is not/, /line 3 is not/, /line 4 is not/, /line 5: a package has no name/],
    },
    {
      title: "nothing from what is not packed",
      bytes: new TextEncoder().encode(two.join("\n")),
      packages: [],
      problems: [/no frame/],
    },
    {
      title: "nothing from half a frame",
      bytes: pack(...two).subarray(0, 12),
      packages: [],
      problems: [/unexpected end/],
    },
    {
      title: "a bounded part of what is too much",
      bytes: zstdCompressSync(`${two.join("\n")}\n${`{"kind":"path"}${" ".repeat(1000)}\n`.repeat(80_000)}`),
      packages: ["a 1", "b 2"],
      problems: [/more than 67108864 bytes/],
    },
  ];
  test.each(rows)("$title", ({ bytes, packages, problems = [] }) => {
    const found = read(bytes);
    expect(found.packages.map(({ name, version }) => `${name} ${version}`)).toEqual(packages);
    expect(found.problems.map(({ message }) => message)).toEqual(problems.map((p) => expect.stringMatching(p)));
  });
});

test("the layer that brought a package of Chisel is the one whose manifest first held it", () => {
  const layers = [
    { [MANIFEST]: pack(HEADER, line("a", "1")) },
    { [MANIFEST]: pack(HEADER, line("a", "1"), line("b", "1")) },
  ];
  const { packages } = catalogFiles(chisel, layers, ubuntu);
  expect(packages.map(({ name, layer }) => [name, layer])).toEqual([
    ["a", 0],
    ["b", 1],
  ]);
});

test.each([
  [MANIFEST, true],
  ["srv/var/lib/chisel/manifest.wall", false],
])("chisel wants %s: %s", (path, wanted) => {
  expect(chisel.wants(path, NO_FACTS)).toBe(wanted);
});
