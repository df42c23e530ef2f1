import { distributionTypes } from "../exchange/purl-types.ts";
import type { FoundPackage, OwnedPackage } from "./ownership.ts";

/** Ecosystems whose packages show where they are installed: what was looked for and not seen is not there. */
const VISIBLE = new Set(["npm", "pypi", "gem", "composer", "golang", "cargo", "nuget"]);

/** Packages of one kind among those of a document, of which so many must be seen for all to be thought visible. */
const SEEN_SHARE = 1 / 5;

/**
 * Puts what documents within an image tell of beside what was seen: a package that is there gets the facts that it
 * lacks and the document's place; one that nobody saw is added where the document's word goes so far.
 * docs/decisions/0020-sboms-inside-images.md has the reasons.
 */
export function mergeTold(packages: readonly OwnedPackage[]): OwnedPackage[] {
  const told = packages.filter(({ pkg }) => pkg.word !== undefined);
  if (told.length === 0) return [...packages];
  const seen = packages.filter(({ pkg }) => pkg.word === undefined);
  const seenByKey = Map.groupBy(seen, ({ pkg }) => keyOf(pkg));
  const isVisible = visibleKinds(told, seenByKey);
  const hasDatabase = seen.some(({ pkg }) => distributionTypes.has(pkg.type));

  const facts = new Map<OwnedPackage, FoundPackage[]>();
  const added = new Map<string, { readonly owned: OwnedPackage; readonly all: FoundPackage[] }>();
  /** What a package is called in the end, by its name in a document. */
  const purls = new Map<string, string>();
  for (const owned of told) {
    const { pkg } = owned;
    const key = keyOf(pkg);
    const same = seenByKey.get(key)?.filter((one) => isSameArchitecture(one.pkg, pkg)) ?? [];
    for (const one of same) {
      const list = facts.get(one);
      if (list) list.push(pkg);
      else facts.set(one, [pkg]);
      purls.set(pkg.purl, one.pkg.purl);
    }
    if (same.length > 0 || !isBelieved(pkg)) continue;
    const known = added.get(key);
    if (known) known.all.push(pkg);
    else added.set(key, { owned, all: [] });
    purls.set(pkg.purl, (known?.owned ?? owned).pkg.purl);
  }

  function isBelieved(pkg: FoundPackage): boolean {
    if (pkg.word === "mentioned") return false;
    if (distributionTypes.has(pkg.type)) return !hasDatabase;
    return pkg.word === "installed" || !isVisible(pkg);
  }

  const nowCalled = (pkg: FoundPackage): FoundPackage => {
    const needs = pkg.dependsOn?.flatMap((purl) => purls.get(purl) ?? []).filter((purl) => purl !== pkg.purl);
    const { dependsOn: _before, ...others } = pkg;
    return needs && needs.length > 0 ? { ...others, dependsOn: [...new Set(needs)].sort() } : others;
  };
  return [
    ...seen.map((owned) => {
      const said = facts.get(owned);
      return said ? { ...owned, pkg: said.map(nowCalled).reduce(withFacts, owned.pkg) } : owned;
    }),
    ...[...added.values()].map(({ owned, all }) => ({
      ...owned,
      pkg: all.map(nowCalled).reduce(withFacts, nowCalled(owned.pkg)),
    })),
  ];
}

/**
 * The kinds of packages, of each document, that are there to be seen where they are there at all: one that stands in
 * the document's own folder was seen, or a good part of them anywhere.
 */
function visibleKinds(told: readonly OwnedPackage[], seenByKey: ReadonlyMap<string, readonly OwnedPackage[]>) {
  const counts = new Map<string, { all: number; seen: number; isBeside: boolean }>();
  for (const { pkg } of told) {
    const kind = kindOf(pkg);
    const count = counts.get(kind) ?? { all: 0, seen: 0, isBeside: false };
    counts.set(kind, count);
    const folder = folderOf(pkg.locations[0]?.path ?? "");
    const same = seenByKey.get(keyOf(pkg));
    count.all++;
    if (!same) continue;
    count.seen++;
    const isBeside = ({ path }: { readonly path: string }) => folder !== "" && path.startsWith(folder);
    count.isBeside ||= same.some((one) => one.pkg.locations.some(isBeside));
  }
  return (pkg: FoundPackage) => {
    const count = counts.get(kindOf(pkg));
    return VISIBLE.has(pkg.type) && count !== undefined && (count.isBeside || count.seen >= count.all * SEEN_SHARE);
  };
}

const kindOf = ({ type, locations: [place] }: FoundPackage) => `${type}\0${place?.layer}\0${place?.path}`;

/** Of a document; of one that has a folder for itself, the one around it. */
function folderOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return folder.replace(/(^|\/)(?:\.?sboms?|\.?bom|_manifest\/[^/]+)\/$/, "$1");
}

const isSameArchitecture = (a: FoundPackage, b: FoundPackage) =>
  a.architecture === undefined || b.architecture === undefined || a.architecture === b.architecture;

/** The namespace of a distribution's package is the distribution, by one of its names: Wolfi's or Chainguard's. */
const keyOf = ({ type, namespace = "", name, version }: FoundPackage) =>
  [type, distributionTypes.has(type) ? "" : namespace, name, version].join("\0");

/** Facts of which a package has its own or somebody else's. */
const FACTS = ["source", "architecture", "author", "description", "homepage", "sizeBytes", "checksums"] as const;

function withFacts(pkg: FoundPackage, told: FoundPackage): FoundPackage {
  const lacking = FACTS.filter((key) => pkg[key] === undefined && told[key] !== undefined);
  return {
    ...pkg,
    ...Object.fromEntries(lacking.map((key) => [key, told[key]])),
    ...(pkg.licenses.length === 0 && { licenses: told.licenses }),
    ...(pkg.dependsOn === undefined && told.dependsOn && { dependsOn: told.dependsOn }),
    properties: propertiesOf(pkg, told),
    locations: [...pkg.locations, ...told.locations],
  };
}

/** Of what was seen nobody needs to be named who tells of it: its locations say so. */
function propertiesOf(pkg: FoundPackage, told: FoundPackage): FoundPackage["properties"] {
  const { "sbom:toldBy": by, ...others } = told.properties;
  const lists = { ...(pkg.word !== undefined && { "sbom:toldBy": by }), "sbom:bundles": others["sbom:bundles"] };
  const both = Object.entries(lists).flatMap(([key, more]) => {
    const words = [pkg.properties[key], more].flatMap((text) => text?.split(" ") ?? []);
    return words.length === 0 ? [] : [[key, [...new Set(words)].sort().join(" ")]];
  });
  return { ...others, ...pkg.properties, ...Object.fromEntries(both) };
}
