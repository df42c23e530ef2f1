/** Types of package URLs whose namespace is the distribution, and no part of the package's name. */
export const distributionTypes: ReadonlySet<string> = new Set(["deb", "rpm", "apk", "alpm", "opkg", "portage", "nix"]);
