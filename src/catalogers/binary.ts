import { readGoBuildInfo } from "../formats/go-build-info.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { mainModuleOf } from "./shared/go-main-version.ts";
import type { KnownProgram } from "./shared/known-program.ts";
import { cpeProperty, findVersion } from "./shared/known-version.ts";
import { programOf } from "./shared/program-file.ts";
import { KNOWN_PROGRAMS, programsAt } from "./shared/program-signs.ts";

/** What a program says of itself. */
interface KnownVersion {
  readonly name: string;
  readonly version: string;
  /** Of programs alone: some tell their version in a text file beside them. */
  readonly sizeBytes?: number;
  readonly architecture?: string;
}

/** Programs without a package manager's record, by a text within them. */
export const binary = defineCataloger<KnownVersion>({
  name: "binary",
  version: 3,
  describes: "Stand-alone programs and libraries that official images build from source, by texts within them",
  specification: "https://github.com/package-url/purl-spec/blob/main/types/generic-definition.json",
  purlType: "generic",
  evidences: "installed",
  gives: ["architecture", "sizeBytes"],
  roots: [],
  maxFileBytes: 512 * 1024 * 1024,

  wants: (path, { sizeBytes }) => sizeBytes > 0 && programsAt(path).length > 0,

  read(file) {
    const program = programOf(file);
    const tellsModule = () => {
      const info = program && readGoBuildInfo(program);
      return info !== undefined && mainModuleOf(info) !== undefined;
    };
    for (const { row, part } of programsAt(file.path)) {
      // The cataloger of Go programs tells of those, with all that they were built from.
      if (row.goModule !== undefined && tellsModule()) return undefined;
      const version = findVersion(file, row.signs, part);
      if (version === undefined) continue;
      const { architecture } = program ?? {};
      return {
        name: row.name,
        version,
        ...(program && { sizeBytes: file.sizeBytes }),
        ...(architecture && { architecture }),
      };
    }
    return undefined;
  },

  assemble: (evidence, { tree }) =>
    evidence.filter(stands).flatMap((found) => {
      const row = ROWS.get(found.value.name);
      const folder = found.path.slice(0, found.path.lastIndexOf("/") + 1);
      return !row || row.unless?.some((path) => tree.find(folder + path)) ? [] : [packageOf(row, found)];
    }),
});

/** Rows of one name differ in their files alone. */
const ROWS = new Map(KNOWN_PROGRAMS.map((row) => [row.name, row]));

function packageOf(row: KnownProgram, { path, layer, value }: Found<KnownVersion>): CatalogedPackage {
  const { name, type = "generic", namespace, cpes } = row;
  const { sizeBytes, architecture } = value;
  // Go writes a `v` before every version of a module.
  const version = type === "golang" ? `v${value.version}` : value.version;
  return {
    purl: formatPurl({ type, ...(namespace && { namespace }), name, version, qualifiers: {} }),
    type,
    ...(namespace && { namespace }),
    name,
    version,
    ...(architecture && { architecture }),
    licenses: [],
    ...(sizeBytes !== undefined && { sizeBytes }),
    properties: cpeProperty(cpes, version),
    layer,
    locations: [{ path, layer }],
  };
}
