import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OS_RELEASE, stanza } from "../../test/support/scan-layers.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { catalogImage } from "../sbom/catalog.ts";
import { openImage } from "./open.ts";

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const npm = (name: string, version = "1.0.0") => JSON.stringify({ name, version });

async function scan(path: string, limits = DEFAULT_LIMITS) {
  const { packages, problems, image } = await catalogImage(await openImage(`fs://${path}`), { limits });
  return { packages: packages.map(({ name, version }) => `${name}@${version}`), problems, image };
}

test("a folder is read as an image would be", async () => {
  const folder = folderOf({
    "usr/lib/os-release": OS_RELEASE,
    "var/lib/dpkg/status": stanza("bash", "5.2-1"),
    "app/node_modules/left-pad/package.json": npm("left-pad"),
    "README.md": "text",
  });
  mkdirSync(join(folder, "etc"));
  symlinkSync("../usr/lib/os-release", join(folder, "etc/os-release"));
  const { packages, problems, image } = await scan(folder);
  expect(packages).toEqual(["bash@5.2-1", "left-pad@1.0.0"]);
  expect(problems).toEqual([]);
  expect(image).toMatchObject({ distribution: { id: "debian" }, layers: [], digests: {}, source: { kind: "fs" } });
});

test("links are not followed out of the folder", async () => {
  const outside = folderOf({ "package.json": npm("secret"), "x/package.json": npm("secret") });
  const folder = folderOf({ "node_modules/a/package.json": npm("a") });
  symlinkSync(join(outside, "x"), join(folder, "node_modules/b"));
  mkdirSync(join(folder, "node_modules/c"));
  symlinkSync(join(outside, "package.json"), join(folder, "node_modules/c/package.json"));
  expect((await scan(folder)).packages).toEqual(["a@1.0.0"]);
});

test("one file is a folder of one file", async () => {
  const folder = folderOf({ "status/status": "x", "a.txt": "text" });
  expect((await scan(join(folder, "a.txt"))).packages).toEqual([]);
  await expect(openImage(`fs://${join(folder, "gone")}`)).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
});

test.skipIf(process.getuid?.() === 0)("what may not be read is told", async () => {
  const folder = folderOf({ "node_modules/a/package.json": npm("a"), "node_modules/b/package.json": npm("b") });
  chmodSync(join(folder, "node_modules/a"), 0);
  const { packages, problems } = await scan(folder);
  expect(packages).toEqual(["b@1.0.0"]);
  expect(problems).toMatchObject([{ code: "READ_FAILED", path: "node_modules/a" }]);
});

test("limits hold", async () => {
  const folder = folderOf({ "node_modules/a/package.json": npm("a"), "node_modules/b/package.json": npm("b") });
  const { packages, problems } = await scan(folder, { ...DEFAULT_LIMITS, layerEntries: 3 });
  expect(packages).toEqual(["a@1.0.0"]);
  expect(problems).toMatchObject([{ code: "LIMIT_EXCEEDED", message: expect.stringContaining("3 entries") }]);
});
