/** The operating system distribution of an image, as its release files tell. */
export interface Distribution {
  /** `ID` of os-release, lower case: `debian`, `ubuntu`, `alpine`. */
  readonly id: string;
  /** Human-readable name. */
  readonly name: string;
  /** `VERSION_ID`: `12`, `22.04`. Absent on rolling and development releases. */
  readonly versionId?: string;
  /** Release name: `bookworm`. */
  readonly codename?: string;
  /** Distributions it derives from, nearest first. */
  readonly idLike: readonly string[];
  /** Path in the image of the file that said so. */
  readonly readFrom: string;
}

/**
 * Debian's releases: number ↔ name. Advisory lists speak in names, os-release and package URLs in numbers.
 * Source: https://www.debian.org/releases/, https://wiki.debian.org/DebianReleases
 */
const DEBIAN_RELEASES: ReadonlyMap<string, string> = new Map([
  ["1.1", "buzz"],
  ["1.2", "rex"],
  ["1.3", "bo"],
  ["2.0", "hamm"],
  ["2.1", "slink"],
  ["2.2", "potato"],
  ["3.0", "woody"],
  ["3.1", "sarge"],
  ["4", "etch"],
  ["5", "lenny"],
  ["6", "squeeze"],
  ["7", "wheezy"],
  ["8", "jessie"],
  ["9", "stretch"],
  ["10", "buster"],
  ["11", "bullseye"],
  ["12", "bookworm"],
  ["13", "trixie"],
  ["14", "forky"],
  ["15", "duke"],
]);

const debianNumbers: ReadonlyMap<string, string> = new Map(
  [...DEBIAN_RELEASES].map(([number, codename]) => [codename, number]),
);

/**
 * The release number of a Debian codename, `sid` for the development release (it never gets a number),
 * or `undefined` for a name that is not a release.
 */
export function debianReleaseOf(codename: string): string | undefined {
  return codename === "sid" ? "sid" : debianNumbers.get(codename);
}

/**
 * Ubuntu's releases: first word of the name ↔ number. The tracker speaks in names, all others in numbers.
 * Source: https://wiki.ubuntu.com/Releases
 */
const UBUNTU_RELEASES: ReadonlyMap<string, string> = new Map([
  ["warty", "4.10"],
  ["hoary", "5.04"],
  ["breezy", "5.10"],
  ["dapper", "6.06"],
  ["edgy", "6.10"],
  ["feisty", "7.04"],
  ["gutsy", "7.10"],
  ["hardy", "8.04"],
  ["intrepid", "8.10"],
  ["jaunty", "9.04"],
  ["karmic", "9.10"],
  ["lucid", "10.04"],
  ["maverick", "10.10"],
  ["natty", "11.04"],
  ["oneiric", "11.10"],
  ["precise", "12.04"],
  ["quantal", "12.10"],
  ["raring", "13.04"],
  ["saucy", "13.10"],
  ["trusty", "14.04"],
  ["utopic", "14.10"],
  ["vivid", "15.04"],
  ["wily", "15.10"],
  ["xenial", "16.04"],
  ["yakkety", "16.10"],
  ["zesty", "17.04"],
  ["artful", "17.10"],
  ["bionic", "18.04"],
  ["cosmic", "18.10"],
  ["disco", "19.04"],
  ["eoan", "19.10"],
  ["focal", "20.04"],
  ["groovy", "20.10"],
  ["hirsute", "21.04"],
  ["impish", "21.10"],
  ["jammy", "22.04"],
  ["kinetic", "22.10"],
  ["lunar", "23.04"],
  ["mantic", "23.10"],
  ["noble", "24.04"],
  ["oracular", "24.10"],
  ["plucky", "25.04"],
  ["questing", "25.10"],
  ["resolute", "26.04"],
]);

/** The release number of an Ubuntu codename (its first word), or `undefined` for a name that is not a release. */
export function ubuntuReleaseOf(codename: string): string | undefined {
  return UBUNTU_RELEASES.get(codename);
}

/**
 * Alpine's release files say which point release it is, its repositories and advisories are of the branch: `3.18` of
 * `3.18.9`. What leads to the next branch is `edge`: `3.21.0_alpha20240923`.
 */
export function alpineBranchOf(versionId: string): string {
  if (versionId.includes("_alpha")) return "edge";
  return /^\d+\.\d+/.exec(versionId)?.[0] ?? versionId;
}

/**
 * How package URLs and advisories name the release: `debian-12`, `ubuntu-22.04`, `debian-sid`, `alpine-3.18`.
 * CentOS Stream calls itself `centos` too, and is another distribution than CentOS Linux: `centos-stream-8`.
 * A testing or unstable Debian has no `VERSION_ID`; its codename (`forky`) is its release's.
 */
export function distributionQualifier(distribution: Distribution): string {
  const { id, versionId } = distribution;
  if (id === "centos" && versionId !== undefined && /\bStream\b/i.test(distribution.name)) {
    return `centos-stream-${versionId}`;
  }
  const release =
    (id === "alpine" && versionId !== undefined ? alpineBranchOf(versionId) : versionId) ??
    (distribution.id === "debian" && distribution.codename !== undefined
      ? debianReleaseOf(distribution.codename)
      : undefined) ??
    distribution.codename;
  return release === undefined ? distribution.id : `${distribution.id}-${release}`;
}
