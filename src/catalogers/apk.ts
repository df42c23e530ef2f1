import { parseApkDatabase, pathsOfApkFiles } from "../formats/apk-database.ts";
import { distributionQualifier } from "../model/distribution.ts";
import type { Report } from "../model/errors.ts";
import type { Checksum } from "../model/package.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { boundedList, isWithin } from "./shared/bounded-text.ts";
import { findCalled, findDependencies, type Installed, type Need } from "./shared/depends-on.ts";
import { layersOfOrigin } from "./shared/origin.ts";

/** apk-tools 3 keeps it below `usr` where that is merged; Wolfi and Chainguard do. */
const DATABASES = ["lib/apk/db/installed", "usr/lib/apk/db/installed"];
const WORLD = "etc/apk/world";

/** In one file: more than Alpine has. */
const MOST_PACKAGES = 100_000;

const MOST_WORLD_BYTES = 1024 * 1024;

interface ApkPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly origin?: string;
  readonly license?: string;
  readonly maintainer?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly sizeBytes?: number;
  readonly installedSizeBytes?: number;
  readonly checksum?: Checksum;
  /** Of the folder of recipes that it was built from. */
  readonly commit?: string;
  /** As written. */
  readonly needs?: string;
  readonly provides?: string;
  readonly files?: string;
}

type Evidence =
  | { readonly kind: "packages"; readonly packages: readonly ApkPackage[] }
  | { readonly kind: "world"; readonly names: readonly string[] };

type OfKind<Kind extends Evidence["kind"]> = Found<Extract<Evidence, { kind: Kind }>>;

/** Packages installed by apk: Alpine, Wolfi, Chainguard, postmarketOS. */
export const apk = defineCataloger<Evidence>({
  name: "apk",
  version: 1,
  describes: "Alpine, Wolfi and Chainguard packages",
  specification: "https://wiki.alpinelinux.org/wiki/Apk_spec",
  purlType: "apk",
  evidences: "installed",
  gives: [
    "licenses",
    "author",
    "description",
    "homepage",
    "source",
    "architecture",
    "sizeBytes",
    "installedSizeBytes",
    "checksums",
    "dependsOn",
    "direct",
    "owns",
  ],
  roots: [...DATABASES, WORLD],
  // 2 MB for a desktop.
  maxFileBytes: 64 * 1024 * 1024,

  wants: (path) => path === WORLD || DATABASES.includes(path),

  read(file, report) {
    if (file.path === WORLD) {
      if (!isWithin(file, MOST_WORLD_BYTES, report)) return undefined;
      return { kind: "world", names: [...new Set(namesIn(file.text()))] };
    }
    return { kind: "packages", packages: readDatabase(file.path, file.text(), report) };
  },

  assemble(evidence, { distribution, layerCount, report }) {
    const databases = evidence.filter((found): found is OfKind<"packages"> => found.value.kind === "packages");
    const worlds = evidence.filter((found): found is OfKind<"world"> => found.value.kind === "world").filter(stands);
    const origins = layersOfOrigin(
      databases.map(({ layer, until, value }) => ({ from: layer, until, keys: value.packages.map(keyOf) })),
      layerCount,
    );
    const namespace = distribution?.id;
    const distro = distribution && distributionQualifier(distribution);

    const packages = databases.filter(stands).flatMap(({ path, layer, value }) =>
      value.packages.map((pkg) => {
        const { name, version, architecture, origin = name } = pkg;
        const qualifiers = {
          arch: architecture,
          ...(distro && { distro }),
          ...(origin !== name && { upstream: `${origin}@${version}` }),
        };
        const purl = formatPurl({ type: "apk", ...(namespace && { namespace }), name, version, qualifiers });
        return { pkg, purl, path, layer: origins.get(keyOf(pkg)) ?? layer, writtenBy: layer };
      }),
    );
    const installed = packages.map(
      ({ pkg: { name, architecture, provides = "", needs = "" }, purl }): Installed => ({
        purl,
        name,
        architecture,
        provides: () => namesIn(provides),
        needs: () => needsIn(needs),
      }),
    );
    const dependencies = findDependencies(installed, report);
    const asked =
      worlds.length === 0
        ? undefined
        : findCalled(
            installed,
            worlds.flatMap(({ value }) => value.names),
          );

    return packages.map(({ pkg, purl, path, layer, writtenBy }, at): CatalogedPackage => {
      const { name, version, architecture, origin = name, checksum, files = "" } = pkg;
      return {
        purl,
        type: "apk",
        ...(namespace && { namespace }),
        name,
        version,
        source: { name: origin, version },
        architecture,
        licenses: pkg.license ? [pkg.license] : [],
        ...(pkg.maintainer && { author: pkg.maintainer }),
        ...(pkg.description && { description: pkg.description }),
        ...(pkg.homepage && { homepage: pkg.homepage }),
        ...(pkg.sizeBytes !== undefined && { sizeBytes: pkg.sizeBytes }),
        ...(pkg.installedSizeBytes !== undefined && { installedSizeBytes: pkg.installedSizeBytes }),
        ...(checksum && { checksums: [checksum] }),
        dependsOn: dependencies[at] ?? [],
        ...(asked && { direct: asked.has(purl) }),
        properties: { ...(pkg.commit && { "apk:commit": pkg.commit }) },
        layer,
        locations: [{ path, layer: writtenBy }],
        owns: () => pathsOfApkFiles(files),
      };
    });
  },
});

