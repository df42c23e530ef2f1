import { type ImageName, parseImageName } from "../../image/reference.ts";
import { debianReleaseOf } from "../../model/distribution.ts";
import { KnownError } from "../../model/errors.ts";
import type { ImageMetadata } from "../../model/image.ts";
import type { Package } from "../../model/package.ts";
import { type PackageUrl, parsePurl } from "../../model/purl.ts";
import type { Sbom } from "../../model/sbom.ts";

/** A package as documents may name it. */
export interface SubjectPackage {
  readonly pkg: Package;
  readonly purl: PackageUrl;
  /** The source package, where it is another. */
  readonly source?: { readonly name: string; readonly version: string };
  /** `debian-12`, and what else the release is called. */
  readonly releases: readonly string[];
}

/** An image as documents may name it, with its packages. */
export interface Subject {
  readonly image: ImageMetadata;
  readonly digests: ReadonlySet<string>;
  readonly names: readonly ImageName[];
  readonly tags: ReadonlySet<string>;
  readonly packages: ReadonlyMap<Package, SubjectPackage>;
  /** `deb/curl` of every binary package. */
  readonly binaries: ReadonlySet<string>;
  /** Package URL → packages that need it. */
  readonly dependents: ReadonlyMap<string, readonly SubjectPackage[]>;
}

/** What documents are held against. */
export function subjectOf({ image, packages }: Pick<Sbom, "image" | "packages">): Subject {
  const known = new Map<Package, SubjectPackage>();
  for (const pkg of packages) {
    const read = subjectPackage(pkg, image);
    if (read) known.set(pkg, read);
  }
  const dependents = new Map<string, SubjectPackage[]>();
  for (const subject of known.values()) {
    for (const purl of subject.pkg.dependsOn ?? []) {
      if (purl === subject.pkg.purl) continue;
      const list = dependents.get(purl);
      if (list) list.push(subject);
      else dependents.set(purl, [subject]);
    }
  }
  return {
    image,
    ...namesOf(image),
    packages: known,
    binaries: new Set([...known.values()].map(({ purl }) => `${purl.type}/${purl.name}`)),
    dependents,
  };
}

function subjectPackage(pkg: Package, image: ImageMetadata): SubjectPackage | undefined {
  let purl: PackageUrl;
  try {
    purl = parsePurl(pkg.purl);
  } catch (error) {
    // It has a problem of its own in the report.
    if (error instanceof KnownError) return undefined;
    throw error;
  }
  const { upstream } = purl.qualifiers;
  const at = upstream?.lastIndexOf("@") ?? -1;
  const source =
    upstream === undefined
      ? undefined
      : at > 0
        ? { name: upstream.slice(0, at), version: upstream.slice(at + 1) }
        : { name: upstream, version: purl.version ?? "" };
  return { pkg, purl, ...(source && { source }), releases: releasesOf(purl, image) };
}

function releasesOf({ qualifiers }: PackageUrl, { distribution }: ImageMetadata): string[] {
  const { distro, os_name, os_version, os_distro } = qualifiers;
  const name = distro ?? (os_name !== undefined && os_version !== undefined ? `${os_name}-${os_version}` : undefined);
  if (name === undefined) return [];
  const codename = os_distro ?? distribution?.codename;
  return [name, ...(codename === undefined ? [] : [codename])];
}

function namesOf({ source, digests }: ImageMetadata): Pick<Subject, "digests" | "names" | "tags"> {
  const tags = new Set<string>();
  const names: ImageName[] = [];
  // In a layout a name without a folder is a tag alone.
  const isTag = (text: string) => source.kind === "oci-dir" && !/[/:]/.test(text);
  const isNamed = source.kind === "registry" || source.kind === "local" || source.kind === "containerd";
  for (const text of [...source.names, ...(isNamed ? [source.reference.replace(/^[a-z-]+:\/\//, "")] : [])]) {
    if (isTag(text)) tags.add(text);
    else {
      const name = parseImageName(text);
      if (name) names.push(name);
    }
  }
  for (const { tag } of names) if (tag !== undefined) tags.add(tag);
  const told = [digests.index, digests.manifest, digests.config, ...names.map(({ digest }) => digest)];
  return { digests: new Set(told.filter((digest) => digest !== undefined)), names, tags };
}

/** Whether two names of a release are one: `debian-12` and `bookworm`, `rhel-8` and `rhel-8.10`. */
export function sameRelease(asked: string, releases: readonly string[]): boolean {
  if (releases.length === 0) return true;
  const numberOf = (name: string) => {
    const bare = name.toLowerCase().replace(/^redhat-/, "rhel-");
    const number = debianReleaseOf(bare.replace(/^debian-/, ""));
    return number === undefined ? bare : `debian-${number}`;
  };
  const wanted = numberOf(asked);
  return releases.map(numberOf).some((release) => {
    const short = /^\d/.test(wanted) ? release.slice(release.lastIndexOf("-") + 1) : release;
    return short === wanted || short.startsWith(`${wanted}.`) || wanted.startsWith(`${short}.`);
  });
}
