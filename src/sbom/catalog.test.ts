import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layoutOf, OS_RELEASE, scanLayers, stanza } from "../../test/support/scan-layers.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { type TarInput, writeTar } from "../formats/tar-writer.ts";
import { sha256Of } from "../host/sha256.ts";
import { buildImage } from "../image/build/build-image.ts";
import type { LayerSpec } from "../image/build/image-spec.ts";
import { writeDockerArchive, writeOciArchive, writeOciLayout } from "../image/build/write-image.ts";
import { fileOf } from "../image/file-store.ts";
import { openImage } from "../image/open.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { catalogImage } from "./catalog.ts";
import { evidenceSizeOf } from "./evidence-size.ts";
import { LayerCache, listCache } from "./layer-cache.ts";
import { fingerprintOf, READERS } from "./readers.ts";

const STATUS = "var/lib/dpkg/status";
const npmManifest = (name: string, version: string) => JSON.stringify({ name, version });

describe("one image", () => {
  const spec = {
    layers: [
      {
        entries: [
          { path: "usr/lib/os-release", content: OS_RELEASE },
          { path: "etc/os-release", type: "symlink", linkTarget: "../usr/lib/os-release" },
          { path: "lib", type: "symlink", linkTarget: "usr/lib" },
          {
            path: STATUS,
            content: `${stanza("python3-yaml", "6.0-3", "Source: pyyaml (6.0-3)")}\n${stanza("b", "1")}`,
          },
          // The list says where the package was packed; the image has a link on the way.
          { path: "var/lib/dpkg/info/python3-yaml.list", content: "/.\n/lib\n/lib/python3/PyYAML-6.0.egg-info\n" },
          { path: "usr/lib/python3/PyYAML-6.0.egg-info", content: "Name: PyYAML\nVersion: 6.0\n" },
        ],
      },
      {
        compression: "zstd",
        entries: [
          { path: "app/node_modules/ms/package.json", content: npmManifest("ms", "2.0.0") },
          { path: "app/node_modules/x/node_modules/ms/package.json", content: npmManifest("ms", "2.0.0") },
          { path: "opt/PyYAML-5.dist-info/METADATA", content: "Name: PyYAML\nVersion: 5\n" },
        ],
      },
      { compression: "none", entries: [{ path: "app/node_modules/.wh.ms" }] },
    ],
  } as const;

  test("is read the same as a layout, as an archive and as one of docker save, with any compression", async () => {
    const folder = temporaryFolder();
    const image = buildImage(spec);
    writeOciLayout(join(folder, "layout"), [{ name: "app", image }]);
    writeOciArchive(join(folder, "oci.tar"), [{ name: "app", image }]);
    writeDockerArchive(join(folder, "docker.tar"), [{ name: "app:latest", image }]);
    const packages = async (reference: string) => {
      const { packages } = await catalogImage(await openImage(reference));
      // A docker archive keeps plain tars, which no manifest names by a digest.
      return JSON.stringify(packages).replaceAll(/,"digest":"sha256:[0-9a-f]{64}"/g, "");
    };
    const [layout, oci, docker] = await Promise.all(
      [`oci-dir://${folder}/layout`, `archive://${folder}/oci.tar`, `archive://${folder}/docker.tar`].map(packages),
    );
    expect(layout).toContain("pkg:npm/ms@2.0.0");
    expect(oci).toBe(layout);
    expect(docker).toBe(layout);
  });

  test("has its packages with owner, layer and places", async () => {
    const { packages, problems, image } = await scanLayers(spec.layers);
    expect(problems).toEqual([]);
    expect(image.distribution).toMatchObject({ id: "debian", versionId: "12", readFrom: "etc/os-release" });
    expect(
      packages.map(({ purl, owner, layer, locations }) => [
        purl,
        owner,
        layer.ordinal,
        locations.map(({ path }) => path),
      ]),
    ).toEqual([
      ["pkg:deb/debian/b@1?arch=amd64&distro=debian-12", undefined, 0, [STATUS]],
      ["pkg:deb/debian/python3-yaml@6.0-3?arch=amd64&distro=debian-12&upstream=pyyaml%406.0-3", undefined, 0, [STATUS]],
      // Still there, in the place that was not taken away.
      ["pkg:npm/ms@2.0.0", undefined, 1, ["app/node_modules/x/node_modules/ms/package.json"]],
      ["pkg:pypi/pyyaml@5", undefined, 1, ["opt/PyYAML-5.dist-info/METADATA"]],
      [
        "pkg:pypi/pyyaml@6.0",
        "pkg:deb/debian/python3-yaml@6.0-3?arch=amd64&distro=debian-12&upstream=pyyaml%406.0-3",
        0,
        ["usr/lib/python3/PyYAML-6.0.egg-info"],
      ],
    ]);
  });

  test("gives the same bytes twice", async () => {
    const [first, second] = [await scanLayers(spec.layers), await scanLayers(spec.layers)];
    expect(JSON.stringify(first.packages)).toBe(JSON.stringify(second.packages));
  });
});

