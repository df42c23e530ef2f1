import { type PackageUrl, parsePurl } from "../model/purl.ts";

/** A package URL in parts, or `undefined` where it is none. */
export function parsedPurl(purl: string | undefined): PackageUrl | undefined {
  try {
    const parts = purl === undefined ? undefined : parsePurl(purl);
    // How Syft named Alpine's packages before the type `apk` was agreed on.
    return parts?.type === "alpine" ? { ...parts, type: "apk", namespace: parts.namespace ?? "alpine" } : parts;
  } catch {
    return undefined;
  }
}
