import type { ByteSource } from "../formats/byte-source.ts";
import type { FileTree, Lifetime } from "../image/file-tree.ts";
import type { Distribution } from "../model/distribution.ts";
import type { Report } from "../model/errors.ts";
import type { Package } from "../model/package.ts";

/** What a layer says of a file in front of its content. */
export interface FileFacts {
  readonly sizeBytes: number;
  /** Somebody may run it. */
  readonly isExecutable: boolean;
}

/** Where only a path is asked about. */
export const NO_FACTS: FileFacts = { sizeBytes: 0, isExecutable: false };

/** What `Reader.sniff` gets of a file that has so much. */
export const SNIFFED_BYTES = 4096;

/** A file whose content somebody wants. */
export interface WantedFile extends ByteSource {
  /** In the image, without a leading slash. */
  readonly path: string;
  /** All of it. */
  readonly bytes: Uint8Array;
  /** As UTF-8; bytes that are not become U+FFFD. */
  readonly text: () => string;
}

/** What one file's bytes alone say: plain JSON, kept in the layer cache. */
export interface Reader<Evidence = unknown> {
  readonly name: string;
  /** Raised whenever the same bytes would give other evidence: cached readings of older versions are not used. */
  readonly version: number;
  /** Asked for every path of every layer: has to be quick. */
  readonly wants: (path: string, facts: FileFacts) => boolean;
  /**
   * Fixed paths, files or folders, among those that it wants: where the image has them behind a link, what stands there
   * is read in their stead.
   */
  readonly roots: readonly string[];
  /** Asked with the first bytes of a file, at most `SNIFFED_BYTES`, before the rest is kept: whether it is wanted. */
  readonly sniff?: (head: Uint8Array) => boolean;
  /** More than this is not read of one file; a problem says so. */
  readonly maxFileBytes: number;
  /**
   * It looks at files of every kind, one by one: what it reads counts for nothing against what is read of a layer for
   * its packages, and a hard link is not followed for it, since it sees the file under its first name.
   */
  readonly looksEverywhere?: true;
  /** `undefined` when the file says nothing. */
  readonly read: (file: WantedFile, report: Report) => Evidence | undefined;
}

/** Evidence with the time its file stood. */
export interface Found<Evidence> extends Lifetime {
  readonly value: Evidence;
}

/**
 * What a cataloger's files tell of. `installed`: a package that is there. `declared`: what a project asks for (a lock
 * file), which says nothing of an image's file system: such files are read in folders of this machine only.
 */
export type Evidences = "installed" | "declared";

/** What there is to know beyond single files when packages are made. */
export interface Assembly {
  readonly tree: FileTree;
  readonly distribution?: Distribution;
  readonly layerCount: number;
  readonly report: Report;
}

/**
 * How far a document's word goes that a package is there. `installed`: who installed it wrote the document. `listed`:
 * somebody put a list into the image. `mentioned`: it need not be there, as what was needed to build the others.
 */
export type Word = "installed" | "listed" | "mentioned";

/** Facts of packages that not every source gives, as the manual's table has them. */
export const GIVEN_FACTS = [
  "licenses",
  "author",
  "description",
  "homepage",
  "source",
  "architecture",
  "sizeBytes",
  "installedSizeBytes",
  "checksums",
  "dependsOn",
  "direct",
  "scope",
  "owns",
] as const satisfies readonly (keyof CatalogedPackage)[];

export type GivenFact = (typeof GIVEN_FACTS)[number];

/** A package as a cataloger tells of it; layers by their ordinals. */
export interface CatalogedPackage extends Omit<Package, "layer" | "locations" | "owner" | "foundBy" | "license"> {
  /** Ordinal of the layer that brought it. */
  readonly layer: number;
  readonly locations: readonly { readonly path: string; readonly layer: number }[];
  /** Paths that it owns, as its database writes them: packages that stand there belong to it. */
  readonly owns?: () => Iterable<string>;
  /** Of what no trace was seen but a document that tells of it. */
  readonly word?: Word;
}

/**
 * Everything about one source of packages. Evidence is read once per layer and cached;
 * packages are made of it for the whole image, by a function without side effects.
 */
export interface Cataloger<Evidence = unknown> extends Reader<Evidence> {
  /** For the manual's table of supported packages. */
  readonly describes: string;
  readonly specification: string;
  /** Package URL type of what it finds; the one that it finds mostly, where there are several. */
  readonly purlType: string;
  readonly evidences: Evidences;
  /** Facts that it fills where its files have them; its test holds it to that. */
  readonly gives: readonly GivenFact[];
  /** Evidence of all layers, oldest first, also of files that no longer stand. */
  readonly assemble: (evidence: readonly Found<Evidence>[], image: Assembly) => CatalogedPackage[];
}

/** Tells whether a file stands in the finished image. */
export function stands({ until }: Lifetime): boolean {
  return until === undefined;
}

/** Keeps a list of catalogers of different evidence; each is only ever given back its own. */
export function defineCataloger<Evidence>(cataloger: Cataloger<Evidence>): Cataloger {
  return cataloger as Cataloger as Cataloger;
}
