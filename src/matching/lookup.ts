import { type Ecosystem, ecosystemOfPurl } from "../model/ecosystems.ts";
import { type PackageUrl, parsePurl } from "../model/purl.ts";
import { isCodename, normalizedRelease } from "./releases.ts";
import { kernelOfSigned } from "./signed-kernels.ts";

/** By what advisories of a package are looked up, and the version that is compared. */
export interface LookupKey {
  readonly ecosystem: Ecosystem;
  /** Release of a distribution (`12`); empty where the ecosystem has none. */
  readonly release: string;
  /** As the ecosystem normalises it; in a distribution the source package or itself, as its advisories do. */
  readonly name: string;
  /** Of what is named; with its epoch. */
  readonly version: string;
  /** What the package itself is called, where `name` is its source. */
  readonly binaryName: string;
  /** In the words of the ecosystem; absent where the package URL does not tell. */
  readonly architecture?: string;
  /** Module and stream of an rpm: `nodejs:18`; `*` where only its version shows that it is of one. */
  readonly module?: string;
  /** A longer-lived branch of the release, `9.2+eus`. */
  readonly branch?: string;
  /** The source package, where advisories speak of it as well as of the binary package. */
  readonly source?: Named;
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
  const { arch, rpmmod, modularitylabel } = parts.qualifiers;
  const own = {
    binaryName: parts.name,
    ...(arch !== undefined && { architecture: arch }),
    // Trivy calls it by the name of rpm's own tag.
    ...moduleOf(rpmmod ?? modularitylabel, version),
  };
  if (!ecosystem) return { unknown: describe(parts) };
  if (ecosystem.kind === "distribution") {
    const written = ecosystem.isRolling ? "" : releaseOf(parts, ecosystem.distributionId ?? parts.namespace);
    if (written === undefined) return { unknown: describe(parts) };
    const release = normalizedRelease(parts.namespace ?? "", written);
    const counted = ecosystem.releaseOf === undefined ? release : ecosystem.releaseOf(release);
    if (counted === undefined) return { unknown: describe(parts) };
    const branch = ecosystem.branchOf?.(release);
    const key = { ecosystem, release: counted, ...(branch !== undefined && { branch }), ...own };
    const itself = { name: parts.name, version: withEpoch(version, parts.qualifiers.epoch) };
    const source = sourceOf(parts, itself);
    if (ecosystem.names === "both") return { ...key, ...itself, source };
    return { ...key, ...(ecosystem.names === "binary" ? itself : source) };
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

/** RPM's epoch is a qualifier; some write it in front of the version all the same. */
function withEpoch(version: string, epoch: string | undefined): string {
  return epoch === undefined || version.includes(":") ? version : `${epoch}:${version}`;
}

/** How rpms of modules are versioned by Red Hat and those who rebuild its packages: `1-2.module+el8.6.0+1234+abcdef`. */
const OF_MODULE = /\.module[+_]el\d/;

/** Of `nodejs:18:8060020220523160029:ad008a3a`; what follows the stream tells builds apart. */
function moduleOf(label: string | undefined, version: string): Pick<LookupKey, "module"> {
  if (label !== undefined && label !== "") return { module: label.split(":", 2).join(":") };
  return OF_MODULE.test(version) ? { module: "*" } : {};
}

interface Named {
  readonly name: string;
  readonly version: string;
}

/** The file of a source rpm, which some write there: `samba-4.17.5-3.el9_2.src.rpm`. */
const SOURCE_RPM = /^([^@]+)-([^-@]+-[^-@]+)\.(?:no)?src\.rpm$/;

/**
 * `upstream=NAME@VERSION` where the source differs from the package itself, or `upstream=NAME`. rpm does not keep a
 * source's epoch; almost always it is that of the packages that were built from it.
 */
function sourceOf({ type, qualifiers: { upstream, epoch } }: PackageUrl, itself: Named): Named {
  if (upstream === undefined) return itself;
  const kernel = type === "deb" ? kernelOfSigned(upstream.split("@", 1)[0] ?? "") : undefined;
  if (kernel !== undefined) return { ...itself, name: kernel };
  const [, file, fileVersion = ""] = (upstream.length < 1024 && SOURCE_RPM.exec(upstream)) || [];
  if (file !== undefined) return { name: file, version: withEpoch(fileVersion, epoch) };
  const at = upstream.lastIndexOf("@");
  if (at <= 0) return { ...itself, name: upstream };
  return { name: upstream.slice(0, at), version: withEpoch(upstream.slice(at + 1), epoch) };
}

/** `distro=debian-12`, of some makers `distro=bookworm`; Trivy writes `distro=3.18.9` for Alpine, Docker Scout `os_name=debian&os_version=12`. */
function releaseOf({ namespace, qualifiers }: PackageUrl, id: string | undefined): string | undefined {
  const { distro, os_name, os_version } = qualifiers;
  // Some write the namespace, `redhat-9`, where the distribution calls itself `rhel`.
  for (const name of [id, namespace]) {
    if (distro !== undefined && name !== undefined && distro.startsWith(`${name}-`))
      return distro.slice(name.length + 1);
  }
  const isRelease = /^\d/.test(distro ?? "") || isCodename(namespace ?? "", distro ?? "");
  if (distro !== undefined && isRelease) return distro;
  return os_name === id ? os_version : undefined;
}

/** Types whose packages are built for one release of one distribution. */
const OF_DISTRIBUTIONS: ReadonlySet<string> = new Set(["alpm", "apk", "deb", "opkg", "rpm"]);

function describe({ type, namespace, qualifiers }: PackageUrl): string {
  if (!OF_DISTRIBUTIONS.has(type)) return `${type} packages`;
  return `${type} packages of ${qualifiers.distro?.replace(/-(?=\d[^-]*$)/, " ") ?? namespace ?? "an unknown distribution"}`;
}
