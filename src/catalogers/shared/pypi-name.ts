import { ecosystemOfPurl } from "../../model/ecosystems.ts";
import { formatPurl } from "../../model/purl.ts";

/** The one spelling of a name under which PyPI knows it. */
export function normalizePypiName(name: string): string {
  return ecosystemOfPurl({ type: "pypi" })?.normalizeName?.(name) ?? name;
}

/** A package of PyPI, by its name in any spelling. */
export function pypiIdentity(name: string, version: string, qualifiers: Readonly<Record<string, string>> = {}) {
  return {
    purl: formatPurl({ type: "pypi", name: normalizePypiName(name), version, qualifiers }),
    type: "pypi",
    name,
    version,
  } as const;
}
