import { type Distribution, distributionQualifier } from "../model/distribution.ts";
import type { Problem, Report } from "../model/errors.ts";
import type { ImageMetadata } from "../model/image.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { type LayerReference, matchIdentity, type Package } from "../model/package.ts";
import { formatPurl, type PackageUrl } from "../model/purl.ts";
import type { Sbom } from "../model/sbom.ts";
import { NO_LAYER, type PartialPackage } from "./package-properties.ts";
import { parsedPurl } from "./parsed-purl.ts";
import { distributionTypes } from "./purl-types.ts";

/** What a document says, as far as it says it. */
export interface SbomParts {
  readonly packages: readonly PartialPackage[];
  readonly image: Partial<ImageMetadata> & { readonly names?: readonly string[] };
  readonly distribution?: Distribution | undefined;
  /** Problems that the document tells of. */
  readonly problems?: readonly Problem[];
  /** Package URL of what it is about. */
  readonly subject?: string | undefined;
  /** It lists what a source tree asks for, and not what was built of it. */
  readonly isOfSources?: boolean;
  /** Package URLs of what a package was built from, by its own: sources and recipes, which nobody installs. */
  readonly builtFrom?: ReadonlyMap<string, readonly string[]>;
}

/** Reads a parsed document of one format. */
export type SbomReader = (document: unknown, report: Report) => SbomParts;

/** Makes an inventory of what a document says; what it leaves open is told of. */
export function finishSbom(
  { packages, image, problems: told = [], ...parts }: SbomParts,
  reference: string,
  report: Report,
): Sbom {
  const distribution = parts.distribution ?? distributionOfPackages(packages);
  const layers = layersByDiffId(image.layers ?? []);
  const purls = new Map<string, string>();
  const complete = packages.flatMap((part) => {
    const pkg = completePackage(part, distribution, layers, report);
    if (pkg && part.purl !== undefined) purls.set(part.purl, pkg.purl);
    return pkg ?? [];
  });
  const known = new Set(complete.map(({ purl }) => purl));
  const { names = [], ...metadata } = image;
  return {
    image: {
      digests: {},
      platform: { os: "", architecture: "" },
      layers: [],
      emptyHistory: [],
      exposedPorts: [],
      environment: [],
      labels: {},
      entrypoint: [],
      command: [],
      volumes: [],
      compressedBytes: 0,
      ...metadata,
      ...(distribution && { distribution }),
      source: { kind: "sbom", reference, names },
    },
    packages: mergeSame(complete.map((pkg) => withLinks(pkg, purls, known))),
    problems: told,
    layerOrigins: [],
  };
}

const MOST = DEFAULT_LIMITS.packageTextCharacters;
const cut = (text: string) => (text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text);

function completePackage(
  part: PartialPackage,
  distribution: Distribution | undefined,
  layers: ReadonlyMap<string, LayerReference>,
  report: Report,
): Package | undefined {
  const { name = "", version = "" } = part;
  const who = [name, version].filter(Boolean).join(" ") || part.purl;
  if (!who) {
    report({ code: "FILE_MALFORMED", message: "a package has neither a name nor a package URL; it was left out" });
    return undefined;
  }
  if (Math.max(name.length, version.length, part.purl?.length ?? 0) > MOST) {
    report({
      code: "LIMIT_EXCEEDED",
      message: `${cut(who).slice(0, 100)}: a name or version of more than ${MOST} characters; it was left out`,
    });
    return undefined;
  }
  const parts = parsedPurl(part.purl);
  if (!parts) {
    const why = part.purl === undefined ? "has no package URL" : `'${part.purl}' is no package URL`;
    report({ code: "PACKAGE_URL_INVALID", message: `${who}: ${why}, so it could not be checked` });
  }
  const known = parts && (parts.version ?? version);
  if (parts && !known) {
    const purl = part.purl ?? "";
    report({ code: "VERSION_INVALID", message: `${purl}: has no version, so it could not be checked`, purl });
  }
  const canonical = parts && canonicalPurl(parts, part, distribution);
  const layer = part.layer ?? part.locations?.[0]?.layer ?? NO_LAYER;
  const placed = (found: LayerReference) => layers.get(found.diffId) ?? layers.get(found.digest ?? "") ?? found;
  return {
    licenses: [],
    foundBy: "sbom",
    properties: {},
    ...part,
    ...bounded(part),
    purl: canonical
      ? formatPurl(canonical)
      : formatPurl({ type: "generic", name: name || who, version, qualifiers: {} }),
    type: part.type ?? parts?.type ?? "generic",
    name: name || (parts?.name ?? who),
    version: canonical?.version ?? version,
    layer: placed(layer),
    locations: (part.locations ?? []).map((location) => ({ ...location, layer: placed(location.layer) })),
  };
}

