import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256Of } from "../../src/host/sha256.ts";
import { type BuiltImage, buildImage, descriptorOf } from "../../src/image/build/build-image.ts";
import { writeOciLayout } from "../../src/image/build/write-image.ts";
import type { Problem } from "../../src/model/errors.ts";
import { SbomDocument } from "../../src/report/contracts.ts";
import { installedByDpkg } from "./dpkg.ts";
import { READ, READ_ALTHOUGH_REFUSED, REFUSED, type Row, TOLD } from "./hostile-rows.ts";
import { newPlace, type Place, plimsoll, shareCode } from "./plimsoll.ts";

// What an engine makes of an image is what runs, so Plimsoll reads layers as engines do. They all read tars with Go's
// archive/tar; umoci, which unpacks without a daemon, speaks for them here, and dpkg says what is in its root.
// Where a layer writes through a link of a lower one, umoci speaks only for engines that unpack all layers into one
// folder: on overlayfs each layer has a folder of its own, and the link is not followed.

/** Writes an image of a row's layers, tagged `row`; gives the layout's folder. */
function layoutOf(layers: Row["layers"], folder: string): string {
  const image = buildImage({
    layers: layers.map((layer) =>
      layer instanceof Uint8Array
        ? { entries: [], tar: layer }
        : { entries: [], tar: layer.tar, compression: layer.compression },
    ),
  });
  writeOciLayout(folder, [{ name: "row", image: withBlobs(image, layers) }]);
  return folder;
}

/** The image with the blobs that the row packed itself. */
function withBlobs(image: BuiltImage, rowLayers: Row["layers"]): BuiltImage {
  const layers = image.layers.map((layer, at) => {
    const own = rowLayers[at];
    return own === undefined || own instanceof Uint8Array
      ? layer
      : { ...layer, digest: sha256Of(own.blob), bytes: own.blob };
  });
  const document = JSON.parse(new TextDecoder().decode(image.manifest.bytes)) as object;
  const bytes = new TextEncoder().encode(JSON.stringify({ ...document, layers: layers.map(descriptorOf) }));
  return { ...image, layers, manifest: { ...image.manifest, digest: sha256Of(bytes), bytes } };
}

/** Has umoci unpack the row's image; gives the root, or what umoci says where it refuses. */
function unpack(row: Row, place: Place): { root: string } | { refusal: string } {
  const layout = layoutOf(row.forEngine ?? row.layers, join(place.folder, "for-engine"));
  const root = join(place.folder, "root");
  const args = ["--log", "error", "raw", "unpack", "--image", `${layout}:row`, root];
  const { status, stderr } = spawnSync("umoci", args, { encoding: "utf8" });
  return status === 0 ? { root } : { refusal: stderr };
}

/** The packages of the root that umoci makes; its refusal where it makes none. */
function askEngine(row: Row, place: Place): readonly string[] | string {
  const unpacked = unpack(row, place);
  if ("refusal" in unpacked) return unpacked.refusal;
  const text = (path: string) => textIn(unpacked.root, path);
  const records = entriesIn(unpacked.root, "var/lib/dpkg/status.d").map((name) => {
    const record = text(`var/lib/dpkg/status.d/${name}`);
    return record && `${record.trim()}\nStatus: install ok installed\n`;
  });
  // A database of its own: dpkg would follow the image's links out of the root.
  const scratch = join(place.folder, "scratch");
  mkdirSync(join(scratch, "var/lib/dpkg/updates"), { recursive: true });
  const database = [text("var/lib/dpkg/status"), ...records].filter((part) => part !== undefined);
  writeFileSync(join(scratch, "var/lib/dpkg/status"), database.join("\n"));
  return installedByDpkg(scratch);
}

