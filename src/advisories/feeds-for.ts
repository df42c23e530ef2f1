import { ECOSYSTEMS } from "../model/ecosystems.ts";

/** Ecosystems, or that it speaks of vulnerabilities and products themselves, whatever the packages. */
type Contents = readonly string[] | "facts";

const languages = ECOSYSTEMS.filter(({ kind }) => kind === "language").map(({ advisories }) => advisories);

/** Of which ecosystems each feed has advisories; a test holds every feed to have a row. */
const CONTENTS: ReadonlyMap<string, Contents> = new Map<string, Contents>([
  ["alpine", ["Alpine"]],
  ["amazon-linux", ["Amazon Linux"]],
  ["arch-linux", ["Arch Linux"]],
  ["azurelinux", ["Azure Linux"]],
  ["chainguard", ["Chainguard"]],
  ["cisa-kev", "facts"],
  ["cisa-vulnrichment", "facts"],
  ["debian-lists", ["Debian"]],
  ["debian-tracker", ["Debian"]],
  ["endoflife", "facts"],
  ["endoflife-pages", "facts"],
  ["epss", "facts"],
  ["friendsofphp", ["Packagist"]],
  ["github-advisories", languages],
  [
    "gitlab-community",
    ["crates.io", "Go", "Maven", "npm", "NuGet", "Packagist", "Pub", "PyPI", "RubyGems", "SwiftURL"],
  ],
  ["hex-advisories", ["Hex"]],
  ["nodejs-core", ["Node.js"]],
  ["nvd", "facts"],
  ["oracle-oval", ["Oracle Linux"]],
  ["osv-actions", ["GitHub Actions"]],
  ["osv-almalinux", ["AlmaLinux"]],
  ["osv-bitnami", ["Bitnami"]],
  ["osv-cran", ["CRAN"]],
  ["osv-crates", ["crates.io"]],
  ["osv-go", ["Go"]],
  ["osv-hackage", ["Hackage"]],
  ["osv-hex", ["Hex"]],
  ["osv-maven", ["Maven"]],
  ["osv-npm", ["npm"]],
  ["osv-nuget", ["NuGet"]],
  ["osv-packagist", ["Packagist"]],
  ["osv-pub", ["Pub"]],
  ["osv-pypi", ["PyPI"]],
  ["osv-rubygems", ["RubyGems"]],
  ["osv-swift", ["SwiftURL"]],
  ["osv-ubuntu", ["Ubuntu"]],
  ["photon-oval", ["Photon OS"]],
  ["redhat-oval", ["Red Hat"]],
  ["redhat-vex", ["Red Hat"]],
  ["rocky", ["Rocky Linux"]],
  ["rubysec", ["Ruby", "RubyGems"]],
  ["suse-affected", ["openSUSE", "SUSE"]],
  ["suse-oval", ["openSUSE", "SUSE"]],
  ["ubuntu-tracker", ["Ubuntu"]],
  ["wolfi", ["Wolfi"]],
]);

/** Of which ecosystems a feed has advisories; `facts` where it has none and speaks of vulnerabilities themselves. */
export function contentsOf(feed: string): Contents | undefined {
  return CONTENTS.get(feed);
}

/**
 * Which feeds packages of these ecosystems need: those that have advisories of them, and all that have facts. What is
 * not in the table may have anything.
 */
export function feedsFor(ecosystems: ReadonlySet<string>, feeds: readonly string[]): Set<string> {
  return new Set(
    feeds.filter((feed) => {
      const contents = CONTENTS.get(feed) ?? "facts";
      return contents === "facts" || contents.some((one) => ecosystems.has(one));
    }),
  );
}