describe("hard links", () => {
  const store = "store/files/ab/cdef";
  test("lead a wanted path to a file that nobody wanted, wherever it stands in the tar", async () => {
    const { packages, problems } = await scanLayers([
      {
        entries: [
          { path: store, content: npmManifest("linked", "1.0.0") },
          { path: "app/node_modules/linked/package.json", type: "hardlink", linkTarget: store },
          {
            path: "app/node_modules/twice/package.json",
            type: "hardlink",
            linkTarget: "./app/node_modules/linked/package.json",
          },
        ],
      },
    ]);
    expect(problems).toEqual([]);
    expect(packages.map(({ purl, locations }) => [purl, locations.length])).toEqual([["pkg:npm/linked@1.0.0", 2]]);
  });

  test.each([
    ["to nothing", [{ path: "node_modules/a/package.json", type: "hardlink", linkTarget: "gone" }]],
    [
      "in a circle",
      [
        { path: "node_modules/a/package.json", type: "hardlink", linkTarget: "b" },
        { path: "b", type: "hardlink", linkTarget: "node_modules/a/package.json" },
      ],
    ],
  ] as const)("%s are a problem", async (_title, entries) => {
    const { packages, problems } = await scanLayers([{ entries }]);
    expect(packages).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ code: "LINK_UNRESOLVED", layer: 0 })]);
  });
});

describe("hard links in a tar that says things twice", () => {
  const wanted = "node_modules/a/package.json";
  const link = { path: wanted, type: "hardlink", linkTarget: store("x") } as const;
  function store(name: string): string {
    return `store/${name}`;
  }
  const rows: { title: string; entries: LayerSpec["entries"]; version: string | undefined }[] = [
    {
      title: "a later file takes the link's place",
      entries: [
        { path: store("x"), content: npmManifest("a", "1.0.0") },
        link,
        { path: wanted, content: npmManifest("a", "2.0.0") },
      ],
      version: "2.0.0",
    },
    {
      title: "the target counts as it was when the link came",
      entries: [
        { path: store("x"), content: npmManifest("a", "1.0.0") },
        { path: store("x"), content: npmManifest("a", "2.0.0") },
        link,
        { path: store("x"), content: npmManifest("a", "3.0.0") },
      ],
      version: "2.0.0",
    },
    {
      title: "a link to a link",
      entries: [
        { path: store("y"), content: npmManifest("a", "1.0.0") },
        { path: store("x"), type: "hardlink", linkTarget: store("y") },
        { path: store("y"), content: npmManifest("a", "2.0.0") },
        link,
      ],
      version: "1.0.0",
    },
    {
      title: "a target that comes behind is none",
      entries: [link, { path: store("x"), content: npmManifest("a", "1.0.0") }],
      version: undefined,
    },
    {
      title: "a target that has become a folder is none",
      entries: [
        { path: store("x"), content: npmManifest("a", "1.0.0") },
        { path: store("x"), type: "directory" },
        link,
      ],
      version: undefined,
    },
  ];
  test.each(rows)("$title", async ({ entries, version }) => {
    const { packages, problems } = await scanLayers([{ entries }]);
    expect(packages.map((pkg) => pkg.version)).toEqual(version === undefined ? [] : [version]);
    expect(problems.map(({ code }) => code)).toEqual(version === undefined ? ["LINK_UNRESOLVED"] : []);
  });
});

