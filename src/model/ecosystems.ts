/**
 * The one table that joins package URL type, version order and advisory ecosystem, by name.
 * `versions/index.ts` maps the order's name to its comparator; feeds write `advisories`; matching looks up by both.
 */
export interface Ecosystem {
  /** Package URL type. */
  readonly purlType: string;
  /** Package URL namespace, where the type is shared: `debian` in `pkg:deb/debian/…`. */
  readonly namespace?: string;
  /** Package URL names, where the type is everybody's: `node` in `pkg:generic/node`. */
  readonly names?: readonly string[];
  /** The name under which advisories are kept: OSV's name where OSV has one. */
  readonly advisories: string;
  /** Name of the version order. */
  readonly versions: string;
  /** Distributions count per release and by source package; languages have one line of versions. */
  readonly kind: "distribution" | "language";
  /** What is read of a package name before it is looked up. */
  readonly normalizeName?: (name: string) => string;
  /** What is compared of a version that a package of it tells. */
  readonly normalizeVersion?: (version: string) => string;
}

const withoutCase = (name: string) => name.toLowerCase();

export const ECOSYSTEMS: readonly Ecosystem[] = [
  { purlType: "deb", namespace: "debian", advisories: "Debian", versions: "deb", kind: "distribution" },
  { purlType: "bitnami", advisories: "Bitnami", versions: "bitnami", kind: "language" },
  { purlType: "cargo", advisories: "crates.io", versions: "strict-semver", kind: "language" },
  {
    purlType: "composer",
    advisories: "Packagist",
    versions: "composer",
    kind: "language",
    normalizeName: withoutCase,
  },
  { purlType: "cran", advisories: "CRAN", versions: "cran", kind: "language" },
  { purlType: "gem", advisories: "RubyGems", versions: "gem", kind: "language" },
  {
    purlType: "github",
    advisories: "GitHub Actions",
    versions: "strict-semver",
    kind: "language",
    normalizeName: withoutCase,
  },
  // Paths are told in small letters by some: two modules never differ by case alone.
  { purlType: "golang", advisories: "Go", versions: "go", kind: "language", normalizeName: withoutCase },
  { purlType: "generic", names: ["node"], advisories: "Node.js", versions: "semver", kind: "language" },
  {
    purlType: "generic",
    names: ["jruby", "mruby", "mrubyc", "rbx", "ruby", "truffleruby"],
    advisories: "Ruby",
    versions: "gem",
    kind: "language",
    // Advisories write the patch level as a fourth number: `1.9.3p484` is 1.9.3.484.
    normalizeVersion: (version) => version.replace(/p(\d+)$/, ".$1"),
  },
  // What is flawed in the commands of Go itself, and not in what they build: their distribution tells of it.
  {
    purlType: "generic",
    names: ["go"],
    advisories: "Go",
    versions: "go",
    kind: "language",
    normalizeName: () => "toolchain",
  },
  { purlType: "hackage", advisories: "Hackage", versions: "hackage", kind: "language" },
  { purlType: "hex", advisories: "Hex", versions: "strict-semver", kind: "language", normalizeName: withoutCase },
  {
    purlType: "maven",
    advisories: "Maven",
    versions: "maven",
    kind: "language",
    // Advisories write `group:artifact`.
    normalizeName: (name) => name.replace(":", "/"),
  },
  { purlType: "npm", advisories: "npm", versions: "semver", kind: "language" },
  { purlType: "nuget", advisories: "NuGet", versions: "nuget", kind: "language", normalizeName: withoutCase },
  { purlType: "pub", advisories: "Pub", versions: "pub", kind: "language" },
  // PEP 503: runs of `-`, `_` and `.` are one `-`, letters are lower case.
  {
    purlType: "pypi",
    advisories: "PyPI",
    versions: "pep440",
    kind: "language",
    normalizeName: (name) => name.toLowerCase().replace(/[-_.]+/g, "-"),
  },
  {
    purlType: "swift",
    advisories: "SwiftURL",
    versions: "strict-semver",
    kind: "language",
    // Advisories write the repository's address.
    normalizeName: (name) =>
      name
        .toLowerCase()
        .replace(/^https?:\/\//, "")
        .replace(/\.git$/, ""),
  },
];

/** The ecosystem of a package URL's type and namespace, or `undefined` when no advisories are known for it. */
export function ecosystemOfPurl(purl: { type: string; namespace?: string; name?: string }): Ecosystem | undefined {
  return ECOSYSTEMS.find(
    ({ purlType, namespace, names }) =>
      purlType === purl.type &&
      (namespace === undefined || namespace === purl.namespace) &&
      (names === undefined || (purl.name !== undefined && names.includes(purl.name))),
  );
}

/** The ecosystem that advisories call by this name. */
export function ecosystemOfAdvisories(name: string): Ecosystem | undefined {
  return ECOSYSTEMS.find(({ advisories }) => advisories === name);
}
