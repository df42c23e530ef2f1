import { type PackageUrl, parsePurl } from "../model/purl.ts";

/** A package URL in parts, in the words of today; `undefined` where it is none. */
export function parsedPurl(purl: string | undefined): PackageUrl | undefined {
  try {
    return purl === undefined ? undefined : today(parsePurl(purl));
  } catch {
    return undefined;
  }
}

function today(parts: PackageUrl): PackageUrl {
  const { type, namespace = "alpine", version, qualifiers } = parts;
  // How Syft named Alpine's packages before the type `apk` was agreed on.
  if (type === "alpine") return { ...parts, type: "apk", namespace };
  const { epoch, ...others } = qualifiers;
  if (type !== "deb" || epoch === undefined || version === undefined) return parts;
  // Trivy has it apart, as in package URLs of rpm; in Debian's it is part of the version.
  const isPart = epoch === "0" || version.startsWith(`${epoch}:`);
  return { ...parts, version: isPart ? version : `${epoch}:${version}`, qualifiers: others };
}
