import { alpineBranchOf } from "./distribution.ts";

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
  readonly ofNames?: readonly string[];
  /** The name under which advisories are kept: OSV's name where OSV has one. */
  readonly advisories: string;
  /** Name of the version order. */
  readonly versions: string;
  /** Distributions count per release; languages have one line of versions. */
  readonly kind: "distribution" | "language";
  /**
   * By whose name and version a distribution's advisories speak; absent: the source package's. Of both, what they say
   * of the binary package goes before what they say of its source.
   */
  readonly names?: "source" | "binary" | "both";
  /** `ID` of os-release, in front of the version in `distro=`; absent: the namespace. */
  readonly distributionId?: string;
  /** Release that advisories count by, of the version that `distro=` gives: `8` of `8.9`. */
  readonly releaseOf?: (version: string) => string | undefined;
  /** There is one line of packages, whatever version an image says it is of, if any. */
  readonly isRolling?: true;
  /** A longer-lived branch of a release that advisories count by itself: `9.2+eus`. Its own word goes first. */
  readonly branchOf?: (version: string) => string | undefined;
  /** Packages come in modules too: a record that names none speaks of packages of none. */
  readonly hasModules?: true;
  /** What is read of a package name before it is looked up. */
  readonly normalizeName?: (name: string) => string;
  /** What is compared of a version that a package of it tells. */
  readonly normalizeVersion?: (version: string) => string;
}

/** One line of updates for all minor releases. */
const majorVersion = (version: string) => version.split(".", 1)[0] ?? version;

function ofRpm(namespace: string, advisories: string, more: Partial<Ecosystem>): Ecosystem {
  return { purlType: "rpm", namespace, advisories, versions: "rpm", kind: "distribution", ...more };
}
/**
 * CentOS Linux rebuilt Red Hat's packages and published no advisories that machines could read: Red Hat's hold for it.
 * CentOS Stream is what Red Hat has not released yet, and nobody publishes advisories for it.
 */
const centosLinux = (version: string) => {
  const major = majorVersion(version);
  return ["5", "6", "7", "8"].includes(major) ? major : undefined;
};

/** The first Amazon Linux had one line of updates, whatever release an image is of: `2016.09` and `2018.03`. */
const amazonLinux = (version: string) => (/^201[1-8]\.\d\d(?:\.|$)/.test(version) ? "2018.03" : majorVersion(version));

/** `9.2+eus`: extended update support and its kin. How Red Hat's customers say so to scanners: anchore/grype. */
const extendedBranch = (version: string) => (/^\d+\.\d+\+[a-z0-9-]+$/.test(version) ? version : undefined);

const RED_HAT = { purlType: "rpm", versions: "rpm", kind: "distribution", hasModules: true } as const;

/** Those who rebuild Red Hat's packages have advisories of their own. Each is followed by how others call it. */
const RED_HAT_FAMILY: readonly Ecosystem[] = [
  ...["redhat", "rhel"].map(
    (namespace): Ecosystem => ({
      ...RED_HAT,
      namespace,
      advisories: "Red Hat",
      names: "both",
      distributionId: "rhel",
      releaseOf: majorVersion,
      branchOf: extendedBranch,
    }),
  ),
  { ...RED_HAT, namespace: "centos", advisories: "Red Hat", names: "both", releaseOf: centosLinux },
  ...["almalinux", "alma"].map(
    (namespace): Ecosystem => ({
      ...RED_HAT,
      namespace,
      advisories: "AlmaLinux",
      names: "binary",
      releaseOf: majorVersion,
    }),
  ),
  ...["rocky", "rocky-linux"].map(
    (namespace): Ecosystem => ({ ...RED_HAT, namespace, advisories: "Rocky Linux", releaseOf: majorVersion }),
  ),
];

const withoutCase = (name: string) => name.toLowerCase();

export const ECOSYSTEMS: readonly Ecosystem[] = [
  {
    purlType: "alpm",
    namespace: "arch",
    advisories: "Arch Linux",
    versions: "alpm",
    kind: "distribution",
    isRolling: true,
  },
  {
    purlType: "apk",
    namespace: "alpine",
    advisories: "Alpine",
    versions: "apk",
    kind: "distribution",
    releaseOf: alpineBranchOf,
  },
  {
    purlType: "apk",
    namespace: "chainguard",
    advisories: "Chainguard",
    versions: "apk",
    kind: "distribution",
    isRolling: true,
  },
  { purlType: "apk", namespace: "wolfi", advisories: "Wolfi", versions: "apk", kind: "distribution", isRolling: true },
  { purlType: "deb", namespace: "debian", advisories: "Debian", versions: "deb", kind: "distribution" },
  { purlType: "deb", namespace: "ubuntu", advisories: "Ubuntu", versions: "deb", kind: "distribution" },
  ...["amzn", "amazon"].map((namespace) =>
    ofRpm(namespace, "Amazon Linux", { names: "binary", distributionId: "amzn", releaseOf: amazonLinux }),
  ),
  // Microsoft's names are those of spec files.
  ofRpm("azurelinux", "Azure Linux", { names: "source" }),
  ofRpm("mariner", "Azure Linux", { names: "source" }),
  ofRpm("ol", "Oracle Linux", { names: "binary", releaseOf: majorVersion }),
  // `leap-15.6`, `leap-micro-6.0`, `tumbleweed-20261101`.
  ofRpm("opensuse", "openSUSE", { names: "binary", releaseOf: (version) => version.replace(/^(tumbleweed)-.*/, "$1") }),
  ofRpm("opensuse-leap-micro", "openSUSE", { names: "binary", releaseOf: (version) => `leap-micro-${version}` }),
  ofRpm("photon", "Photon OS", { names: "binary" }),
  ofRpm("sle-micro", "SUSE", { names: "binary", releaseOf: (version) => `micro-${version}` }),
  ofRpm("sl-micro", "SUSE", { names: "binary", releaseOf: (version) => `micro-${version}` }),
  ofRpm("sle_hpc", "SUSE", { names: "binary" }),
  ofRpm("sled", "SUSE", { names: "binary" }),
  ofRpm("sles", "SUSE", { names: "binary" }),
  ofRpm("sles_sap", "SUSE", { names: "binary" }),
  ofRpm("suse", "SUSE", { names: "binary", distributionId: "sles" }),
  ...RED_HAT_FAMILY,
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
  { purlType: "generic", ofNames: ["node"], advisories: "Node.js", versions: "semver", kind: "language" },
  {
    purlType: "generic",
    ofNames: ["jruby", "mruby", "mrubyc", "rbx", "ruby", "truffleruby"],
    advisories: "Ruby",
    versions: "gem",
    kind: "language",
    // Advisories write the patch level as a fourth number: `1.9.3p484` is 1.9.3.484.
    normalizeVersion: (version) => version.replace(/p(\d+)$/, ".$1"),
  },
  // What is flawed in the commands of Go itself, and not in what they build: their distribution tells of it.
  {
    purlType: "generic",
    ofNames: ["go"],
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
    ({ purlType, namespace, ofNames }) =>
      purlType === purl.type &&
      (namespace === undefined || namespace === purl.namespace) &&
      (ofNames === undefined || (purl.name !== undefined && ofNames.includes(purl.name))),
  );
}

/** The ecosystem that advisories call by this name. */
export function ecosystemOfAdvisories(name: string): Ecosystem | undefined {
  return ECOSYSTEMS.find(({ advisories }) => advisories === name);
}
