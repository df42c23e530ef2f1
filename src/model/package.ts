import type { LinkedFunctions } from "./linked-functions.ts";

/** Which layer of an image, by every name it goes by. */
export interface LayerReference {
  /** Position in the image, oldest first, from 0. */
  readonly ordinal: number;
  /** Digest of the uncompressed tar. */
  readonly diffId: string;
  /** Digest of the blob as stored or served; absent in archives that keep plain tars without one. */
  readonly digest?: string;
}

/** A file that shows that a package is there. */
export interface PackageLocation {
  /** Path in the image, without a leading slash. */
  readonly path: string;
  readonly layer: LayerReference;
}

/** The package that a package was built from, by which distributions count their advisories. */
export interface SourcePackage {
  readonly name: string;
  readonly version: string;
}

/** A digest of a package's file, by the algorithm that its ecosystem takes. */
export interface Checksum {
  readonly algorithm: "md5" | "sha1" | "sha256" | "sha384" | "sha512";
  /** Lower-case hex. */
  readonly value: string;
}

/** What a package is there for: to run, to build or test with, or where it happens to be at hand. */
export type Scope = "production" | "development" | "optional";

/** A package URL in a place. What only one ecosystem knows goes into `properties`. */
export interface Package {
  /** Package URL with all qualifiers that matching needs. */
  readonly purl: string;
  /** Package URL type: `deb`, `npm`, `pypi`, … */
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version: string;
  readonly source?: SourcePackage;
  readonly architecture?: string;
  /** Licences as declared by the package, each text once. All of them hold, where it does not say otherwise. */
  readonly licenses: readonly string[];
  /** The same as one SPDX expression; `LicenseRef-…` for what SPDX does not know. */
  readonly license?: string;
  /** Author or maintainer, as declared. */
  readonly author?: string;
  /** One line on what it is. */
  readonly description?: string;
  readonly homepage?: string;
  /** Bytes of the package's own file: an archive on disk, or the download. */
  readonly sizeBytes?: number;
  /** Bytes it takes once installed, where its database says so. */
  readonly installedSizeBytes?: number;
  readonly checksums?: readonly Checksum[];
  /** Package URLs of packages of the same image that it needs, sorted; absent where nothing tells. */
  readonly dependsOn?: readonly string[];
  /** Whether somebody asked for it, and not only another package; absent where nothing tells. */
  readonly direct?: boolean;
  /** Absent where nothing tells. */
  readonly scope?: Scope;
  /** What functions the programs have that it was built into, one for each where that is known of all. */
  readonly functions?: readonly LinkedFunctions[];
  /** Package URL of the distribution package that owns its files. */
  readonly owner?: string;
  /** The layer that brought it. */
  readonly layer: LayerReference;
  /** The layer that took it away: it is no package of a container, only of what a pull fetches. */
  readonly removedIn?: LayerReference;
  /** Files that show it is there, in the order of layers and paths; never empty. */
  readonly locations: readonly PackageLocation[];
  /** Name of the cataloger that found it. */
  readonly foundBy: string;
  /** Facts of one ecosystem: `namespaced:key` → text. */
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * The unit of matching: equal identities have equal verdicts, on any image.
 * The same `pkg:pypi/django@2.2` has another verdict when a distribution package owns it.
 */
export function matchIdentity(pkg: Pick<Package, "purl" | "owner">): string {
  return pkg.owner === undefined ? pkg.purl : `${pkg.purl} ${pkg.owner}`;
}

/** The packages that stand for themselves: what a distribution's package brought is a part of that one. */
export function unowned<P extends Pick<Package, "owner">>(packages: readonly P[]): readonly P[] {
  return packages.filter(({ owner }) => owner === undefined);
}
