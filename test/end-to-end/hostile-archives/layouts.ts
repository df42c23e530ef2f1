import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ArchiveRow, type Expected, read, refused } from "./archive-row.ts";
import { ALL, HONEST } from "./content.ts";
import { blobPath, craft, layerOf, layoutFiles, writeLayout } from "./crafted-image.ts";

const layer = layerOf(HONEST, "gzip");
const image = craft([layer]);
const LAYER = blobPath(layer.blob.digest);
const MANIFEST = blobPath(image.manifest.digest);

/** A layout of which one file is something else. */
function row(title: string, path: string, put: (path: string, folder: string) => void, expected: Expected): ArchiveRow {
  return {
    title,
    expected,
    make(folder) {
      const layout = join(folder, "layout");
      writeLayout(layout, layoutFiles(image));
      rmSync(join(layout, path), { recursive: true });
      put(join(layout, path), folder);
      return { reference: `oci-dir://${layout}` };
    },
  };
}

const pipe = (path: string) => void execFileSync("mkfifo", [path]);
const link = (target: string) => (path: string) => symlinkSync(target, path);

const files: readonly ArchiveRow[] = [
  ...[
    ["index.json", "IMAGE_NOT_FOUND"],
    [MANIFEST, "IMAGE_INCOMPLETE"],
    [LAYER, "IMAGE_INCOMPLETE"],
  ].flatMap(([path = "", code]) => {
    const expected = refused(code as "IMAGE_NOT_FOUND");
    const what = path.replace(/[0-9a-f]{64}/, path === LAYER ? "LAYER" : "MANIFEST");
    return [
      row(`${what} is a folder`, path, (at) => void mkdirSync(at), expected),
      row(`${what} is a pipe`, path, pipe, expected),
      row(`${what} is a link to a device without end`, path, link("/dev/zero"), expected),
      row(
        `${what} is a link to itself`,
        path,
        link("index.json"),
        path === "index.json" ? refused("READ_FAILED") : expected,
      ),
      row(`${what} is a link to nothing`, path, link("/nothing/there"), expected),
    ];
  }),
  row(
    "a layer is a link to a file outside that is not it",
    LAYER,
    (path, folder) => {
      writeFileSync(join(folder, "secret"), "a secret");
      symlinkSync(join(folder, "secret"), path);
    },
    refused("IMAGE_INCOMPLETE"),
  ),
  row("the index is a link to a file outside", "index.json", link("/etc/passwd"), refused("IMAGE_MALFORMED")),
  row(
    "a layer is a link to the layer",
    LAYER,
    (path, folder) => {
      writeFileSync(join(folder, "elsewhere"), Buffer.concat([...layer.blob.parts()]));
      symlinkSync(join(folder, "elsewhere"), path);
    },
    read(ALL),
  ),
  row(
    "a layer that may not be read",
    LAYER,
    (path) => {
      writeFileSync(path, Buffer.concat([...layer.blob.parts()]));
      chmodSync(path, 0);
    },
    process.getuid?.() === 0 ? read(ALL) : refused("READ_FAILED"),
  ),
  row("blobs that are a link out of the layout", "blobs", link("/etc"), refused("IMAGE_INCOMPLETE")),
  row(
    "another blob of the layer's size",
    LAYER,
    (path) => writeFileSync(path, new Uint8Array(layer.blob.sizeBytes)),
    refused("DIGEST_MISMATCH"),
  ),
  row(
    "a manifest with another byte",
    MANIFEST,
    (path) => writeFileSync(path, Buffer.concat([...image.manifest.parts()]).with(10, 0x20)),
    refused("DIGEST_MISMATCH"),
  ),
];

/** Layouts in folders, whose files are something else. */
export const LAYOUTS: Readonly<Record<string, readonly ArchiveRow[]>> = { files };
