import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleForBrowser } from "../../test/support/browser-bundle.ts";
import type { TarInput } from "../formats/tar-writer.ts";
import { buildImage } from "../image/build/build-image.ts";
import { writeDockerArchive, writeOciArchive } from "../image/build/write-image.ts";
import { openImage } from "../image/open.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { catalogImage } from "./catalog.ts";
import type { ArchiveOptions, catalogArchive } from "./catalog-archive.browser.ts";

// The bundle asks for nothing but what browsers have, and Node.js has that too: an end-to-end test runs it in one.
let folder: string;
let page: { catalogArchive: typeof catalogArchive };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
  const path = join(folder, "catalog-archive.mjs");
  writeFileSync(path, await bundleForBrowser());
  page = await import(pathToFileURL(path).href);
});
afterAll(() => rmSync(folder, { recursive: true }));

const stanza = (name: string) =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1.0-1\nArchitecture: all\n\n`;
const npm = (name: string): TarInput => ({
  path: `app/node_modules/${name}/package.json`,
  content: JSON.stringify({ name, version: "1.2.3" }),
});

const image = buildImage({
  layers: [
    {
      compression: "gzip",
      entries: [
        { path: "etc/os-release", content: 'ID=debian\nVERSION_ID="12"\n' },
        { path: "var/lib/dpkg/status", content: stanza("libc6") + stanza("bash") },
        { path: "opt/large", content: "x".repeat(3_000_000) },
      ],
    },
    { compression: "zstd", entries: [npm("left-pad"), npm("minimist")] },
    { compression: "none", entries: [npm("express"), { path: "app/node_modules/.wh.minimist", content: "" }] },
  ],
});
const other = buildImage({ layers: [{ entries: [npm("other")] }] });

type Write = (path: string) => void;
const writeDocker: Write = (path) =>
  writeDockerArchive(path, [
    { name: "registry.local/app:1.0", image },
    { name: "registry.local/other:1.0", image: other },
  ]);
const writeOci: Write = (path) => writeOciArchive(path, [{ name: "app", image }]);

function make(write: Write, pack: (bytes: Uint8Array) => Uint8Array<ArrayBuffer> = (bytes) => new Uint8Array(bytes)) {
  const path = join(folder, "image.tar");
  write(path);
  const bytes = pack(readFileSync(path));
  writeFileSync(path, bytes);
  return { path, file: new File([bytes], "image.tar") };
}

const ref = "registry.local/app:1.0";

describe("the inventory of what was given to a page is the one of Node.js:", () => {
  test.each<[string, Parameters<typeof make>, Pick<ArchiveOptions, "ref" | "limits" | "verifyLayers">]>([
    ["an archive of `docker save`", [writeDocker], { ref }],
    ["the same, its layers verified", [writeDocker], { ref, verifyLayers: true }],
    ["an OCI layout in a tar", [writeOci], {}],
    ["an archive packed with gzip", [writeDocker, (bytes) => new Uint8Array(gzipSync(bytes))], { ref }],
    ["an archive packed with zstd", [writeOci, (bytes) => new Uint8Array(zstdCompressSync(bytes))], {}],
    ["with a limit", [writeDocker], { ref, limits: { ...DEFAULT_LIMITS, fileBytes: 100 } }],
  ])("%s", async (_title, made, options) => {
    const { path, file } = make(...made);
    const opened = await openImage(`archive://${path}`, options);
    const expected = await catalogImage(opened, options);
    await opened.close?.();
    const { image, packages, problems, layerOrigins } = await page.catalogArchive(file, options);
    expect(packages).toEqual(expected.packages);
    expect(packages.map(({ name }) => name)).toContain("express");
    expect(problems).toEqual(expected.problems);
    expect(layerOrigins).toEqual(expected.layerOrigins);
    expect(image).toEqual({
      ...expected.image,
      source: { ...expected.image.source, reference: "archive://image.tar" },
    });
  });
});

describe("a page", () => {
  test("is told how far it is", async () => {
    const { file } = make(writeOci, (bytes) => new Uint8Array(gzipSync(bytes)));
    const unpacking: string[] = [];
    const layersDone: number[] = [];
    await page.catalogArchive(file, {
      onUnpacking: (text) => unpacking.push(text),
      onProgress: (progress) => layersDone.push(progress.layersDone),
    });
    expect(unpacking[0]).toBe("image.tar: 0 MB");
    expect(layersDone[0]).toBe(0);
    expect(layersDone.at(-1)).toBe(3);
  });

  test("can stop it", async () => {
    const stop = new AbortController();
    const { file } = make(writeOci);
    const onProgress = () => stop.abort();
    const run = page.catalogArchive(file, { signal: stop.signal, onProgress });
    await expect(run).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  test("is told by name what is wrong with the file", async () => {
    await expect(page.catalogArchive(new File(["text"], "notes.txt"))).rejects.toMatchObject({
      code: "IMAGE_NOT_FOUND",
      message: expect.stringContaining("notes.txt"),
    });
    const { file } = make(writeDocker);
    await expect(page.catalogArchive(file)).rejects.toMatchObject({ code: "IMAGE_AMBIGUOUS" });
    await expect(page.catalogArchive(file, { ref, maxImageBytes: 1000 })).rejects.toMatchObject({
      code: "IMAGE_TOO_LARGE",
    });
    const cut = file.slice(0, 1_000_000);
    await expect(page.catalogArchive(cut, { ref })).rejects.toMatchObject({ code: "IMAGE_INCOMPLETE" });
  });
});