describe("a package database behind a link is read:", () => {
  const status = { path: "opt/dpkg/status", content: stanza("a", "1.0") };
  const rows: { title: string; layers: LayerSpec[]; expected: string[] }[] = [
    {
      title: "its folder",
      layers: [{ entries: [status, { path: "var/lib/dpkg", type: "symlink", linkTarget: "/opt/dpkg" }] }],
      expected: ["a 1.0 0"],
    },
    {
      title: "a folder above it, by a relative link",
      layers: [
        {
          entries: [
            { path: "data/lib/dpkg/status", content: stanza("a", "1.0") },
            { path: "var", type: "symlink", linkTarget: "data" },
          ],
        },
      ],
      expected: ["a 1.0 0"],
    },
    {
      title: "its file",
      layers: [
        { entries: [status, { path: "var/lib/dpkg/status", type: "symlink", linkTarget: "../../../opt/dpkg/status" }] },
      ],
      expected: ["a 1.0 0"],
    },
    {
      title: "a link that a later layer makes, in the place of another database",
      layers: [
        { entries: [{ path: "var/lib/dpkg/status", content: stanza("a", "9.9") }] },
        { entries: [status, { path: "var/lib/.wh.dpkg" }] },
        { entries: [{ path: "var/lib/dpkg", type: "symlink", linkTarget: "/opt/dpkg" }] },
      ],
      expected: ["a 1.0 1"],
    },
    {
      title: "with its lists of files, through two links that climb",
      layers: [
        {
          entries: [
            status,
            { path: "opt/dpkg/info/a.list", content: "/usr/lib/python3/x.egg-info\n" },
            { path: "usr/lib/python3/x.egg-info", content: "Name: x\nVersion: 1\n" },
            { path: "var/lib", type: "symlink", linkTarget: "../../../../lib2" },
            { path: "lib2/dpkg", type: "symlink", linkTarget: "/opt/dpkg" },
          ],
        },
      ],
      expected: ["a 1.0 0", "x 1 0 of a"],
    },
  ];
  test.each(rows)("$title", async ({ layers, expected }) => {
    const { packages, problems } = await scanLayers(layers);
    expect(problems).toEqual([]);
    const shown = packages.map(
      ({ name, version, layer, owner }) => `${name} ${version} ${layer.ordinal}${owner ? " of a" : ""}`,
    );
    expect(shown).toEqual(expected);
  });

  test("a release file, too", async () => {
    const entries = [
      { path: "opt/release", content: OS_RELEASE },
      { path: "etc/os-release", type: "symlink", linkTarget: "../opt/release" },
    ] as const;
    expect((await scanLayers([{ entries }])).image.distribution).toMatchObject({
      id: "debian",
      readFrom: "etc/os-release",
    });
  });
});

test("links cannot lead deeper than a path can say", async () => {
  const deep = "d/".repeat(1900);
  const entries: LayerSpec["entries"] = [
    ...["a", "b", "c", "d1"].map(
      (name, i): TarInput => ({ path: name, type: "symlink", linkTarget: `${deep}${["b", "c", "d1", "x"][i]}` }),
    ),
    { path: `${deep}b`, type: "symlink", linkTarget: deep },
    { path: "a/node_modules/x/package.json", content: npmManifest("x", "1.0.0") },
    { path: "node_modules/y/package.json", content: npmManifest("y", "1.0.0") },
  ];
  const { packages } = await scanLayers([{ entries }, { entries: [{ path: ".wh.d" }] }]);
  expect(packages.some(({ name }) => name === "y")).toBe(true);
});

test("a package cannot fill a report with its name", async () => {
  const entries = [{ path: "node_modules/x/package.json", content: npmManifest("n".repeat(2_000_000), "1.0.0") }];
  const { packages, problems } = await scanLayers([{ entries }]);
  expect(packages[0]?.name).toHaveLength(1000);
  expect(problems).toEqual([expect.objectContaining({ code: "LIMIT_EXCEEDED", path: "node_modules/x/package.json" })]);
});

