import { join } from "node:path";
import { inject } from "vitest";
import { type ArchiveKind, archiveName } from "./image-names.ts";

/** What the global setup made, for the tests. */
export interface World {
  readonly repository: string;
  /** The OCI layout that holds all images, a tag each. */
  readonly layout: string;
  /** Folder of archives of single images. */
  readonly archives: string;
  /** Folder of unpacked root file systems, by image. */
  readonly roots: string;
  /** A Python with `packaging`. */
  readonly python: string;
  /** The folder that has `data/feeds` and `data/pkgdb`, where there is one. */
  readonly testData: string | undefined;
  readonly snapshot?: Snapshot;
}

/** A snapshot of all feeds of the test data, which may still be in the making. */
export interface Snapshot {
  /** `PLIMSOLL_DATA_DIR`, to be copied. */
  readonly dataDir: string;
  /** A file that is there when it is built; it holds why it could not be. */
  readonly builtMark: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    world: World;
  }
}

/** Reference of an image in the layout. */
export function inLayout(image: string): string {
  return `oci-dir://${inject("world").layout}:${image}`;
}

/** Reference of an image's archive. */
export function inArchive(image: string, kind: ArchiveKind): string {
  return `archive://${join(inject("world").archives, archiveName(image, kind))}`;
}

/** An image's root file system, unpacked by umoci. */
export function rootOf(image: string): string {
  return join(inject("world").roots, image);
}

/** Whether there are advisory feeds and package databases to test with. */
export function hasTestData(): boolean {
  return inject("world").testData !== undefined;
}

/** A path below the folder of the test data: `feeds/osv/npm/all.zip`. */
export function inTestData(path: string): string {
  return join(inject("world").testData ?? "/no-test-data", "data", path);
}
