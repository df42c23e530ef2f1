import type { PackageUrl } from "../model/purl.ts";
import type { PartialPackage } from "./package-properties.ts";
import { distributionTypes } from "./purl-types.ts";

/** What a package URL says of its package. */
export function ofPurl(parts: PackageUrl | undefined, purl: string | undefined): PartialPackage {
  if (parts === undefined || purl === undefined) return {};
  const { type, namespace, version, qualifiers } = parts;
  const { arch, upstream } = qualifiers;
  return {
    purl,
    type,
    ...(namespace && { namespace }),
    ...(version && { version }),
    ...(arch && { architecture: arch }),
    ...(version && distributionTypes.has(type) && { source: sourceOf(upstream, parts.name, version, type) }),
  };
}

/** `upstream=NAME@VERSION`, or the name alone where the version is the package's own. */
function sourceOf(upstream: string | undefined, name: string, version: string, type: string) {
  if (upstream === undefined) return { name, version };
  // Syft names the file of a source rpm.
  const file = type === "rpm" ? /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(upstream) : undefined;
  if (file?.[1] && file[2]) return { name: file[1], version: file[2] };
  const at = upstream.lastIndexOf("@");
  return at > 0 ? { name: upstream.slice(0, at), version: upstream.slice(at + 1) } : { name: upstream, version };
}
