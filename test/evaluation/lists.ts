import { basename } from "node:path";
import { readSbomFile } from "../../src/cli/sbom-file.ts";
import { messageOf } from "../../src/model/errors.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import type { Package } from "../../src/model/package.ts";
import type { Sbom } from "../../src/model/sbom.ts";
import { filesAt } from "./files.ts";
import type { ListPattern } from "./label.ts";

/** A list of packages to be judged. */
export interface PackageList {
  readonly name: string;
  /** All names that labels may know it by. */
  readonly names: readonly string[];
  readonly packages: readonly Package[];
}

export interface ReadLists {
  readonly lists: readonly PackageList[];
  readonly troubles: readonly string[];
}

/** What a list may be called by: endings say how it is written, and not of what. */
const ENDINGS = /(?:\.(?:cdx|spdx|syft|json|xml|gz|zst))+$/;

/** Reads every list of packages of a file or a folder, whatever tool wrote it. */
export async function readLists(path: string): Promise<ReadLists> {
  const lists: PackageList[] = [];
  const troubles: string[] = [];
  for (const file of filesAt(path).filter((one) => ENDINGS.test(one))) {
    try {
      const sbom = await readSbomFile(`sbom://${file}`, { limits: DEFAULT_LIMITS });
      const name = basename(file).replace(ENDINGS, "");
      lists.push({ name, names: namesOf(name, sbom), packages: sbom.packages });
    } catch (error) {
      troubles.push(messageOf(error));
    }
  }
  return { lists, troubles };
}

function namesOf(name: string, { image: { source, digests } }: Pick<Sbom, "image">): string[] {
  const own = [digests.index, digests.manifest, digests.config].filter((digest) => digest !== undefined);
  // Yardstick makes file names of images: `anchore+test_images@sha256:…`.
  return [...new Set([name, name.replaceAll("+", "/"), ...source.names, ...own])];
}

/** Whether a label's pattern holds for a list. An image is its digest, wherever it was pulled from. */
export function isMeant({ exact, prefix, suffix }: ListPattern, { names }: Pick<PackageList, "names">): boolean {
  if (exact === undefined && prefix === undefined && suffix === undefined) return true;
  const digest = exact?.slice(exact.lastIndexOf("@") + 1);
  return names.some(
    (name) =>
      name === exact ||
      (digest?.startsWith("sha256:") === true && name.endsWith(digest)) ||
      (prefix !== undefined && name.startsWith(prefix)) ||
      (suffix !== undefined && name.endsWith(suffix)),
  );
}
