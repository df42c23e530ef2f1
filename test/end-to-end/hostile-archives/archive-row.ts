import { join } from "node:path";
import type { Compression } from "../../../src/host/inflate.ts";
import type { ErrorCode } from "../../../src/model/errors.ts";
import { writeParts } from "./bytes.ts";
import {
  type CraftedImage,
  craft,
  dockerMembers,
  type Files,
  layerOf,
  layoutFiles,
  tarParts,
  writeLayout,
} from "./crafted-image.ts";

/** How the program is asked for what a row made. */
export interface Asked {
  readonly reference: string;
  /** Flags; default: none. */
  readonly args?: readonly string[];
  /** A file that comes in through standard input. */
  readonly stdin?: string;
}

/** What shall come of it. */
export type Expected =
  | { readonly error: ErrorCode }
  | {
      /** `name@version`, sorted. */
      readonly packages: readonly string[];
      /** Codes of the problems, each once, sorted. */
      readonly problems: readonly ErrorCode[];
    };

/** Something that somebody made with care, and what Plimsoll makes of it. */
export interface ArchiveRow {
  readonly title: string;
  /** Makes it in a folder of its own. */
  readonly make: (folder: string) => Asked;
  readonly expected: Expected;
}

/** It is read, and this is found. */
export function read(packages: readonly string[], ...problems: readonly ErrorCode[]): Expected {
  return { packages: [...packages].sort(), problems: [...problems].sort() };
}

/** It is refused as a whole. */
export function refused(error: ErrorCode): Expected {
  return { error };
}

/** One file, asked for as an archive. */
export function archiveRow(
  title: string,
  parts: () => Iterable<Uint8Array>,
  expected: Expected,
  args: readonly string[] = [],
): ArchiveRow {
  return {
    title,
    expected,
    make(folder) {
      const path = join(folder, "image.tar");
      writeParts(path, parts());
      return { reference: `archive://${path}`, args };
    },
  };
}

/** An archive as `docker save` wrote it, of these members. */
export function dockerRow(
  title: string,
  members: () => Files,
  expected: Expected,
  args: readonly string[] = [],
): ArchiveRow {
  return archiveRow(title, () => tarParts(members()), expected, args);
}

/** A layout, asked for as a folder and as an archive. */
export function layoutRows(
  title: string,
  files: () => Files,
  expected: Expected,
  args: readonly string[] = [],
): ArchiveRow[] {
  return [
    {
      title: `${title} (oci-dir)`,
      expected,
      make(folder) {
        const path = join(folder, "layout");
        writeLayout(path, files());
        return { reference: `oci-dir://${path}`, args };
      },
    },
    archiveRow(`${title} (OCI archive)`, () => tarParts(files()), expected, args),
  ];
}

/** An image in all three forms. */
export function imageRows(
  title: string,
  image: () => CraftedImage,
  expected: Expected,
  args: readonly string[] = [],
): ArchiveRow[] {
  return [
    ...layoutRows(title, () => layoutFiles(image()), expected, args),
    archiveRow(`${title} (docker-archive)`, () => tarParts(dockerMembers(image())), expected, args),
  ];
}

/** Layers of these tars: plain in an archive, where they are read in part; packed in a layout, where they are hashed. */
export function layerRows(title: string, tars: readonly Uint8Array[], expected: Expected): ArchiveRow[] {
  const image = (compression: Compression) => craft(tars.map((tar) => layerOf(tar, compression)));
  const docker = () => tarParts(dockerMembers(image("none")));
  const [packed] = layoutRows(title, () => layoutFiles(image("gzip")), expected);
  return [
    archiveRow(`${title} (docker-archive)`, docker, expected),
    ...(packed ? [packed] : []),
    archiveRow(`${title} (docker-archive, hashed)`, docker, expected, ["--verify-layers"]),
  ];
}
