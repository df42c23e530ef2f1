import { unzipSync } from "fflate";
import type { ErrorCode } from "../model/errors.ts";
import { defineCataloger, stands, type WantedFile } from "./cataloger.ts";
import { isWithin } from "./shared/bounded-text.ts";
import { folderOf } from "./shared/project-files.ts";
import { type PythonEvidence, pythonPackages } from "./shared/python-distributions.ts";
import { type PythonEnvironment, pythonEnvironment } from "./shared/python-environment.ts";
import { isBundleList, pythonFileOf } from "./shared/python-folders.ts";
import { bundleList, readPythonRecord } from "./shared/python-record.ts";

/** What one file says of the package in whose record it stands, or of the environment that it is the top of. */
type Evidence = PythonEvidence | PythonEnvironment;

/** Python packages as pip, distutils and distributions install them. */
export const python = defineCataloger<Evidence>({
  name: "python",
  version: 3,
  describes: "Python packages with a dist-info or egg-info record",
  specification: "https://packaging.python.org/en/latest/specifications/recording-installed-packages/",
  purlType: "pypi",
  evidences: "installed",
  gives: ["licenses", "author", "description", "homepage", "installedSizeBytes", "checksums", "dependsOn", "direct"],
  roots: [],
  // Eggs are archives; of records the largest have 5 MB.
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path, { sizeBytes }) => {
    const kind = pythonFileOf(path);
    if (kind === undefined) return isEnvironment(path) || isBundleList(path);
    return kind === "metadata" || sizeBytes > 0;
  },

  read(file, report) {
    if (isEnvironment(file.path)) return pythonEnvironment(file.text());
    if (isBundleList(file.path)) {
      const bundles = bundleList(file.text());
      return bundles === "" ? undefined : { bundles };
    }
    const kind = pythonFileOf(file.path);
    if (kind === undefined) return undefined;
    if (kind !== "record" && kind !== "egg" && !isWithin(file, MOST_METADATA_BYTES, report)) return undefined;
    const tell = (code: ErrorCode, why: string) => report({ code, path: file.path, message: `${file.path}: ${why}` });
    const text = kind === "egg" ? metadataOfEgg(file) : file.text();
    if (text !== undefined) return readPythonRecord(kind === "egg" ? "metadata" : kind, text, tell);
    tell("FILE_MALFORMED", "is no egg that can be read");
    return undefined;
  },

  assemble(evidence, { tree }) {
    const standing = evidence.filter(stands);
    const files = standing.flatMap(({ path, layer, value }) =>
      "sees" in value ? [] : [{ path, foundIn: path, layer, value: value as PythonEvidence }],
    );
    const seesOthers = standing.flatMap(({ path, value }): [string, string][] => {
      if (!("sees" in value) || value.sees === undefined) return [];
      const folder = folderOf(path);
      return [[folder === "" ? "" : `${folder}/`, value.sees]];
    });
    return pythonPackages(files, {
      isRequested: (record) => tree.find(`${record}/REQUESTED`) !== undefined,
      seesOthers: new Map(seesOthers),
    });
  },
});

const isEnvironment = (path: string) => path.endsWith("/pyvenv.cfg") || path === "pyvenv.cfg";

const EGG_METADATA = "EGG-INFO/PKG-INFO";
const MOST_METADATA_BYTES = 4 * 1024 * 1024;

function metadataOfEgg(file: WantedFile): string | undefined {
  try {
    const filter = ({ name, originalSize }: { name: string; originalSize: number }) =>
      name === EGG_METADATA && originalSize <= MOST_METADATA_BYTES;
    const bytes = unzipSync(file.bytes, { filter })[EGG_METADATA];
    return bytes && new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
