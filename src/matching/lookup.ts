import { type Ecosystem, ecosystemOfPurl } from "../model/ecosystems.ts";
import { type PackageUrl, parsePurl } from "../model/purl.ts";

/** By what advisories of a package are looked up, and the version that is compared. */
export interface LookupKey {
  readonly ecosystem: Ecosystem;
  /** Release of a distribution (`12`); empty where the ecosystem has none. */
  readonly release: string;
  /** As the ecosystem normalises it; the source package in a distribution. */
  readonly name: string;
  readonly version: string;
  /** What the package itself is called, where `name` is its source. */
  readonly binaryName: string;
  /** In the words of the ecosystem; absent where the package URL does not tell. */
  readonly architecture?: string;
  /** Module and stream of an rpm: `nodejs:18`. */
  readonly module?: string;
}

/** Why there is nothing to look up. */
export interface NoLookup {
  /** No advisories are known for such packages: what it is, in words. */
  readonly unknown: string;
}

/**
 * What to look a package up by. Its package URL alone is enough.
 *
 * @throws {KnownError} `PACKAGE_URL_INVALID`
 */
export function lookupKey(purl: string): LookupKey | NoLookup {
  const parts = parsePurl(purl);
  const ecosystem = ecosystemOfPurl(parts);
  const version = parts.version ?? "";
  const { arch, rpmmod } = parts.qualifiers;
  const own = {
    binaryName: parts.name,
    ...(arch !== undefined && { architecture: arch }),
    // Version and context of the build follow.
    ...(rpmmod !== undefined && { module: rpmmod.split(":", 2).join(":") }),
  };
  if (!ecosystem) return { unknown: describe(parts) };
  if (ecosystem.kind === "distribution") {
    const release = releaseOf(parts);
    if (release === undefined) return { unknown: describe(parts) };
    const upstream = parts.qualifiers.upstream;
    const at = upstream?.lastIndexOf("@") ?? -1;
    const name = upstream === undefined ? parts.name : at > 0 ? upstream.slice(0, at) : upstream;
    const compared = upstream !== undefined && at > 0 ? upstream.slice(at + 1) : version;
    return { ecosystem, release, name, version: compared, ...own };
  }
  const name = parts.namespace === undefined ? parts.name : `${parts.namespace}/${parts.name}`;
  return {
    ecosystem,
    release: "",
    name: ecosystem.normalizeName?.(name) ?? name,
    version: ecosystem.normalizeVersion?.(version) ?? version,
    ...own,
  };
}

/** `distro=debian-12`; Docker Scout writes `os_name=debian&os_version=12`. */
function releaseOf({ namespace, qualifiers }: PackageUrl): string | undefined {
  const { distro, os_name, os_version } = qualifiers;
  if (distro !== undefined && namespace !== undefined && distro.startsWith(`${namespace}-`)) {
    return distro.slice(namespace.length + 1);
  }
  return os_name === namespace ? os_version : undefined;
}

/** Types whose packages are built for one release of one distribution. */
const OF_DISTRIBUTIONS: ReadonlySet<string> = new Set(["alpm", "apk", "deb", "opkg", "rpm"]);

function describe({ type, namespace, qualifiers }: PackageUrl): string {
  if (!OF_DISTRIBUTIONS.has(type)) return `${type} packages`;
  return `${type} packages of ${qualifiers.distro?.replace("-", " ") ?? namespace ?? "an unknown distribution"}`;
}
