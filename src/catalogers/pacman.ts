import { parseAlpmRecord } from "../formats/alpm-record.ts";
import { linesOf } from "../formats/text-lines.ts";
import { distributionQualifier } from "../model/distribution.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { isWithin } from "./shared/bounded-text.ts";
import { findDependencies } from "./shared/depends-on.ts";
import { layersOfOrigin } from "./shared/origin.ts";

const DATABASE = "var/lib/pacman/local";

/** A folder for each package: its record, and its files. */
const RECORD = /^var\/lib\/pacman\/local\/[^/]+\/(?:desc|files)$/;

/** The longest honest ones have some thousand. */
const MOST_RECORD_BYTES = 1024 * 1024;

interface ArchPackage {
  readonly kind: "package";
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** The recipe that it was built from; one makes several packages. */
  readonly base?: string;
  readonly licenses: readonly string[];
  readonly packager?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly installedSizeBytes?: number;
  readonly needs: readonly string[];
  readonly provides: readonly string[];
  /** Installed only because others need it. */
  readonly isDependency: boolean;
}

type Evidence = ArchPackage | { readonly kind: "files"; readonly paths: string };

/** Packages installed by pacman: Arch Linux, Manjaro and their kin. */
export const pacman = defineCataloger<Evidence>({
  name: "pacman",
  version: 1,
  describes: "Arch Linux packages",
  specification: "https://man.archlinux.org/man/pacman.8",
  purlType: "alpm",
  evidences: "installed",
  gives: [
    "licenses",
    "author",
    "description",
    "homepage",
    "source",
    "architecture",
    "installedSizeBytes",
    "dependsOn",
    "direct",
    "owns",
  ],
  roots: [DATABASE],
  // The list of the kernel's sources is 10 MB.
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => path.startsWith(DATABASE) && RECORD.test(path),

  read(file, report) {
    const malformed = (message: string) =>
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: ${message}` });
    if (file.path.endsWith("/files")) {
      const paths = listIn(file.text());
      // A package that only needs others has an empty file.
      if (paths === undefined && file.text().trim() !== "") malformed("has no list of files");
      return paths === undefined ? undefined : { kind: "files", paths };
    }
    if (!isWithin(file, MOST_RECORD_BYTES, report)) return undefined;
    const sections = parseAlpmRecord(file.text(), (line) => malformed(`line ${line} belongs to nothing`));
    const list = (name: string) => sections.get(name) ?? [];
    const one = (name: string) => list(name)[0];
    const name = one("NAME");
    const version = one("VERSION");
    if (!name || !version) {
      malformed(name ? `the package '${name}' has no version` : "the package has no name");
      return undefined;
    }
    const [base, packager, homepage, size = ""] = ["BASE", "PACKAGER", "URL", "SIZE"].map(one);
    const description = list("DESC").join(" ");
    return {
      kind: "package",
      name,
      version,
      architecture: one("ARCH") ?? "any",
      ...(base && { base }),
      licenses: [...new Set(list("LICENSE"))],
      ...(packager && { packager }),
      ...(description && { description }),
      ...(homepage && { homepage }),
      ...(/^\d{1,15}$/.test(size) && { installedSizeBytes: Number(size) }),
      needs: namesOf(list("DEPENDS")),
      provides: namesOf(list("PROVIDES")),
      isDependency: one("REASON") === "1",
    };
  },

  assemble(evidence, { distribution, layerCount, report }) {
    const records = evidence.filter((found): found is Found<ArchPackage> => found.value.kind === "package");
    const origins = layersOfOrigin(
      records.map(({ layer, until, value }) => ({ from: layer, until, keys: [keyOf(value)] })),
      layerCount,
    );
    const files = new Map(
      evidence
        .filter(stands)
        .flatMap(({ path, value }) => (value.kind === "files" ? [[folderOf(path), value.paths]] : [])),
    );
    const namespace = distribution?.id;
    const distro = distribution && distributionQualifier(distribution);
    const installed = records.filter(stands).map(({ path, layer, value }) => {
      const { name, version, architecture, base = name } = value;
      const qualifiers = {
        arch: architecture,
        ...(distro && { distro }),
        ...(base !== name && { upstream: `${base}@${version}` }),
      };
      const purl = formatPurl({ type: "alpm", ...(namespace && { namespace }), name, version, qualifiers });
      return { value, purl, path, layer };
    });
    const dependencies = findDependencies(
      installed.map(({ value: { name, architecture, provides, needs }, purl }) => ({
        purl,
        name,
        architecture,
        provides: () => provides,
        needs: () => needs.map((need) => [{ name: need }]),
      })),
      report,
    );
    return installed.map(({ value, purl, path, layer }, at): CatalogedPackage => {
      const { name, version, architecture, base = name } = value;
      return {
        purl,
        type: "alpm",
        ...(namespace && { namespace }),
        name,
        version,
        source: { name: base, version },
        architecture,
        licenses: value.licenses,
        ...(value.packager && { author: value.packager }),
        ...(value.description && { description: value.description }),
        ...(value.homepage && { homepage: value.homepage }),
        ...(value.installedSizeBytes !== undefined && { installedSizeBytes: value.installedSizeBytes }),
        dependsOn: dependencies[at] ?? [],
        direct: !value.isDependency,
        properties: {},
        layer: origins.get(keyOf(value)) ?? layer,
        locations: [{ path, layer }],
        owns: () => filesIn(files.get(folderOf(path)) ?? ""),
      };
    });
  },
});

const keyOf = ({ name, version, architecture }: ArchPackage) => `${name}\0${version}\0${architecture}`;

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));

/** The section of files, which is the first one and may have 100,000 lines. */
function listIn(text: string): string | undefined {
  const start = text.indexOf("%FILES%");
  const end = text.indexOf("\n\n", start);
  return start < 0 ? undefined : text.slice(start + "%FILES%".length, end < 0 ? text.length : end);
}

function* filesIn(list: string): Generator<string> {
  for (const line of linesOf(list)) if (!line.endsWith("/")) yield line;
}

/** Of `sh`, `glibc>=2.38`, `libxml2.so=2-64` the names, each once. */
function namesOf(relations: readonly string[]): string[] {
  const names = relations.map((text) => {
    const end = text.search(/[<>=\s]/);
    return end < 0 ? text : text.slice(0, end);
  });
  return [...new Set(names.filter((name) => name !== ""))];
}
