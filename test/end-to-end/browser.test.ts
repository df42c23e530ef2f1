import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Image } from "../../src/image/image.ts";
import type { Sbom } from "../../src/model/sbom.ts";
import { sbomJson } from "../../src/report/sbom-json.ts";
import type { CatalogProgress } from "../../src/sbom/catalog.ts";
import { bundleForBrowser } from "../support/browser-bundle.ts";
import { newPlace, type Place, plimsoll, sbomOf } from "./plimsoll.ts";
import { inArchive } from "./world.ts";

/** What `browser-page.js` answers. */
interface PageRun {
  readonly sbom: Sbom;
  readonly last: CatalogProgress;
  readonly turns: number;
  readonly longestPauseMs: number;
  readonly milliseconds: number;
  readonly error?: { readonly code: string; readonly message: string };
}

let place: Place;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  place = newPlace();
  server = await servePage();
  // Debian's. It has no sandbox for root.
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  place?.[Symbol.dispose]();
});

/** A page that may load nothing but the bundle, and run no text as code. */
async function servePage(): Promise<Server> {
  const files: Readonly<Record<string, { type: string; body: string }>> = {
    "/": {
      type: "text/html",
      body: `<!doctype html><input type="file"><script type="module" src="/page.js"></script>`,
    },
    "/page.js": { type: "text/javascript", body: readFileSync(join(import.meta.dirname, "browser-page.js"), "utf8") },
    "/catalog-archive.js": { type: "text/javascript", body: await bundleForBrowser() },
  };
  const served = createServer(({ url = "" }, response) => {
    const { type, body } = files[url] ?? { type: "text/plain", body: "" };
    response.setHeader("Content-Security-Policy", "default-src 'none'; script-src 'self'");
    response.setHeader("Content-Type", type).end(body);
  });
  await once(served.listen(0, "127.0.0.1"), "listening");
  return served;
}

/** Chooses a file in the page, as somebody who drops it there does. */
async function catalogInPage(path: string): Promise<PageRun> {
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.setInputFiles("input", path);
    return await page.evaluate("catalogChosenFile()");
  } finally {
    await page.close();
  }
}

const pathOf = (reference: string) => reference.replace("archive://", "");
const dockerArchive = () => pathOf(inArchive("node-app", "docker-archive"));

async function packed(name: string, by: () => NodeJS.ReadWriteStream): Promise<string> {
  const path = join(place.folder, name);
  await pipeline(createReadStream(dockerArchive()), by(), createWriteStream(path));
  return path;
}

describe("the inventory that a page takes is the one of the program:", () => {
  test.each<[string, () => string | Promise<string>]>([
    ["an archive of `docker save`", dockerArchive],
    ["an OCI layout in a tar, its layers packed with gzip", () => pathOf(inArchive("node-app", "oci-archive"))],
    [
      "an OCI layout in a tar, its layers packed with zstd",
      () => {
        const path = join(place.folder, "zstd-layers.tar");
        const from = `oci:${inject("world").layout}:node-app`;
        execFileSync("skopeo", ["copy", "--quiet", "--dest-compress-format", "zstd", from, `oci-archive:${path}`]);
        return path;
      },
    ],
    ["an archive packed with gzip", () => packed("docker.tar.gz", () => createGzip({ level: 1 }))],
    ["an archive packed with zstd", () => packed("docker.tar.zst", () => createZstdCompress())],
  ])("%s", async (title, find) => {
    const path = await find();
    // A place of its own: nothing may be known of an earlier test.
    using fresh = newPlace();
    const startedAt = performance.now();
    const expected = await sbomOf(fresh, `archive://${path}`);
    const programMs = performance.now() - startedAt;
    const { sbom, last, turns, longestPauseMs, milliseconds, error } = await catalogInPage(path);
    expect(error).toBeUndefined();
    console.log(
      `${title}: ${seconds(milliseconds)} in the page, ${seconds(programMs)} by the program;`,
      `the page had ${turns} turns, the longest pause between them was ${Math.round(longestPauseMs)} ms`,
    );

    const noDocuments: Partial<Image> = {};
    const { artifacts, problems, source } = sbomJson(noDocuments as Image, sbom, expected.descriptor.version);
    expect(artifacts).toEqual(expected.artifacts);
    expect(artifacts.length).toBeGreaterThan(100);
    expect(problems).toEqual(expected.problems);
    expect(source.image.layers).toEqual(expected.source.image.layers);
    expect(source.image).toMatchObject({ digest: expected.source.image.digest, tags: expected.source.image.tags });
    expect(last).toMatchObject({ layersDone: last.layers, layers: sbom.image.layers.length });
    // The page was not frozen while that went on.
    expect(turns).toBeGreaterThan(10);
  });
});

describe("what cannot be read is refused with the same code:", () => {
  test.each<[string, (path: string) => unknown]>([
    ["what is no archive", (path) => writeFileSync(path, "not a tar, and not packed either")],
    [
      "an archive that is cut off",
      async (path) => {
        await pipeline(createReadStream(dockerArchive()), createWriteStream(path));
        truncateSync(path, 50_000_000);
      },
    ],
    [
      "a packed one that is cut off",
      async (path) => {
        await pipeline(createReadStream(dockerArchive(), { end: 20_000_000 }), createGzip(), createWriteStream(path));
        truncateSync(path, 1_000_000);
      },
    ],
  ])("%s", async (_title, make) => {
    const path = join(place.folder, "broken");
    await make(path);
    const { code, stderr } = await plimsoll(place, ["sbom", `archive://${path}`]);
    const { error } = await catalogInPage(path);
    expect(code).not.toBe(0);
    expect(error?.code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
    expect(stderr).toContain(error?.code);
  });
});

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
