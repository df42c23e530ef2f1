import { type GoBuildInfo, type GoModule, readGoBuildInfo } from "../formats/go-build-info.ts";
import { goSymbolOf, readGoFunctionNames } from "../formats/go-functions.ts";
import type { Program } from "../formats/program.ts";
import { ANY_FUNCTION, hashOfPath, hashWithin, type LinkedFunctions, packHashes } from "../model/linked-functions.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { isTold, mainModuleOf, mainModuleVersion, UNKNOWN } from "./shared/go-main-version.ts";
import { cpeProperty, goVersionOf } from "./shared/known-version.ts";
import { beginsAsProgram, mayBeProgram, programOf } from "./shared/program-file.ts";

/** What a Go program says of itself, as plain JSON. */
interface GoProgram {
  readonly goVersion: string;
  readonly architecture?: string;
  readonly sizeBytes: number;
  readonly main?: GoModule;
  readonly modules: readonly GoModule[];
  /** `vendor:product` of a program that the National Vulnerability Database knows, apart by blanks. */
  readonly cpes?: string;
  readonly functions?: LinkedFunctions;
  /** What is worth telling of the build, by the names of properties. */
  readonly build: Readonly<Record<string, string>>;
}

/** Settings of a build that a reader of its report may want. */
const SETTINGS: Readonly<Record<string, string>> = {
  "vcs.revision": "golang:vcs-revision",
  "vcs.time": "golang:vcs-time",
  "vcs.modified": "golang:vcs-modified",
  GOFIPS140: "golang:fips140",
  CGO_ENABLED: "golang:cgo",
};

const MOST_TEXT = 1000;

/** Go programs: the modules that they were built from, and the standard library. */
export const goBinary = defineCataloger<GoProgram>({
  name: "go-binary",
  version: 4,
  describes: "Go modules, by the build information in programs (ELF, PE and Mach-O), with the standard library",
  specification: "https://pkg.go.dev/debug/buildinfo",
  purlType: "golang",
  evidences: "installed",
  gives: ["architecture", "sizeBytes", "dependsOn"],
  roots: [],
  maxFileBytes: 512 * 1024 * 1024,

  wants: mayBeProgram,
  sniff: beginsAsProgram,

  read(file) {
    const program = programOf(file);
    const info = program && readGoBuildInfo(program);
    if (!program || !info) return undefined;
    const { goVersion, modules, settings } = info;
    const main = mainModuleOf(info);
    const architecture = settings.get("GOARCH") ?? program.architecture;
    const told = main && mainModuleVersion(main, settings);
    const known = main && goVersionOf(main.path, modules, isTold(told) ? undefined : file);
    const version = isTold(told) ? told : (known?.version ?? told);
    const build = Object.entries(SETTINGS).flatMap(([setting, property]) => {
      const value = settings.get(setting);
      return value ? [[property, value.slice(0, MOST_TEXT)] as const] : [];
    });
    const functions = functionsOf(program, info);
    return {
      goVersion,
      ...(functions && { functions }),
      ...(architecture && { architecture }),
      sizeBytes: file.sizeBytes,
      ...(main && version && { main: { ...main, version } }),
      ...(known?.cpes && { cpes: known.cpes }),
      modules,
      build: Object.fromEntries(build),
    };
  },

  assemble: (evidence) => evidence.filter(stands).flatMap(packagesOf),
});

