import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { writeTar } from "../formats/tar-writer.ts";
import { readSlice } from "../host/files.ts";
import { sha256Of } from "../host/sha256.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { buildImage } from "./build/build-image.ts";
import { writeDockerArchive, writeOciArchive, writeOciLayout } from "./build/write-image.ts";
import { fileOf } from "./file-store.ts";
import type { Image } from "./image.ts";
import { openImage } from "./open.ts";

const image = (content: string, platform: { architecture?: string; variant?: string } = {}) =>
  buildImage({ layers: [{ entries: [{ path: "a", content }] }], ...platform });
const one = image("one");
const two = image("two");
const platforms = [image("amd64"), image("arm64", { architecture: "arm64", variant: "v8" })];

function layout(images: Parameters<typeof writeOciLayout>[1]): string {
  const folder = join(temporaryFolder(), "lay:out");
  writeOciLayout(folder, images);
  return folder;
}

function blobPath(folder: string, digest: string): string {
  return join(folder, "blobs", digest.replace(":", "/"));
}

const digestOf = (opened: Image) => opened.manifestDigest;

describe("an OCI layout", () => {
  test("of one image needs no choice", async () => {
    const folder = layout([{ image: one }]);
    expect(digestOf(await openImage(`oci-dir://${folder}`))).toBe(one.manifest.digest);
  });

  test("of several wants one, by tag or digest", async () => {
    const folder = layout([
      { name: "first", image: one },
      { name: "second", image: two },
    ]);
    expect(digestOf(await openImage(`oci-dir://${folder}:second`))).toBe(two.manifest.digest);
    expect(digestOf(await openImage(`oci-dir://${folder}@${one.manifest.digest}`))).toBe(one.manifest.digest);
    await expect(openImage(`oci-dir://${folder}`)).rejects.toMatchObject({
      code: "IMAGE_AMBIGUOUS",
      message: expect.stringContaining("\n  first\n  second"),
    });
    await expect(openImage(`oci-dir://${folder}:third`)).rejects.toMatchObject({
      code: "IMAGE_NOT_FOUND",
      message: expect.stringContaining("there are: first, second"),
    });
  });

  test("of one image under two names needs no choice", async () => {
    const folder = layout([
      { name: "1.0", image: one },
      { name: "latest", image: one },
    ]);
    expect(digestOf(await openImage(`oci-dir://${folder}`))).toBe(one.manifest.digest);
  });

  test("of several platforms gives the one that is asked for", async () => {
    const folder = layout([{ name: "multi", image: platforms }]);
    const opened = await openImage(`oci-dir://${folder}`, { platform: { os: "linux", architecture: "arm64" } });
    expect(digestOf(opened)).toBe(platforms[1]?.manifest.digest);
    expect(opened.indexDigest).toMatch(/^sha256:/);
    await expect(
      openImage(`oci-dir://${folder}`, { platform: { os: "linux", architecture: "s390x" } }),
    ).rejects.toMatchObject({
      code: "PLATFORM_NOT_FOUND",
      message: expect.stringContaining("linux/amd64, linux/arm64/v8"),
    });
  });

  test("of Windows is refused, and said to be so", async () => {
    const folder = layout([{ image: buildImage({ layers: [{ entries: [{ path: "Files/a" }] }], os: "windows" }) }]);
    await expect(openImage(`oci-dir://${folder}`)).rejects.toMatchObject({
      code: "PLATFORM_UNSUPPORTED",
      message: expect.stringContaining("image of Windows (windows/amd64)"),
    });
  });

  test("with attestations beside its platforms gives a platform", async () => {
    const folder = layout([{ name: "multi", image: platforms }]);
    const { manifests } = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
    const path = blobPath(folder, manifests[0].digest);
    const index = JSON.parse(readFileSync(path, "utf8"));
    // As BuildKit writes it: first, so that whoever takes the first takes the wrong one.
    index.manifests.unshift({
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      digest: `sha256:${"a".repeat(64)}`,
      size: 100,
      platform: { os: "unknown", architecture: "unknown" },
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    });
    const bytes = JSON.stringify(index);
    const digest = sha256Of(bytes);
    writeFileSync(blobPath(folder, digest), bytes);
    writeFileSync(
      join(folder, "index.json"),
      JSON.stringify({ manifests: [{ ...manifests[0], digest, size: bytes.length }] }),
    );
    const platform = { os: "linux", architecture: "amd64" };
    expect(digestOf(await openImage(`oci-dir://${folder}`, { platform }))).toBe(platforms[0]?.manifest.digest);
    const other = { platform: { os: "unknown", architecture: "unknown" } };
    await expect(openImage(`oci-dir://${folder}`, other)).rejects.toMatchObject({ code: "PLATFORM_NOT_FOUND" });
  });

  test("whose image for the platform is annotated as an attestation still gives it, as engines run it", async () => {
    const folder = layout([{ name: "multi", image: platforms }]);
    const { manifests } = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
    const index = JSON.parse(readFileSync(blobPath(folder, manifests[0].digest), "utf8"));
    index.manifests[0].annotations = { "vnd.docker.reference.type": "attestation-manifest" };
    const bytes = JSON.stringify(index);
    const digest = sha256Of(bytes);
    writeFileSync(blobPath(folder, digest), bytes);
    writeFileSync(
      join(folder, "index.json"),
      JSON.stringify({ manifests: [{ ...manifests[0], digest, size: bytes.length }] }),
    );
    const platform = { os: "linux", architecture: "amd64" };
    expect(digestOf(await openImage(`oci-dir://${folder}`, { platform }))).toBe(platforms[0]?.manifest.digest);
  });

  test("of one platform is not given for another", async () => {
    const folder = layout([{ image: one }]);
    const asked = { platform: { os: "linux", architecture: "arm64" } };
    await expect(openImage(`oci-dir://${folder}`, asked)).rejects.toMatchObject({ code: "PLATFORM_NOT_FOUND" });
  });
});