const keyOf = ({ name, version, architecture }: ApkPackage) => `${name}\0${version}\0${architecture}`;

function readDatabase(path: string, text: string, report: Report): ApkPackage[] {
  const malformed = (message: string) => report({ code: "FILE_MALFORMED", path, message: `${path}: ${message}` });
  // apk has one of each name.
  const packages = new Map<string, ApkPackage>();
  for (const { line, fields, files } of parseApkDatabase(text, (at) => malformed(`line ${at} is not a field`))) {
    if (packages.size === MOST_PACKAGES) {
      const message = `${path}: more than ${MOST_PACKAGES} packages; the others were left out`;
      report({ code: "LIMIT_EXCEEDED", path, message });
      break;
    }
    const name = fields.get("P");
    const version = fields.get("V");
    if (!name || !version) {
      malformed(name ? `the package '${name}' has no version` : `the package of line ${line} has no name`);
      continue;
    }
    if (packages.has(name)) malformed(`the package '${name}' stands twice; the later record counts`);
    packages.set(name, {
      name,
      version,
      architecture: fields.get("A") || "noarch",
      ...textsOf(fields),
      ...listsOf(fields, path, report),
      ...commitOf(fields.get("c")),
      ...numberAs("sizeBytes", fields.get("S")),
      ...numberAs("installedSizeBytes", fields.get("I")),
      ...checksumOf(fields),
      ...(files && { files }),
    });
  }
  return [...packages.values()];
}

/** Fields that are kept as they are written. */
const TEXTS = [
  ["origin", "o"],
  ["license", "L"],
  ["maintainer", "m"],
  ["description", "T"],
  ["homepage", "U"],
] as const;

const textsOf = (fields: ReadonlyMap<string, string>): { [Name in (typeof TEXTS)[number][0]]?: string } =>
  Object.fromEntries(TEXTS.map(([name, letter]) => [name, fields.get(letter)]).filter(([, value]) => value));

function listsOf(fields: ReadonlyMap<string, string>, path: string, report: Report) {
  const [needs, provides] = ["D", "p"].map((letter) => boundedList(fields.get(letter) ?? "", path, report));
  return { ...(needs && { needs }), ...(provides && { provides }) };
}

const commitOf = (text = ""): { commit?: string } => (/^[0-9a-f]{40,64}$/.test(text) ? { commit: text } : {});

function numberAs<Name extends string>(name: Name, text = ""): { [N in Name]?: number } {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]: number });
}

/**
 * `Q1` and the SHA-1 of the package's control part in base64, `Q2` and its SHA-256; `X` instead of `Q` for hex.
 * apk-tools 3 flags packages of its own format (`S` in `f:`) of which it writes the first 20 bytes of a SHA-256 as `Q1`:
 * those are no digest that anybody could compare.
 */
function checksumOf(fields: ReadonlyMap<string, string>): { checksum?: Checksum } {
  const [, encoding, kind, text = ""] = /^([QX])([12])(\S{28,64})$/.exec(fields.get("C") ?? "") ?? [];
  if (kind === undefined || (kind === "1" && fields.get("f")?.includes("S"))) return {};
  const value = encoding === "Q" ? hexOfBase64(text) : text.toLowerCase();
  if (!/^[0-9a-f]*$/.test(value) || value.length !== (kind === "1" ? 40 : 64)) return {};
  return { checksum: { algorithm: kind === "1" ? "sha1" : "sha256", value } };
}

function hexOfBase64(text: string): string {
  try {
    return [...atob(text)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}

function* needsIn(text: string): Generator<Need[]> {
  for (const name of namesIn(text)) yield [{ name }];
}

/** Of `a b>=1 so:c.so.1=2 !d e@tag` the names that are asked for or provided: what must not be there is none. */
function* namesIn(text: string): Generator<string> {
  for (const word of text.split(/\s+/)) {
    if (word === "" || word.startsWith("!")) continue;
    const end = word.search(/[<>=~@]/);
    if (end !== 0) yield end < 0 ? word : word.slice(0, end);
  }
}