function functionsOf(program: Program, { path, settings }: GoBuildInfo): LinkedFunctions | undefined {
  const found = readGoFunctionNames(program);
  if (!found) return undefined;
  const hashes: number[] = [];
  const packages = new Map<string, readonly number[]>();
  for (const name of found.names) {
    const symbol = goSymbolOf(name);
    if (!symbol) continue;
    let ofPaths = packages.get(symbol.path);
    if (ofPaths === undefined) {
      // The linker calls the package that the program was built from `main`, advisories by its path.
      const paths = symbol.path === "main" && path !== undefined ? ["main", path] : [symbol.path];
      ofPaths = paths.map(hashOfPath);
      packages.set(symbol.path, ofPaths);
      for (const ofPath of ofPaths) hashes.push(hashWithin(ofPath, ANY_FUNCTION));
    }
    for (const ofPath of ofPaths) hashes.push(hashWithin(ofPath, symbol.name));
  }
  if (hashes.length === 0) return undefined;
  const system = settings.get("GOOS");
  const architecture = settings.get("GOARCH");
  return {
    ...(system && { system }),
    ...(architecture && { architecture }),
    isComplete: found.hasInlined,
    hashes: packHashes(hashes),
  };
}

function packagesOf({ path, layer, value }: Found<GoProgram>): CatalogedPackage[] {
  const { goVersion, architecture, sizeBytes, main, modules, build, cpes, functions } = value;
  const place = {
    licenses: [],
    layer,
    locations: [{ path, layer }],
    ...(architecture && { architecture }),
    ...(functions && { functions: [functions] }),
  };
  const library = libraryVersion(goVersion);
  const built = modules.flatMap((module) => {
    const pkg = moduleIn(module);
    return pkg ? [{ ...pkg, ...place }] : [];
  });
  const standard: CatalogedPackage[] = library
    ? [
        {
          purl: formatPurl({ type: "golang", name: "stdlib", version: library, qualifiers: {} }),
          type: "golang",
          name: "stdlib",
          version: library,
          properties: { "golang:go-version": goVersion.slice(0, MOST_TEXT) },
          ...place,
        },
      ]
    : [];
  const own = main && moduleIn(main);
  if (!own) return [...standard, ...built];
  const dependsOn = [...new Set([...standard, ...built].map(({ purl }) => purl))]
    .filter((purl) => purl !== own.purl)
    .sort();
  const properties = {
    ...own.properties,
    "golang:go-version": goVersion.slice(0, MOST_TEXT),
    ...build,
    ...(isTold(own.version) && cpeProperty(cpes, own.version)),
  };
  return [{ ...own, ...place, sizeBytes, dependsOn, properties }, ...standard, ...built];
}

const PLACEHOLDER = /^v0\.0\.0(?:-00010101000000-000000000000)?$/;

/** What of a module was built in: its replacement, unless that is a folder of the builder's machine. */
function moduleIn(
  module: GoModule,
): Pick<CatalogedPackage, "purl" | "type" | "namespace" | "name" | "version" | "properties"> | undefined {
  const { replacement } = module;
  const isFolder =
    replacement !== undefined && (/^\.{0,2}[/\\]|^[a-z]:[/\\]/i.test(replacement.path) || !replacement.version);
  const { path, sum, ...told } = replacement && !isFolder ? replacement : module;
  // Who always builds with the folder writes no version of it: this one stands for none.
  const version = isFolder && PLACEHOLDER.test(told.version) ? UNKNOWN : told.version;
  if (path === "" || path === "command-line-arguments") return undefined;
  const slash = path.lastIndexOf("/");
  const namespace = slash > 0 ? path.slice(0, slash) : undefined;
  const name = path.slice(slash + 1);
  return {
    purl: formatPurl({ type: "golang", ...(namespace && { namespace }), name, version, qualifiers: {} }),
    type: "golang",
    ...(namespace && { namespace }),
    name,
    version,
    properties: {
      ...(sum && !isFolder && { "golang:h1": sum }),
      ...(replacement && (isFolder ? { "golang:replaced-by": replacement.path } : { "golang:replaces": module.path })),
    },
  };
}

/** `go1.22.3 X:boringcrypto` → `1.22.3`; of a Go that was built from its repository the release that it follows. */
function libraryVersion(goVersion: string): string | undefined {
  return /(?:^|\s)go(\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)/.exec(goVersion.slice(0, MOST_TEXT))?.[1];
}
