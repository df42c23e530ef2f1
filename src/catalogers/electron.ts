import { listAsar } from "../formats/asar.ts";
import { codeOf, messageOf } from "../model/errors.ts";
import { defineCataloger, type Found, stands } from "./cataloger.ts";
import { folderOf, isInstalledManifest } from "./shared/node-folders.ts";
import { type NodePlace, nodePackages } from "./shared/node-packages.ts";
import { type PackedManifest, packedManifest } from "./shared/packed-manifest.ts";

const MOST_PACKAGES = 20_000;
const MOST_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Together: of an application with a thousand packages 3 MB. */
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_PROBLEMS = 20;

/** Applications of Electron, which are one archive with their packages in it. */
export const electron = defineCataloger<readonly PackedManifest[]>({
  name: "electron",
  version: 1,
  describes: "npm packages in applications of Electron (`app.asar`)",
  specification: "https://www.electronjs.org/docs/latest/tutorial/asar-archives",
  purlType: "npm",
  evidences: "installed",
  gives: ["dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 512 * 1024 * 1024,

  wants: (path, { sizeBytes }) => path.endsWith(".asar") && sizeBytes > 0,

  read(file, report) {
    const { path } = file;
    let told = 0;
    const tell = (error: unknown, within = "") => {
      if (++told > MOST_PROBLEMS) return;
      report({ code: codeOf(error), path, message: `${path}${within && `:${within}`}: ${messageOf(error)}` });
    };
    try {
      const base = baseOf(path);
      const isApplication = (name: string) => name === "package.json" && base === path;
      const entries = listAsar(file, (name) => isApplication(name) || isInstalledManifest(`${base}/${name}`));
      let left = MOST_BYTES;
      const packed = entries.slice(0, MOST_PACKAGES).flatMap(({ name, offset, sizeBytes }): PackedManifest[] => {
        if (sizeBytes > Math.min(MOST_MANIFEST_BYTES, left)) return [];
        left -= sizeBytes;
        try {
          const manifest = packedManifest(file.read(offset, sizeBytes), isApplication(name));
          return manifest ? [{ at: name, manifest }] : [];
        } catch (error) {
          tell(error, name);
          return [];
        }
      });
      return packed.length > 0 ? packed : undefined;
    } catch (error) {
      tell(error);
      return undefined;
    }
  },

  assemble(evidence, { tree, report }) {
    const places = evidence.filter(stands).flatMap(placesOf);
    const layers = new Map<string, number>();
    for (const { path, layer } of places) {
      const modules = path.lastIndexOf("/node_modules/");
      if (modules >= 0) layers.set(path.slice(0, modules + "/node_modules".length), layer);
    }
    return nodePackages(places, {
      find(path) {
        const layer = layers.get(path);
        return layer === undefined ? tree.find(path) : { path, type: "directory", layer };
      },
      locked: new Map(),
      records: new Map(),
      damaged: [],
      report,
    });
  },
});

/** Where an archive's files stand: it is a folder, or that of all packages. */
function baseOf(path: string): string {
  if (!`/${path}`.endsWith("/node_modules.asar")) return path;
  const folder = folderOf(path);
  return folder === "" ? "node_modules" : `${folder}/node_modules`;
}

function placesOf({ path, layer, value }: Found<readonly PackedManifest[]>): NodePlace[] {
  const base = baseOf(path);
  return value.map(({ at, manifest }) => ({ path: `${base}/${at}`, foundIn: path, layer, manifest }));
}
