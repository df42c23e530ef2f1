import { parseDeb822 } from "../formats/deb822.ts";
import { linesOf } from "../formats/text-lines.ts";
import { distributionQualifier } from "../model/distribution.ts";
import type { Report } from "../model/errors.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { boundedList } from "./shared/bounded-text.ts";
import { parseProvides, parseRelations } from "./shared/debian-relations.ts";
import { findDependencies } from "./shared/depends-on.ts";
import { layersOfOrigin } from "./shared/origin.ts";

/** OpenWrt, Yocto, Entware. */
const DATABASES = ["usr/lib/opkg", "var/lib/opkg", "opt/lib/opkg"];

/** In one file: ten times what OpenWrt has. */
const MOST_PACKAGES = 50_000;

interface Stanza {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  /** The recipe that it was built from. */
  readonly source?: string;
  readonly license?: string;
  readonly maintainer?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly installedSizeBytes?: number;
  readonly section?: string;
  /** As written. */
  readonly needs?: string;
  readonly provides?: string;
  /** Installed only because others need it. */
  readonly isAutomatic: boolean;
}

type Evidence =
  | { readonly kind: "status"; readonly stanzas: readonly Stanza[] }
  /** What a package's maker said of it: the status file has less. */
  | { readonly kind: "control"; readonly stanza: Stanza }
  | { readonly kind: "files"; readonly name: string; readonly paths: string };

type OfKind<Kind extends Evidence["kind"]> = Found<Extract<Evidence, { kind: Kind }>>;

