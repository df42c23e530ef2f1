import type { Checksum, LayerReference, Package, PackageLocation } from "../model/package.ts";
import { firstValues, OURS, type Property, readFields, valuesOf, writeFields } from "./property.ts";

/** What a document says of a package; whatever it leaves out is not there. */
export type PartialPackage = { readonly [Key in keyof Package]?: Package[Key] };

/** Facts that are one text, number or truth. */
const SCALARS = {
  type: "text",
  namespace: "text",
  name: "text",
  version: "text",
  architecture: "text",
  license: "text",
  author: "text",
  description: "text",
  homepage: "text",
  sizeBytes: "number",
  installedSizeBytes: "number",
  direct: "boolean",
  scope: "text",
  owner: "text",
  foundBy: "text",
} as const;

const SOURCE = { name: "text", version: "text" } as const;
const LAYER = { ordinal: "number", diffId: "text", digest: "text" } as const;

const PACKAGE = `${OURS}package`;
const LICENSE = `${PACKAGE}:declaredLicense`;
const CHECKSUM = `${PACKAGE}:checksum`;
const LOCATION = `${OURS}location`;
const OTHER = `${OURS}property:`;

/**
 * All facts of a package that the fields of a format do not hold, as properties.
 *
 * @param native What a reader of those fields would make of them.
 */
export function packageProperties(pkg: Package, native: PartialPackage): Property[] {
  const differs = <Key extends keyof Package>(key: Key) => !isEqual(pkg[key], native[key]);
  const scalars = Object.fromEntries(Object.entries(SCALARS).filter(([key]) => differs(key as keyof Package)));
  const lists: Property[] = [];
  if (differs("licenses")) lists.push(...pkg.licenses.map((value) => ({ name: LICENSE, value })));
  if (differs("checksums")) {
    lists.push(
      ...(pkg.checksums ?? []).map(({ algorithm, value }) => ({ name: CHECKSUM, value: `${algorithm}:${value}` })),
    );
  }
  return [
    ...writeFields<Package>(PACKAGE, pkg, scalars),
    ...(differs("source") ? writeFields(`${PACKAGE}:source`, pkg.source, SOURCE) : []),
    ...lists,
    ...writeFields(`${OURS}layer`, pkg.layer, LAYER),
    ...pkg.locations.flatMap(({ path, layer }, i) => [
      { name: `${LOCATION}:${i}:path`, value: `/${path}` },
      // Most files of a package came with it.
      ...(isEqual(layer, pkg.layer) ? [] : writeFields(`${LOCATION}:${i}:layer`, layer, LAYER)),
    ]),
    ...Object.entries(pkg.properties)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name: name.startsWith(OURS) ? OTHER + name : name, value })),
  ];
}

/** What a format's fields say, made whole by the properties beside them. */
export function withProperties(native: PartialPackage, properties: readonly Property[]): PartialPackage {
  const texts = firstValues(properties);
  const licenses = valuesOf(properties, LICENSE);
  const checksums = valuesOf(properties, CHECKSUM).flatMap((text) => checksumOf(...splitOnce(text, ":")) ?? []);
  const source = readFields<NonNullable<Package["source"]>>(`${PACKAGE}:source`, texts, SOURCE);
  const layer = layerIn(texts, `${OURS}layer`);
  const locations = locationsIn(texts, layer ?? native.layer);
  const others = [...texts].flatMap(([name, value]): [string, string][] => {
    if (name.startsWith(OTHER)) return [[name.slice(OTHER.length), value]];
    return name.startsWith(OURS) ? [] : [[name, value]];
  });
  return {
    ...native,
    ...readFields<Package>(PACKAGE, texts, SCALARS),
    ...(source.name !== undefined &&
      source.version !== undefined && { source: { name: source.name, version: source.version } }),
    ...(licenses.length > 0 && { licenses }),
    ...(checksums.length > 0 && { checksums }),
    ...(layer && { layer }),
    ...(locations.length > 0 && { locations }),
    properties: Object.fromEntries(others),
  };
}

function layerIn(texts: ReadonlyMap<string, string>, prefix: string): LayerReference | undefined {
  const { ordinal, diffId, digest } = readFields<LayerReference>(prefix, texts, LAYER);
  if (ordinal === undefined && diffId === undefined) return undefined;
  return { ordinal: ordinal ?? 0, diffId: diffId ?? "", ...(digest !== undefined && { digest }) };
}

function locationsIn(texts: ReadonlyMap<string, string>, layer: LayerReference | undefined): PackageLocation[] {
  const locations: PackageLocation[] = [];
  for (let i = 0; ; i++) {
    const path = texts.get(`${LOCATION}:${i}:path`);
    if (path === undefined) return locations;
    const own = layerIn(texts, `${LOCATION}:${i}:layer`) ?? layer ?? NO_LAYER;
    locations.push({ path: path.replace(/^\//, ""), layer: own });
  }
}

/** Where nothing tells of layers. */
export const NO_LAYER: LayerReference = { ordinal: 0, diffId: "" };

/** Hex digits of each algorithm's digest. */
const DIGEST_LENGTHS: Readonly<Record<Checksum["algorithm"], number>> = {
  md5: 32,
  sha1: 40,
  sha256: 64,
  sha384: 96,
  sha512: 128,
};

/** A digest by its algorithm's name, however a format writes that: `SHA-256`, `SHA256`, `sha256`. */
export function checksumOf(algorithm: string, value: string): Checksum | undefined {
  const name = algorithm.toLowerCase().replace("-", "");
  const digits = Object.hasOwn(DIGEST_LENGTHS, name) ? DIGEST_LENGTHS[name as Checksum["algorithm"]] : undefined;
  const hex = value.toLowerCase();
  return hex.length === digits && /^[0-9a-f]+$/.test(hex)
    ? { algorithm: name as Checksum["algorithm"], value: hex }
    : undefined;
}

export function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
