import { type PackageUrl, parsePurl } from "../model/purl.ts";

/** A package URL in parts, or `undefined` where it is none. */
export function parsedPurl(purl: string | undefined): PackageUrl | undefined {
  try {
    return purl === undefined ? undefined : parsePurl(purl);
  } catch {
    return undefined;
  }
}