describe("hostile layers", () => {
  test("cannot write beside the image: entries that climb are left out and told", async () => {
    const { packages, problems } = await scanLayers([
      {
        entries: [
          { path: "../node_modules/evil/package.json", content: npmManifest("evil", "1.0.0") },
          { path: "/node_modules/absolute/package.json", content: npmManifest("absolute", "1.0.0") },
        ],
      },
    ]);
    expect(packages.map(({ name }) => name)).toEqual(["absolute"]);
    expect(problems).toEqual([
      { code: "FILE_ESCAPES", layer: 0, message: expect.stringContaining('"../node_modules/evil/package.json"') },
    ]);
  });

  test("with an entry that claims 100 GB and does not have them: what came before stands", async () => {
    const { packages, problems } = await scanLayers([
      {
        entries: [
          { path: "node_modules/a/package.json", content: npmManifest("a", "1.0.0") },
          { path: "huge", declaredBytes: 100 * 1024 ** 3 },
        ],
      },
    ]);
    expect(packages.map(({ name }) => name)).toEqual(["a"]);
    expect(problems).toEqual([
      { code: "FILE_MALFORMED", layer: 0, message: expect.stringContaining("before 'huge' does") },
    ]);
  });

  test("with a wanted file that claims 100 GB: it is not read", async () => {
    const { problems } = await scanLayers([{ entries: [{ path: STATUS, declaredBytes: 100 * 1024 ** 3 }] }]);
    expect(problems).toContainEqual(expect.objectContaining({ code: "LIMIT_EXCEEDED", path: STATUS }));
  });

  test("that unpack without end are read up to the limit", async () => {
    const limits = { ...DEFAULT_LIMITS, expansionFloorBytes: 1_000_000 };
    const { packages, problems, image } = await scanLayers(
      [
        {
          entries: [
            { path: "node_modules/a/package.json", content: npmManifest("a", "1.0.0") },
            { path: "zeros", content: new Uint8Array(20_000_000) },
          ],
        },
      ],
      { limits },
    );
    expect(packages.map(({ name }) => name)).toEqual(["a"]);
    expect(problems).toEqual([{ code: "LIMIT_EXCEEDED", layer: 0, message: expect.stringContaining("250 times") }]);
    expect(image.uncompressedBytes).toBeUndefined();
  });

  test("with more entries than the limit are read up to it", async () => {
    const entries = Array.from({ length: 20 }, (_, i) => ({ path: `f${i}` }));
    const { problems } = await scanLayers([{ entries }], { limits: { ...DEFAULT_LIMITS, layerEntries: 10 } });
    expect(problems).toEqual([
      { code: "LIMIT_EXCEEDED", layer: 0, message: expect.stringContaining("more than 10 entries") },
    ]);
  });

  test("with paths and links that are too long, or too much of them, are read without", async () => {
    const long = "x/".repeat(3000);
    const { problems } = await scanLayers([
      { entries: [{ path: long }, { path: "a", type: "symlink", linkTarget: long }, { path: "b" }] },
    ]);
    expect(problems.map(({ code, message }) => [code, message.slice(-30)])).toEqual([
      ["LIMIT_EXCEEDED", "a path or link of 6000 characters".slice(-30)],
      ["LIMIT_EXCEEDED", "a path or link of 6000 characters".slice(-30)],
    ]);
    const entries = Array.from({ length: 20 }, (_, i) => ({ path: `file-number-${i}` }));
    const limits = { ...DEFAULT_LIMITS, layerPathCharacters: 100 };
    expect((await scanLayers([{ entries }], { limits })).problems).toEqual([
      { code: "LIMIT_EXCEEDED", layer: 0, message: expect.stringContaining("more than 100 characters of paths") },
    ]);
  });

  test("with more files to read than the limit are read up to it", async () => {
    const entries = ["a", "b", "c"].map((name) => ({
      path: `node_modules/${name}/package.json`,
      content: npmManifest(name, "1.0.0"),
    }));
    const limits = { ...DEFAULT_LIMITS, layerWantedBytes: 70 };
    const { packages, problems } = await scanLayers([{ entries }], { limits });
    expect(packages.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(problems).toEqual([
      expect.objectContaining({ code: "LIMIT_EXCEEDED", path: "node_modules/c/package.json" }),
    ]);
  });

  test("that say more than the limit are believed up to it", async () => {
    const entries = ["a", "b", "c"].map((name) => ({
      path: `node_modules/${name}/package.json`,
      content: npmManifest(name, "1.0.0"),
    }));
    const limits = {
      ...DEFAULT_LIMITS,
      evidenceBytes: 2 * evidenceSizeOf({ name: "a", version: "1.0.0", licenses: [] }),
    };
    const { packages, problems } = await scanLayers([{ entries }], { limits });
    expect(packages.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(problems).toEqual([
      expect.objectContaining({ code: "LIMIT_EXCEEDED", path: "node_modules/c/package.json" }),
    ]);
  });

  test("that together say more than the limit are believed from the oldest on", async () => {
    const layers = ["a", "b", "c"].map((name) => ({
      entries: [{ path: `node_modules/${name}/package.json`, content: npmManifest(name, "1.0.0") }],
    }));
    const limits = {
      ...DEFAULT_LIMITS,
      evidenceBytes: 2 * evidenceSizeOf({ name: "a", version: "1.0.0", licenses: [] }),
    };
    const { packages, problems } = await scanLayers(layers, { limits });
    expect(packages.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(problems).toEqual([expect.objectContaining({ code: "LIMIT_EXCEEDED", layer: 2 })]);
  });

  test("cannot hide that they are broken behind many small problems", async () => {
    const entries = Array.from({ length: 50 }, () => ({ path: "../x" }));
    const tar = writeTar(entries).subarray(0, 50 * 512 - 100);
    const limits = { ...DEFAULT_LIMITS, layerProblems: 10 };
    const { problems } = await scanLayers([{ entries: [], tar }], { limits });
    expect(problems).toHaveLength(12);
    expect(problems[0]).toMatchObject({ code: "FILE_MALFORMED", message: expect.stringContaining("ends inside") });
    expect(problems.at(-1)).toMatchObject({ code: "LIMIT_EXCEEDED", message: "layer: 39 more problems were left out" });
  });

  test("that are no tar at all are told", async () => {
    const { problems } = await scanLayers([{ entries: [], tar: new TextEncoder().encode("rubbish".repeat(500)) }]);
    expect(problems).toEqual([{ code: "FILE_MALFORMED", layer: 0, message: expect.stringContaining("checksum") }]);
  });

  test("whose release file is a link in a circle are told", async () => {
    const { problems, image } = await scanLayers([
      {
        entries: [
          { path: "etc/os-release", type: "symlink", linkTarget: "../usr/lib/os-release" },
          { path: "usr/lib/os-release", type: "symlink", linkTarget: "/etc/os-release" },
        ],
      },
    ]);
    expect(image.distribution).toBeUndefined();
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ["LINK_UNRESOLVED", "etc/os-release"],
      ["LINK_UNRESOLVED", "usr/lib/os-release"],
    ]);
  });

  test("whose release file leads out of the image stay inside", async () => {
    const { image } = await scanLayers([
      {
        entries: [
          { path: "etc/os-release", type: "symlink", linkTarget: "../../../../../usr/lib/os-release" },
          { path: "usr/lib/os-release", content: OS_RELEASE },
        ],
      },
    ]);
    expect(image.distribution?.id).toBe("debian");
  });
});

const cacheIn = (folder: string) => new LayerCache(folder, fingerprintOf(READERS), 1e9);

describe("digests", () => {
  const good = { entries: [{ path: "node_modules/a/package.json", content: npmManifest("a", "1.0.0") }] };

  test("a layer with another byte is refused", async () => {
    const folder = layoutOf({ layers: [good] });
    const image = await openImage(`oci-dir://${folder}`);
    const { path, sizeBytes } = fileOf(image.layers[0]);
    writeFileSync(path, randomBytes(sizeBytes));
    await expect(catalogImage(image)).rejects.toMatchObject({
      code: expect.stringMatching(/DIGEST_MISMATCH|FILE_MALFORMED/),
    });
  });

  test("a layer that is no gzip though its digest is right is told apart from one that was damaged", async () => {
    const folder = layoutOf({ layers: [good] });
    const image = await openImage(`oci-dir://${folder}`);
    const { path, sizeBytes } = fileOf(image.layers[0]);
    const bytes = readFileSync(path);
    bytes.fill(0xff, sizeBytes >> 1, (sizeBytes >> 1) + 8);
    writeFileSync(path, bytes);
    await expect(catalogImage(image)).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
    const layers = image.layers.map((layer) => ({ ...layer, digest: sha256Of(bytes) }));
    await expect(catalogImage({ ...image, layers })).rejects.toMatchObject({
      code: "IMAGE_MALFORMED",
      message: expect.stringContaining("cannot be unpacked, though its bytes are those that the image names"),
    });
  });

  test("a layer that is known is looked at all the same where that is asked for", async () => {
    const folder = layoutOf({ layers: [good] });
    const cache = cacheIn(temporaryFolder());
    const image = await openImage(`oci-dir://${folder}`);
    await catalogImage(image, { cache });
    const again = await catalogImage(image, { cache, verifyLayers: true });
    expect(again.packages.map(({ name }) => name)).toEqual(["a"]);
    const { path, sizeBytes } = fileOf(image.layers[0]);
    writeFileSync(path, readFileSync(path).fill(0, sizeBytes - 4));
    await expect(catalogImage(image, { cache, verifyLayers: true })).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });

  test("a layer that is another one when it is read again is refused, and not kept", async () => {
    const linked = (version: string) =>
      buildImage({
        layers: [
          {
            entries: [
              { path: "store/x", content: npmManifest("a", version) },
              { path: "node_modules/a/package.json", type: "hardlink", linkTarget: "store/x" },
            ],
          },
        ],
      });
    const folder = join(temporaryFolder(), "layout");
    writeOciLayout(folder, [{ image: linked("1.0.0") }]);
    const image = await openImage(`oci-dir://${folder}`);
    const [first, second] = ["1.0.0", "6.6.6"].map((version) => linked(version).layers[0]?.bytes ?? new Uint8Array());
    let opened = 0;
    const open = async function* () {
      yield (opened++ === 0 ? first : second) ?? new Uint8Array();
    };
    const cache = cacheIn(temporaryFolder());
    const layers = image.layers.map((layer) => ({ ...layer, blob: { kind: "stream", open } as const }));
    await expect(catalogImage({ ...image, layers }, { cache })).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
    expect(opened).toBe(2);
    expect(listCache(cache.folder)).toEqual([]);
  });

  test("a layer that unpacks to something else than the config says is refused", async () => {
    const image = buildImage({ layers: [good] });
    const other = buildImage({ layers: [{ entries: [{ path: "other" }] }] });
    const folder = join(temporaryFolder(), "layout");
    // The manifest of one, the config of the other: every digest of the documents is right.
    const manifest = JSON.parse(new TextDecoder().decode(image.manifest.bytes));
    const { size, digest } = { size: other.config.bytes.length, digest: other.config.digest };
    const bytes = new TextEncoder().encode(
      JSON.stringify({ ...manifest, config: { ...manifest.config, size, digest } }),
    );
    const { sha256Of } = await import("../host/sha256.ts");
    const lying = { ...image, config: other.config, manifest: { ...image.manifest, bytes, digest: sha256Of(bytes) } };
    writeOciLayout(folder, [{ image: lying }]);
    await expect(openImage(`oci-dir://${folder}`).then((opened) => catalogImage(opened))).rejects.toMatchObject({
      code: "DIGEST_MISMATCH",
      message: expect.stringContaining("diff_id"),
    });
  });
});

describe("the cache", () => {
  const layers = [
    { entries: [{ path: "node_modules/a/package.json", content: npmManifest("a", "1.0.0") }] },
    { entries: [{ path: "node_modules/b/package.json", content: npmManifest("b", "1.0.0") }] },
  ];
  const originsOf = ({ layerOrigins }: Awaited<ReturnType<typeof scanLayers>>) => layerOrigins.map(({ from }) => from);

  test("saves reading a layer again, in any image that has it", async () => {
    const cache = cacheIn(temporaryFolder());
    const first = await scanLayers(layers, { cache });
    const second = await scanLayers(layers, { cache });
    const third = await scanLayers(layers.slice(0, 1), { cache });
    expect([first, second, third].map(originsOf)).toEqual([["read", "read"], ["cache", "cache"], ["cache"]]);
    expect(second.packages).toEqual(first.packages);
  });

  test("is not entered by a config's claim alone", async () => {
    const cache = cacheIn(temporaryFolder());
    await scanLayers(layers, { cache });
    const [honest] = buildImage({ layers }).layers;
    const folder = temporaryFolder();
    // An archive of docker save has no digests: its config claims a layer that is known, and its tar is another.
    const liar = buildImage({
      layers: [{ entries: [{ path: "node_modules/evil/package.json", content: npmManifest("evil", "1") }] }],
    });
    const config = JSON.parse(new TextDecoder().decode(liar.config.bytes));
    config.rootfs.diff_ids = [honest?.diffId];
    const bytes = new TextEncoder().encode(JSON.stringify(config));
    writeFileSync(
      join(folder, "liar.tar"),
      writeTar([
        { path: "config.json", content: bytes },
        { path: "layer.tar", content: liar.layers[0]?.tar ?? "" },
        { path: "manifest.json", content: JSON.stringify([{ Config: "config.json", Layers: ["layer.tar"] }]) },
      ]),
    );
    const image = await openImage(`archive://${folder}/liar.tar`);
    await expect(catalogImage(image, { cache, verifyLayers: true })).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
    // Nobody asked whether the claim is true: what is told is what the tar holds, and that nobody looked.
    const { packages, image: metadata } = await catalogImage(image, { cache });
    expect(packages.map(({ name }) => name)).toEqual(["evil"]);
    expect(metadata.layers.map(({ verified }) => verified)).toEqual([false]);
  });

  test("is not entered by a claim that a limit keeps from being measured", async () => {
    const cache = cacheIn(temporaryFolder());
    await scanLayers(layers.slice(0, 1), { cache });
    const [known] = buildImage({ layers }).layers;
    const { config } = buildImage({ layers: layers.slice(0, 1) });
    const bomb = buildImage({ layers: [{ entries: [{ path: "zeros", content: new Uint8Array(5_000_000) }] }] });
    expect(JSON.parse(new TextDecoder().decode(config.bytes)).rootfs.diff_ids).toEqual([known?.diffId]);
    const file = join(temporaryFolder(), "bomb.tar");
    writeFileSync(
      file,
      writeTar([
        { path: "config.json", content: config.bytes },
        { path: "layer.tar", content: bomb.layers[0]?.bytes ?? "" },
        { path: "manifest.json", content: JSON.stringify([{ Config: "config.json", Layers: ["layer.tar"] }]) },
      ]),
    );
    const limits = { ...DEFAULT_LIMITS, expansionFloorBytes: 1_000_000 };
    const { packages, problems } = await catalogImage(await openImage(`archive://${file}`), { cache, limits });
    expect(packages).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(["LIMIT_EXCEEDED"]);
  });

  test.each([
    [true, ["cache", "cache"]],
    [false, ["read", "read"]],
  ])("serves an archive of docker save where its tars are hashed (%s)", async (verifyLayers, second) => {
    const cache = cacheIn(temporaryFolder());
    const file = join(temporaryFolder(), "image.tar");
    writeDockerArchive(file, [{ name: "a", image: buildImage({ layers }) }]);
    const origins = [];
    for (let i = 0; i < 2; i++) {
      const sbom = await catalogImage(await openImage(`archive://${file}`), { cache, verifyLayers });
      origins.push(originsOf(sbom));
      expect(sbom.layerOrigins.map(({ verified }) => verified)).toEqual([verifyLayers, verifyLayers]);
    }
    expect(origins).toEqual([["read", "read"], second]);
  });

  test("that cannot be written costs a warning, not the result", async () => {
    const file = join(temporaryFolder(), "not-a-folder");
    writeFileSync(file, "");
    const warnings: string[] = [];
    const { packages } = await scanLayers(layers, { cache: cacheIn(file), onWarning: (text) => warnings.push(text) });
    expect(packages).toHaveLength(2);
    expect(warnings).toEqual([expect.stringContaining("could not be written")]);
  });
});

test("a layer that stands twice in an image is read once and counts in both places", async () => {
  const twice = { entries: [{ path: "node_modules/a/package.json", content: npmManifest("a", "1.0.0") }] };
  const { packages, image } = await scanLayers([twice, twice]);
  expect(image.layers[0]?.digest).toBe(image.layers[1]?.digest);
  expect(packages.map(({ layer }) => layer.ordinal)).toEqual([1]);
});

test("one package in very many places, and one link again and again, cost no more than their number", async () => {
  const places = Array.from({ length: 30_000 }, (_, i) => ({
    path: `p${i}/node_modules/a/package.json`,
    content: npmManifest("a", "1.0.0"),
  }));
  const links = Array.from({ length: 60_000 }, () => ({ path: "l", type: "hardlink", linkTarget: "t" }) as const);
  const { packages } = await scanLayers([{ entries: [...places, ...links] }]);
  expect(packages.map(({ locations }) => locations.length)).toEqual([30_000]);
});

test("a run that is stopped says so", async () => {
  await expect(scanLayers([{ entries: [] }], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "INTERRUPTED",
  });
});
