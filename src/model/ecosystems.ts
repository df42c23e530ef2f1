/**
 * The one table that joins package URL type, version order and advisory ecosystem, by name.
 * `versions/index.ts` maps the order's name to its comparator; feeds write `advisories`; matching looks up by both.
 */
export interface Ecosystem {
  /** Package URL type. */
  readonly purlType: string;
  /** Package URL namespace, where the type is shared: `debian` in `pkg:deb/debian/…`. */
  readonly namespace?: string;
  /** The name under which advisories are kept: OSV's name where OSV has one. */
  readonly advisories: string;
  /** Name of the version order. */
  readonly versions: string;
  /** Distributions count per release and by source package; languages have one line of versions. */
  readonly kind: "distribution" | "language";
  /** What is read of a package name before it is looked up. */
  readonly normalizeName?: (name: string) => string;
}

export const ECOSYSTEMS: readonly Ecosystem[] = [
  { purlType: "deb", namespace: "debian", advisories: "Debian", versions: "deb", kind: "distribution" },
  { purlType: "npm", advisories: "npm", versions: "semver", kind: "language" },
  // PEP 503: runs of `-`, `_` and `.` are one `-`, letters are lower case.
  {
    purlType: "pypi",
    advisories: "PyPI",
    versions: "pep440",
    kind: "language",
    normalizeName: (name) => name.toLowerCase().replace(/[-_.]+/g, "-"),
  },
];

/** The ecosystem of a package URL's type and namespace, or `undefined` when no advisories are known for it. */
export function ecosystemOfPurl(purl: { type: string; namespace?: string }): Ecosystem | undefined {
  return ECOSYSTEMS.find(
    ({ purlType, namespace }) => purlType === purl.type && (namespace === undefined || namespace === purl.namespace),
  );
}

/** The ecosystem that advisories call by this name. */
export function ecosystemOfAdvisories(name: string): Ecosystem | undefined {
  return ECOSYSTEMS.find(({ advisories }) => advisories === name);
}