/** Where a path leads inside a root, with every link followed as if the root were `/`. Bytes: names may be no UTF-8. */
function follow(root: string, path: string): Buffer | undefined {
  const trail: string[] = [];
  const at = (...parts: string[]) =>
    Buffer.concat([Buffer.from(root), ...[...trail, ...parts].map((part) => Buffer.from(`/${part}`, "latin1"))]);
  const steps = (target: string) => target.split("/").reverse();
  const todo = steps(path);
  let links = 0;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      trail.pop();
      continue;
    }
    if (!lstatSync(at()).isDirectory()) return undefined;
    const found = lstatSync(at(part), { throwIfNoEntry: false });
    if (!found) return undefined;
    if (!found.isSymbolicLink()) {
      trail.push(part);
      continue;
    }
    if (++links > 40) return undefined;
    const target = readlinkSync(at(part), { encoding: "buffer" }).toString("latin1");
    if (target.startsWith("/")) trail.length = 0;
    todo.push(...steps(target));
  }
  return at();
}

function textIn(root: string, path: string): string | undefined {
  const file = follow(root, path);
  return file && lstatSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
}

function entriesIn(root: string, path: string): string[] {
  const folder = follow(root, path);
  return folder && lstatSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
}

interface Answer {
  readonly code: number;
  readonly packages: readonly string[];
  readonly problems: readonly Pick<Problem, "message">[];
  readonly codes: readonly string[];
}

/** What Plimsoll finds in the row's image. */
async function askPlimsoll(row: Row, place: Place): Promise<Answer> {
  const layout = layoutOf(row.layers, join(place.folder, "layout"));
  const { code, stdout, stderr } = await plimsoll(place, ["sbom", "--format", "json", `oci-dir://${layout}:row`]);
  if (code !== 0) return { code, packages: [], problems: [{ message: stderr }], codes: [] };
  const { artifacts, problems } = SbomDocument.parse(JSON.parse(stdout));
  const packages = artifacts.map(({ name, version, architecture, source_name, source_version }) =>
    [name, version, architecture, source_name, source_version].join("\t"),
  );
  return { code, packages: packages.sort(), problems, codes: problems.map(({ code }) => code) };
}

const titled = <R extends Row>(rows: readonly R[]) => rows.map((row) => [row.title, row] as const);

describe.each(Object.entries(READ))("what engines unpack is read as they do: %s", (_, rows) => {
  test.concurrent.each(titled(rows))("%s", async (_, row) => {
    using place = newPlace();
    shareCode(place);
    const engine = askEngine(row, place);
    const { packages, problems, code } = await askPlimsoll(row, place);
    expect({ code, packages, problems }).toEqual({ code: 0, packages: engine, problems: [] });
  });
});

describe("what engines refuse is not read in silence", () => {
  const isRead = ({ title }: Row) => READ_ALTHOUGH_REFUSED.has(title);

  test.concurrent.each(titled(REFUSED.filter((row) => !isRead(row))))("%s", async (_, row) => {
    using place = newPlace();
    shareCode(place);
    expect(unpack(row, place)).toHaveProperty("refusal");
    const { code, problems } = await askPlimsoll(row, place);
    expect([0, 1]).toContain(code);
    expect(problems).not.toEqual([]);
  });

  test.concurrent.each(titled(REFUSED.filter(isRead)))("but for: %s", async (_, row) => {
    using place = newPlace();
    shareCode(place);
    expect(unpack(row, place)).toHaveProperty("refusal");
    expect(await askPlimsoll(row, place)).toMatchObject({ code: 0, problems: [] });
  });

  test("every exception is a row", () => {
    const titles = new Set(REFUSED.map(({ title }) => title));
    expect([...READ_ALTHOUGH_REFUSED].filter((title) => !titles.has(title))).toEqual([]);
  });
});

describe("what is read otherwise than engines read it is told of", () => {
  test.concurrent.each(titled(TOLD))("%s", async (_, row) => {
    using place = newPlace();
    shareCode(place);
    expect(unpack(row, place)).toHaveProperty("root");
    const { packages, codes } = await askPlimsoll(row, place);
    const versions = packages.map((line) => line.split("\t")[1]);
    expect({ codes, versions }).toEqual({ codes: row.codes, versions: row.versions });
  });
});
