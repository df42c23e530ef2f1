import { findBytes } from "../host/find-bytes.ts";
import { defineCataloger, type Found, stands } from "./cataloger.ts";
import { readJson } from "./shared/json-fields.ts";
import { baseNameOf, folderOf } from "./shared/project-files.ts";
import { type PythonRecordFile, pythonPackages } from "./shared/python-distributions.ts";
import { askedNames, readZipapp, type ZipappReading } from "./shared/zipapp-reader.ts";

/** What an archive holds; of the description of one that lies unpacked, what was asked for. */
type Evidence = ZipappReading | { readonly asked: readonly string[] };

const MOST_BYTES = 512 * 1024 * 1024;

/** Of a program without an ending to its name: no archive with a record in it is smaller. */
const LEAST_BYTES = 512;

const ZIP = new TextEncoder().encode("PK\x03\x04");
/** Stands in the script of shells that a pex may begin with. */
const PEX = new TextEncoder().encode("PEX_ROOT");

/** Programs of Python that are one archive with all that they need: zipapp, shiv, pex. */
export const pythonZipapp = defineCataloger<Evidence>({
  name: "python-zipapp",
  version: 1,
  describes: "Python packages in archives that can be run (zipapp, shiv, pex)",
  specification: "https://docs.python.org/3/library/zipapp.html",
  purlType: "pypi",
  evidences: "installed",
  gives: ["description", "installedSizeBytes", "dependsOn", "direct"],
  roots: [],
  maxFileBytes: MOST_BYTES,

  wants: (path, { sizeBytes, isExecutable }) =>
    sizeBytes > 0 &&
    (isNamed(path) ||
      (isExecutable && sizeBytes >= LEAST_BYTES && sizeBytes <= MOST_BYTES && !baseNameOf(path).includes("."))),

  // Programs, and scripts of shells, are no archives: one has its own begin behind a line for the system, or that of
  // pex behind a script of it.
  sniff(head) {
    const text = String.fromCharCode(...head.subarray(0, 2));
    if (text === "PK" || text.startsWith("{")) return true;
    return text === "#!" && (findBytes(head, ZIP) >= 0 || findBytes(head, PEX) >= 0);
  },

  read(file, report) {
    if (isPexInfo(file.path)) return { asked: askedNames(readJson(file, report)) };
    // Another archive that can be run is not damaged because it is none of Python.
    return readZipapp(file, isNamed(file.path) ? report : () => {});
  },

  assemble(evidence, { tree }) {
    const standing = evidence.filter(stands);
    const askedIn = new Map<string, ReadonlySet<string>>();
    const requested = new Set<string>();
    const files: PythonRecordFile[] = [];
    for (const found of standing) {
      const { path, layer, value } = found;
      const environment = environmentOf(found);
      if (value.asked) askedIn.set(environment, new Set(value.asked));
      if (!("files" in value)) continue;
      for (const record of value.requested) requested.add(`${path}/${record}`);
      for (const { at, value: said } of value.files) {
        files.push({ path: `${path}/${at}`, foundIn: path, layer, value: said, environment });
      }
    }
    const isRequested = (record: string) => requested.has(record) || tree.find(`${record}/REQUESTED`) !== undefined;
    return pythonPackages(files, { isRequested, askedIn });
  },
});

/** One that lies unpacked has its packages, still packed, beside its description. */
const isPackedDependency = (path: string) => path.endsWith(".whl") && /(?:^|\/)\.deps\/[^/]+\.whl$/.test(path);
const isPexInfo = (path: string) => path.endsWith("PEX-INFO") && baseNameOf(path) === "PEX-INFO";
const ENDINGS = [".pyz", ".pyzw", ".pex"];
const isNamed = (path: string) =>
  ENDINGS.some((ending) => path.endsWith(ending)) || isPexInfo(path) || isPackedDependency(path);

/** What packages are found together. */
function environmentOf({ path }: Found<Evidence>): string {
  if (isPackedDependency(path)) return folderOf(folderOf(path));
  return isPexInfo(path) ? folderOf(path) : path;
}