function bounded({ licenses = [], author, description, homepage }: PartialPackage): PartialPackage {
  return {
    licenses: [...new Set(licenses)].slice(0, 100).map(cut),
    ...(author && { author: cut(author) }),
    ...(description && { description: cut(description) }),
    ...(homepage && { homepage: cut(homepage) }),
  };
}

/** The package URL as our own catalogers write it: it alone must be enough to match a package. */
function canonicalPurl(parts: PackageUrl, part: PartialPackage, distribution: Distribution | undefined): PackageUrl {
  const version = parts.version ?? part.version;
  const plain = { ...parts, ...(version && { version }) };
  if (!distributionTypes.has(parts.type)) return plain;
  const { distro, upstream, ...others } = parts.qualifiers;
  const { source } = part;
  const differs = source && (source.name !== parts.name || source.version !== version);
  const release =
    distro ??
    (others.os_name === undefined && distribution?.id === parts.namespace && distribution
      ? distributionQualifier(distribution)
      : undefined);
  return {
    ...plain,
    qualifiers: {
      ...others,
      ...(release && { distro: canonicalRelease(release) }),
      ...((!upstream || isShort(parts.type, upstream)) && differs
        ? { upstream: `${source.name}@${source.version}` }
        : upstream && { upstream }),
    },
  };
}

/** Syft leaves out the source's version where it is the package's own, and names the file of a source rpm. */
const isShort = (type: string, upstream: string) =>
  (type === "deb" && !upstream.includes("@")) || (type === "rpm" && upstream.endsWith("src.rpm"));

/** Trivy writes Debian's point release, `debian-12.5`; advisories go by the release. */
const canonicalRelease = (distro: string) => distro.replace(/^(debian-\d+)\.\d+$/, "$1");

/** The distribution that most of its packages name. */
function distributionOfPackages(packages: readonly PartialPackage[]): Distribution | undefined {
  for (const { purl } of packages) {
    const parts = purl !== undefined && mayBeOfSystem(purl) ? parsedPurl(purl) : undefined;
    const { distro = "", os_name, os_version } = parts?.qualifiers ?? {};
    const [, id = os_name, release = os_version] = /^([a-z][\w.]*?)-(.+)$/.exec(canonicalRelease(distro)) ?? [];
    if (id === undefined) continue;
    const isNumber = release !== undefined && /^\d/.test(release);
    return {
      id,
      name: release === undefined ? id : `${id} ${release}`,
      ...(release !== undefined && (isNumber ? { versionId: release } : { codename: release })),
      idLike: [],
      readFrom: "",
    };
  }
  return undefined;
}

/** Before it is taken apart: most packages of an image are of a language. */
const mayBeOfSystem = (purl: string) => /[?&](?:distro|os_name)=/.test(purl);

function layersByDiffId(layers: ImageMetadata["layers"]): ReadonlyMap<string, LayerReference> {
  return new Map(
    layers.flatMap(({ ordinal, diffId, digest }): [string, LayerReference][] => {
      const reference = { ordinal, diffId, ...(digest && { digest }) };
      return [diffId, digest].flatMap((name): [string, LayerReference][] => (name ? [[name, reference]] : []));
    }),
  );
}

function withLinks(pkg: Package, purls: ReadonlyMap<string, string>, known: ReadonlySet<string>): Package {
  const { dependsOn, owner, ...facts } = pkg;
  const now = (purl: string) => purls.get(purl) ?? purl;
  const needs = dependsOn && [...new Set(dependsOn.map(now).filter((purl) => known.has(purl) && purl !== pkg.purl))];
  return { ...facts, ...(needs && { dependsOn: needs.sort() }), ...(owner && { owner: now(owner) }) };
}

/** One package for each package URL and owner; documents may have one for each file. In the order of our own. */
function mergeSame(packages: readonly Package[]): Package[] {
  const merged = [...Map.groupBy(packages, matchIdentity).values()].flatMap(([first, ...others]): Package[] => {
    if (!first || others.length === 0) return first ? [first] : [];
    const all = [first, ...others];
    const places = new Map(all.flatMap(({ locations }) => locations.map((place) => [JSON.stringify(place), place])));
    const needs = all.flatMap(({ dependsOn = [] }) => dependsOn);
    return [
      {
        ...first,
        licenses: [...new Set(all.flatMap(({ licenses }) => licenses))],
        locations: [...places.values()],
        ...(all.some(({ dependsOn }) => dependsOn) && { dependsOn: [...new Set(needs)].sort() }),
      },
    ];
  });
  const keyOf = ({ type, namespace = "", name, purl, owner = "" }: Package) => [type, namespace, name, purl, owner];
  return merged
    .map((pkg) => ({ pkg, key: keyOf(pkg) }))
    .sort((a, b) => {
      const at = a.key.findIndex((text, i) => text !== b.key[i]);
      return at < 0 ? 0 : (a.key[at] ?? "") < (b.key[at] ?? "") ? -1 : 1;
    })
    .map(({ pkg }) => pkg);
}
