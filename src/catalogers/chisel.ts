import { linesOf } from "../formats/text-lines.ts";
import { unpackWhole } from "../host/unpack/unpack-whole.ts";
import { unpackZstd } from "../host/unpack/zstd.ts";
import { distributionQualifier } from "../model/distribution.ts";
import type { Report } from "../model/errors.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, stands } from "./cataloger.ts";
import { layersOfOrigin } from "./shared/origin.ts";

/** Where the slice `base-files_chisel` has it written, which is the same in all releases. */
const MANIFEST = "var/lib/chisel/manifest.wall";

/** A manifest has a line of 300 characters for each file; images of this kind have some thousand files. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_LINE_CHARACTERS = 1024 * 1024;

interface SlicedPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly sha256?: string;
  /** Parts of the package that are there, without its name. */
  readonly slices?: readonly string[];
  /** A path a line. */
  readonly files?: string;
}

/** Packages of which Chisel put slices into an image: Ubuntu's distroless images. */
export const chisel = defineCataloger<readonly SlicedPackage[]>({
  name: "chisel",
  version: 1,
  describes: "slices of Ubuntu packages, put into an image by Chisel",
  specification: "https://documentation.ubuntu.com/chisel/en/latest/reference/manifest/",
  purlType: "deb",
  evidences: "installed",
  gives: ["architecture", "checksums", "owns"],
  roots: [MANIFEST],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => path === MANIFEST,

  read(file, report) {
    const { bytes, trouble } = unpackWhole(file.bytes, unpackZstd, MOST_BYTES);
    if (trouble) {
      const code = trouble.kind === "excess" ? "LIMIT_EXCEEDED" : "FILE_MALFORMED";
      report({ code, path: file.path, message: `${file.path}: ${trouble.message}; the rest was left out` });
    }
    const packages = readManifest(file.path, new TextDecoder().decode(bytes), report);
    return packages.length === 0 && trouble ? undefined : packages;
  },

  assemble(evidence, { distribution, layerCount }) {
    const origins = layersOfOrigin(
      evidence.map(({ layer, until, value }) => ({ from: layer, until, keys: value.map(keyOf) })),
      layerCount,
    );
    const namespace = distribution?.id;
    const distro = distribution && distributionQualifier(distribution);
    return evidence.filter(stands).flatMap(({ path, layer, value }) =>
      value.map((pkg): CatalogedPackage => {
        const { name, version, architecture, sha256, slices = [], files = "" } = pkg;
        const qualifiers = { arch: architecture, ...(distro && { distro }) };
        return {
          purl: formatPurl({ type: "deb", ...(namespace && { namespace }), name, version, qualifiers }),
          type: "deb",
          ...(namespace && { namespace }),
          name,
          version,
          architecture,
          licenses: [],
          ...(sha256 && { checksums: [{ algorithm: "sha256", value: sha256 }] }),
          properties: { ...(slices.length > 0 && { "chisel:slices": slices.join(" ") }) },
          layer: origins.get(keyOf(pkg)) ?? layer,
          locations: [{ path, layer }],
          owns: () => linesOf(files),
        };
      }),
    );
  },
});

const keyOf = ({ name, version, architecture }: SlicedPackage) => `${name}\0${version}\0${architecture}`;

/** A header, and objects that say by `kind` what they are, one a line. */
function readManifest(path: string, text: string, report: Report): SlicedPackage[] {
  const malformed = (message: string) => report({ code: "FILE_MALFORMED", path, message: `${path}: ${message}` });
  const packages = new Map<string, SlicedPackage>();
  const slices = new Map<string, Set<string>>();
  const files = new Map<string, Set<string>>();
  let lineNumber = 0;
  for (const line of linesOf(text)) {
    lineNumber++;
    const { kind, name, version, arch, sha256, slice, path: file } = parseLine(line) ?? { kind: undefined };
    if (kind === "package") {
      if (!isText(name) || !isText(version)) malformed(`line ${lineNumber}: a package has no name or no version`);
      else {
        const sum = isText(sha256) && /^[0-9a-f]{64}$/.test(sha256) ? { sha256 } : {};
        packages.set(name, { name, version, architecture: isText(arch) ? arch : "all", ...sum });
      }
    } else if (kind === "content" && isText(slice) && isText(file)) add(files, packageOf(slice), file);
    else if (kind === "slice" && isText(name)) add(slices, packageOf(name), name.slice(packageOf(name).length + 1));
    else if (kind !== "path" && !(lineNumber === 1 && line.includes('"jsonwall"'))) {
      malformed(`line ${lineNumber} is not one of a manifest`);
    }
  }
  return [...packages.values()].map((pkg) => {
    const [parts, paths] = [slices.get(pkg.name), files.get(pkg.name)];
    return {
      ...pkg,
      ...(parts && { slices: [...parts].slice(0, 100) }),
      ...(paths && { files: [...paths].join("\n") }),
    };
  });
}

/** A slice is called as its package, which has no `_`, and a name of its own. */
const packageOf = (slice: string) => slice.split("_", 1)[0] ?? "";

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  if (line.length > MOST_LINE_CHARACTERS) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
