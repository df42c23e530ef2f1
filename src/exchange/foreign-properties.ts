import type { LayerReference, Package } from "../model/package.ts";
import type { PartialPackage } from "./package-properties.ts";
import { firstValues, type Property } from "./property.ts";

/**
 * What Syft and Trivy say in properties of their own.
 * Source: https://github.com/anchore/syft/blob/main/syft/format/internal/cyclonedxutil/helpers/component.go,
 * https://trivy.dev/latest/docs/supply-chain/sbom/
 */
export function foreignFacts(properties: readonly Property[]): PartialPackage {
  const texts = firstValues(properties);
  const trivy = (key: string) => texts.get(`aquasecurity:trivy:${key}`) ?? texts.get(key);
  const layer = layerOf(trivy("LayerDiffID"), trivy("LayerDigest"));
  const path = trivy("FilePath");
  const foundBy = texts.get("syft:package:foundBy");
  const locations = [...syftLocations(texts), ...(path && layer ? [{ path, layer }] : [])];
  const source = sourceOf(texts, trivy);
  return {
    ...(source && { source }),
    ...(layer && { layer }),
    ...(foundBy && { foundBy }),
    ...(locations.length > 0 && { locations }),
  };
}

function sourceOf(texts: ReadonlyMap<string, string>, trivy: (key: string) => string | undefined): Package["source"] {
  const name = trivy("SrcName");
  const version = trivy("SrcVersion");
  if (name && version)
    return { name, version: versionOf({ version, release: trivy("SrcRelease"), epoch: trivy("SrcEpoch") }) };
  const source = texts.get("syft:metadata:source") ?? texts.get("syft:metadata:originPackage");
  const sourceVersion = texts.get("syft:metadata:sourceVersion");
  return source && sourceVersion ? { name: source, version: sourceVersion } : undefined;
}

/** Trivy takes versions of distribution packages apart. */
export function versionOf(parts: {
  version: string;
  release?: string | undefined;
  epoch?: string | number | undefined;
}): string {
  const { version, release, epoch } = parts;
  return `${epoch && String(epoch) !== "0" ? `${epoch}:` : ""}${version}${release ? `-${release}` : ""}`;
}

function layerOf(diffId: string | undefined, digest: string | undefined): LayerReference | undefined {
  if (diffId === undefined && digest === undefined) return undefined;
  return { ordinal: 0, diffId: diffId ?? "", ...(digest && { digest }) };
}

function syftLocations(texts: ReadonlyMap<string, string>) {
  const locations: { path: string; layer: LayerReference }[] = [];
  for (let i = 0; ; i++) {
    const path = texts.get(`syft:location:${i}:path`);
    if (path === undefined) return locations;
    const layer = { ordinal: 0, diffId: texts.get(`syft:location:${i}:layerID`) ?? "" };
    locations.push({ path: path.replace(/^\//, ""), layer });
  }
}