describe("an archive", () => {
  const file = (write: (path: string) => void) => {
    const path = join(temporaryFolder(), "image.tar");
    write(path);
    return path;
  };

  test("of docker save, with its image's name", async () => {
    const path = file((at) => writeDockerArchive(at, [{ name: "registry.local/app:1.0", image: one }]));
    const opened = await openImage(`archive://${path}`);
    expect(opened.configDigest).toBe(one.config.digest);
    expect(opened.manifestDigest).toBeUndefined();
    expect(opened.source.names).toEqual(["registry.local/app:1.0"]);
  });

  test("of docker save with several images wants one by --ref", async () => {
    const path = file((at) =>
      writeDockerArchive(at, [
        { name: "app:1.0", image: one },
        { name: "app:2.0", image: two },
      ]),
    );
    expect((await openImage(`archive://${path}`, { ref: "docker.io/library/app:2.0" })).configDigest).toBe(
      two.config.digest,
    );
    await expect(openImage(`archive://${path}`)).rejects.toMatchObject({
      code: "IMAGE_AMBIGUOUS",
      message: expect.stringContaining("--ref"),
    });
  });

  test("in OCI's form knows the manifest's digest", async () => {
    const path = file((at) => writeOciArchive(at, [{ name: "multi", image: platforms }]));
    const opened = await openImage(`archive://${path}`, { platform: { os: "linux", architecture: "amd64" } });
    expect(digestOf(opened)).toBe(platforms[0]?.manifest.digest);
  });

  test.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ])("that is packed with %s is read from a file without a name", async (_title, pack) => {
    const path = file((at) => writeDockerArchive(at, [{ name: "app:1.0", image: one }]));
    writeFileSync(path, pack(readFileSync(path)));
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("plimsoll-spool"));
    const opened = await openImage(`archive://${path}`);
    expect(opened.configDigest).toBe(one.config.digest);
    expect(fileOf(opened.layers[0]).descriptor).toBeTypeOf("number");
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("plimsoll-spool"))).toEqual(before);
    await opened.close?.();
    await expect(readSlice(fileOf(opened.layers[0]), 1e6)).rejects.toMatchObject({ code: "READ_FAILED" });
  });

  test("that is larger than was allowed is refused, packed or not", async () => {
    const path = file((at) => writeDockerArchive(at, [{ name: "app:1.0", image: one }]));
    await expect(openImage(`archive://${path}`, { maxImageBytes: 100 })).rejects.toMatchObject({
      code: "IMAGE_TOO_LARGE",
    });
    const packed = file((at) => writeFileSync(at, gzipSync(new Uint8Array(20_000_000))));
    const options = { maxImageBytes: 1_000_000 };
    await expect(openImage(`archive://${packed}`, options)).rejects.toMatchObject({ code: "IMAGE_TOO_LARGE" });
    const limits = { ...DEFAULT_LIMITS, archiveBytes: 1_000_000 };
    await expect(openImage(`archive://${packed}`, { limits })).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  });

  test.each([
    ["the same image", one, undefined],
    ["another image", two, "IMAGE_AMBIGUOUS"],
  ])("with both forms, whose manifest.json leads to %s", async (_title, other, code) => {
    const folder = layout([{ name: "app:1.0", image: one }]);
    const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const entries = names.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path: path.slice(folder.length + 1), content: readFileSync(path) };
    });
    const Config = `blobs/${other.config.digest.replace(":", "/")}`;
    const manifest = JSON.stringify([{ Config, RepoTags: ["app:1.0"], Layers: [] }]);
    const path = file((at) => writeFileSync(at, writeTar([...entries, { path: "manifest.json", content: manifest }])));
    const opening = openImage(`archive://${path}`);
    if (code) await expect(opening).rejects.toMatchObject({ code });
    else expect((await opening).configDigest).toBe(one.config.digest);
  });

  test("of an old Docker that stores an equal layer once, as a link", async () => {
    const { config, layers } = buildImage({ layers: [{ entries: [{ path: "a" }] }, { entries: [{ path: "a" }] }] });
    const manifest = JSON.stringify([
      { Config: "config.json", RepoTags: null, Layers: ["x/layer.tar", "y/layer.tar"] },
    ]);
    const path = file((at) =>
      writeFileSync(
        at,
        writeTar([
          { path: "x/layer.tar", content: layers[0]?.tar ?? "" },
          { path: "y/layer.tar", type: "symlink", linkTarget: "../x/layer.tar" },
          { path: "config.json", content: config.bytes },
          { path: "manifest.json", content: manifest },
        ]),
      ),
    );
    const opened = await openImage(`archive://${path}`);
    expect(opened.layers[1]?.blob).toEqual(opened.layers[0]?.blob);
  });

  test.each([
    [
      "a tar of something else",
      () => writeTar([{ path: "readme" }]),
      "IMAGE_NOT_FOUND",
      /neither manifest.json nor index.json/,
    ],
    ["no tar", () => new TextEncoder().encode("x".repeat(2000)), "IMAGE_NOT_FOUND", /cannot be read as a tar/],
    [
      "a packed one that is cut off",
      () => gzipSync(writeTar(dockerEntries())).subarray(0, 100),
      "IMAGE_INCOMPLETE",
      /gzip/,
    ],
    [
      "a packed one that is damaged",
      () => new Uint8Array(2000).fill(0x1f, 0, 1).fill(0x8b, 1),
      "IMAGE_NOT_FOUND",
      /gzip/,
    ],
    ["one whose config lies about its name", liar, "DIGEST_MISMATCH", /has the digest/],
    [
      "one whose layer is missing",
      () => writeTar(dockerEntries().slice(0, 2)),
      "IMAGE_INCOMPLETE",
      /'layer.tar' is missing/,
    ],
    [
      "one with a manifest that is not JSON",
      () => writeTar([{ path: "manifest.json", content: "{" }]),
      "IMAGE_MALFORMED",
      /not JSON/,
    ],
  ])("that is %s is refused", async (_title, bytes, code, message) => {
    const path = file((at) => writeFileSync(at, bytes()));
    await expect(openImage(`archive://${path}`)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  function dockerEntries(configName = "config.json") {
    const manifest = JSON.stringify([{ Config: configName, Layers: ["layer.tar"] }]);
    return [
      { path: configName, content: one.config.bytes },
      { path: "manifest.json", content: manifest },
      { path: "layer.tar", content: one.layers[0]?.tar ?? "" },
    ];
  }

  function liar(): Uint8Array {
    return writeTar(dockerEntries(`${"0".repeat(64)}.json`));
  }
});

describe("a damaged layout is refused:", () => {
  const damaged: [string, (folder: string) => void, string, RegExp][] = [
    ["no index", (folder) => rmSync(join(folder, "index.json")), "IMAGE_NOT_FOUND", /not an OCI layout/],
    [
      "an index that is not JSON",
      (folder) => writeFileSync(join(folder, "index.json"), "<html>"),
      "IMAGE_MALFORMED",
      /not JSON/,
    ],
    [
      "an index without manifests",
      (folder) => writeFileSync(join(folder, "index.json"), "{}"),
      "IMAGE_MALFORMED",
      /manifests/,
    ],
    ["a missing manifest", (folder) => rmSync(blobPath(folder, one.manifest.digest)), "IMAGE_INCOMPLETE", /missing/],
    [
      "a manifest with another byte",
      (folder) => {
        const path = blobPath(folder, one.manifest.digest);
        writeFileSync(path, readFileSync(path, "utf8").replace("schemaVersion", "SchemaVersion"));
      },
      "DIGEST_MISMATCH",
      /not sha256/,
    ],
    [
      "a missing layer",
      (folder) => rmSync(blobPath(folder, one.layers[0]?.digest ?? "")),
      "IMAGE_INCOMPLETE",
      /missing/,
    ],
    [
      "a layer that is cut off",
      (folder) => truncateSync(blobPath(folder, one.layers[0]?.digest ?? ""), 40),
      "IMAGE_INCOMPLETE",
      /only 40 bytes/,
    ],
  ];
  test.each(damaged)("%s", async (_title, damage, code, message) => {
    const folder = layout([{ image: one }]);
    damage(folder);
    await expect(openImage(`oci-dir://${folder}`)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  const replaceConfig = (config: unknown) => (documents: { config: unknown }) => {
    documents.config = config;
  };

  /** A layout whose manifest or config is replaced by another document, with right digests. */
  const replaced: [
    string,
    (documents: { manifest: Record<string, unknown>; config: unknown }) => void,
    string,
    RegExp,
  ][] = [
    ["a config that is not JSON", replaceConfig("rubbish"), "IMAGE_MALFORMED", /config is not JSON/],
    ["a config without layers", replaceConfig({ os: "linux", architecture: "amd64" }), "IMAGE_MALFORMED", /rootfs/],
    [
      "a config that counts other layers",
      replaceConfig({ os: "linux", architecture: "amd64", rootfs: { diff_ids: [] } }),
      "IMAGE_MALFORMED",
      /1 layers, the config 0/,
    ],
    [
      "a layer of an unknown kind",
      ({ manifest }) => {
        manifest.layers = (manifest.layers as object[]).map((layer) => ({
          ...layer,
          mediaType: "application/x-encrypted",
        }));
      },
      "MEDIA_TYPE_UNSUPPORTED",
      /application\/x-encrypted/,
    ],
    [
      "a digest that climbs out of the folder",
      ({ manifest }) => {
        manifest.layers = (manifest.layers as object[]).map((layer) => ({
          ...layer,
          digest: "sha256:../../../etc/passwd",
        }));
      },
      "IMAGE_MALFORMED",
      /layers.0.digest/,
    ],
  ];
  test.each(replaced)("%s", async (_title, change, code, message) => {
    const { createHash } = await import("node:crypto");
    const folder = layout([{ image: one }]);
    const put = (value: unknown) => {
      const bytes = typeof value === "string" ? value : JSON.stringify(value);
      const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
      writeFileSync(blobPath(folder, digest), bytes);
      return { digest, size: bytes.length };
    };
    const manifest = JSON.parse(readFileSync(blobPath(folder, one.manifest.digest), "utf8"));
    const documents = { manifest, config: JSON.parse(new TextDecoder().decode(one.config.bytes)) as unknown };
    change(documents);
    manifest.config = { ...manifest.config, ...put(documents.config) };
    const index = { manifests: [{ mediaType: manifest.mediaType, ...put(manifest) }] };
    writeFileSync(join(folder, "index.json"), JSON.stringify(index));
    await expect(openImage(`oci-dir://${folder}`)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test("an index within an index without end", async () => {
    const folder = layout([{ image: one }]);
    const media = "application/vnd.oci.image.index.v1+json";
    // Digests cannot form a circle; a tower can be as high as somebody likes.
    const { createHash } = await import("node:crypto");
    let top = JSON.stringify({ manifests: [] });
    for (let height = 0; height < 10; height++) {
      const digest = `sha256:${createHash("sha256").update(top).digest("hex")}`;
      writeFileSync(blobPath(folder, digest), top);
      top = JSON.stringify({ manifests: [{ mediaType: media, digest, size: top.length }] });
    }
    writeFileSync(join(folder, "index.json"), top);
    await expect(openImage(`oci-dir://${folder}`)).rejects.toMatchObject({ code: "IMAGE_MALFORMED" });
  });
});

test.each([
  ["ftp://debian", /'ftp:\/\/' is not known; Plimsoll reads(?:.|\n)*registry:\/\/NAME/],
  ["registry://Debian", /'Debian' is not the name of an image; names of repositories are written in small letters/],
  ["registry://a b", /is not the name of an image/],
  ["oci-dir://", /names nothing behind its prefix/],
])("the reference %j is refused, with the way out", async (reference, message) => {
  await expect(openImage(reference)).rejects.toMatchObject({
    code: "REFERENCE_INVALID",
    message: expect.stringMatching(message),
  });
});

test.each([
  ["fs://.", { ref: "a" }, "--ref"],
  ["fs://.", { platform: { os: "linux", architecture: "amd64" } }, "--platform"],
  ["fs://.", { maxImageBytes: 1 }, "--max-image-size"],
  ["registry://localhost:1/a", { ref: "a" }, "--ref"],
  ["local://a", { ref: "a" }, "--ref"],
  ["", { ref: "a" }, "--ref"],
])("%j with %j is refused, not overlooked", async (reference, options, flag) => {
  await expect(openImage(reference, options)).rejects.toMatchObject({
    code: "OPTION_INVALID",
    message: expect.stringMatching(new RegExp(`^${flag} has no meaning for`)),
  });
});

test("--ref chooses in a layout too", async () => {
  const folder = layout([
    { name: "1.0", image: one },
    { name: "2.0", image: two },
  ]);
  expect(digestOf(await openImage(`oci-dir://${folder}`, { ref: "2.0" }))).toBe(two.manifest.digest);
  await expect(openImage(`oci-dir://${folder}`, { ref: "3.0" })).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
});

test("a path that is not there, or of the other kind, is told", async () => {
  const folder = layout([{ image: one }]);
  await expect(openImage("oci-dir:///nowhere/at/all")).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
  await expect(openImage(`archive://${folder}`)).rejects.toThrow(/oci-dir:\/\/PATH/);
  await expect(openImage(`oci-dir://${join(folder, "index.json")}`)).rejects.toThrow(/archive:\/\/FILE/);
});

test("a layout is made of the same bytes every time", () => {
  const [a, b] = [layout([{ image: one }]), layout([{ image: image("one") }])];
  expect(readdirSync(join(a, "blobs/sha256"))).toEqual(readdirSync(join(b, "blobs/sha256")));
});

test.each([
  ["app.tar", "archive://"],
  ["app.cdx.json", "sbom://"],
  ["app.spdx", "sbom://"],
  ["app.spdx.json.gz", "sbom://"],
])("whoever names the file %s alone is told of %s", async (name, prefix) => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, "");
  await expect(openImage(path)).rejects.toThrow(`There is a file of that name: ${prefix}${path}`);
});