/** Packages installed by opkg: OpenWrt, Yocto and Entware. */
export const opkg = defineCataloger<Evidence>({
  name: "opkg",
  version: 1,
  describes: "OpenWrt and Yocto packages",
  specification: "https://openwrt.org/docs/guide-user/additional-software/opkg",
  purlType: "opkg",
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
  roots: DATABASES.flatMap((folder) => [`${folder}/status`, `${folder}/info`]),
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => placeOf(path) !== undefined,

  read(file, report) {
    const malformed = (message: string) =>
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: ${message}` });
    const place = placeOf(file.path);
    if (place?.kind === "files") {
      // Yocto writes rights behind each path.
      const paths = file.text().replaceAll(/\t[^\n]*/g, "");
      return { kind: "files", name: place.name, paths };
    }
    const stanzas = new Map<string, Stanza>();
    const records = parseDeb822(file.text(), (line) => malformed(`line ${line} is neither a field nor part of one`));
    for (const record of records) {
      if (stanzas.size === MOST_PACKAGES) {
        const message = `${file.path}: more than ${MOST_PACKAGES} packages; the others were left out`;
        report({ code: "LIMIT_EXCEEDED", path: file.path, message });
        break;
      }
      const state = record.get("status")?.split(/\s+/)[2] ?? "installed";
      if (state === "not-installed" || state === "config-files") continue;
      const name = record.get("package");
      const version = record.get("version");
      if (!name || !version) malformed(name ? `the package '${name}' has no version` : "a package has no name");
      else {
        if (stanzas.has(name)) malformed(`the package '${name}' stands twice; the later record counts`);
        stanzas.set(name, { name, version, ...factsOf(record), ...relationsOf(record, file.path, report) });
      }
    }
    if (place?.kind !== "control") return { kind: "status", stanzas: [...stanzas.values()] };
    const stanza = stanzas.get(place.name);
    return stanza && { kind: "control", stanza };
  },

  assemble(evidence, { distribution, layerCount, report }) {
    const statuses = evidence.filter((found): found is OfKind<"status"> => found.value.kind === "status");
    const origins = layersOfOrigin(
      statuses.map(({ layer, until, value }) => ({ from: layer, until, keys: value.stanzas.map(keyOf) })),
      layerCount,
    );
    const controls = new Map<string, Stanza>();
    const files = new Map<string, string>();
    for (const { value } of evidence.filter(stands)) {
      if (value.kind === "control") controls.set(value.stanza.name, value.stanza);
      if (value.kind === "files") files.set(value.name, value.paths);
    }
    const namespace = distribution?.id;
    const distro = distribution && distributionQualifier(distribution);
    const installed = statuses.filter(stands).flatMap(({ path, layer, value }) =>
      value.stanzas.map((status) => {
        const control = controls.get(status.name);
        const stanza: Stanza = control?.version === status.version ? { ...control, ...status } : status;
        const { name, version, architecture = "all", source = name } = stanza;
        const qualifiers = {
          arch: architecture,
          ...(distro && { distro }),
          ...(source !== name && { upstream: `${source}@${version}` }),
        };
        const purl = formatPurl({ type: "opkg", ...(namespace && { namespace }), name, version, qualifiers });
        return { stanza, architecture, purl, path, layer, origin: origins.get(keyOf(status)) ?? layer };
      }),
    );
    const dependencies = findDependencies(
      installed.map(({ stanza: { name, provides = "", needs = "" }, architecture, purl }) => ({
        purl,
        name,
        architecture,
        provides: () => parseProvides(provides),
        needs: () => parseRelations(needs),
      })),
      report,
    );
    return installed.map(({ stanza, architecture, purl, path, layer, origin }, at): CatalogedPackage => {
      const { name, version, source, license, section } = stanza;
      return {
        purl,
        type: "opkg",
        ...(namespace && { namespace }),
        name,
        version,
        ...(source && { source: { name: source, version } }),
        architecture,
        licenses: license ? [license] : [],
        ...(stanza.maintainer && { author: stanza.maintainer }),
        ...(stanza.description && { description: stanza.description }),
        ...(stanza.homepage && { homepage: stanza.homepage }),
        ...(stanza.installedSizeBytes !== undefined && { installedSizeBytes: stanza.installedSizeBytes }),
        dependsOn: dependencies[at] ?? [],
        direct: !stanza.isAutomatic,
        properties: { ...(section && { "opkg:section": section }) },
        layer: origin,
        locations: [{ path, layer }],
        owns: () => linesOf(files.get(name) ?? ""),
      };
    });
  },
});

const keyOf = ({ name, version, architecture }: Stanza) => `${name}\0${version}\0${architecture}`;

/** What a file of the database tells of: all packages, or one by its name. */
function placeOf(path: string): { kind: "status" } | { kind: "control" | "files"; name: string } | undefined {
  const folder = DATABASES.find((one) => path.startsWith(one) && path[one.length] === "/");
  if (folder === undefined) return undefined;
  const rest = path.slice(folder.length + 1);
  if (rest === "status") return { kind: "status" };
  if (!rest.startsWith("info/")) return undefined;
  const dot = rest.lastIndexOf(".");
  const name = rest.slice("info/".length, dot);
  if (rest.slice(dot) === ".control") return { kind: "control", name };
  return rest.slice(dot) === ".list" ? { kind: "files", name } : undefined;
}

/** Texts by the names of their fields; the first that is there. */
const TEXTS = [
  ["architecture", ["architecture"]],
  ["license", ["license"]],
  ["maintainer", ["maintainer"]],
  ["homepage", ["url", "homepage"]],
] as const;

function factsOf(record: ReadonlyMap<string, string>): Omit<Stanza, "name" | "version"> {
  const texts = TEXTS.map(([fact, fields]) => [fact, fields.map((field) => record.get(field)).find(Boolean)]);
  const size = record.get("installed-size") ?? "";
  const description = record.get("description")?.trim().split("\n")[0];
  const section = record.get("section") ?? "";
  const source = sourceOf(record);
  return {
    ...(Object.fromEntries(texts.filter(([, value]) => value)) as Partial<Stanza>),
    ...(description && { description }),
    ...(source && { source }),
    ...(/^\d{1,15}$/.test(size) && { installedSizeBytes: Number(size) }),
    ...(/^[\w./+-]{1,100}$/.test(section) && { section }),
    isAutomatic: record.get("auto-installed") === "yes",
  };
}

function relationsOf(record: ReadonlyMap<string, string>, path: string, report: Report) {
  const [needs, provides] = ["depends", "provides"].map((name) => boundedList(record.get(name) ?? "", path, report));
  return { ...(needs && { needs }), ...(provides && { provides }) };
}

/** OpenWrt has a folder of its tree (`package/libs/libubox`) and the recipe's name, Yocto a file: `busybox_1.36.1.bb`. */
function sourceOf(record: ReadonlyMap<string, string>): string | undefined {
  const named = record.get("sourcename") ?? record.get("oe");
  if (named) return named;
  const source = record.get("source") ?? "";
  const base = source.slice(source.lastIndexOf("/") + 1);
  return base.endsWith(".bb") ? base.slice(0, -".bb".length).split("_", 1)[0] : base;
}
