import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Measurement, measure } from "./measure.ts";

/** Where the advisories for matching are, and what making them took, if they were made for this. */
export interface Advisories {
  readonly dataDir: string;
  readonly built?: Measurement & { readonly sizeBytes: number };
}

/**
 * Advisories to match with: from a mirror if there is one, or those that `PLIMSOLL_DATA_DIR` names.
 *
 * @param mirror   As the command line names it; `PLIMSOLL_TEST_DATA` has one too.
 * @param folder   For what is built.
 */
export async function prepareAdvisories(
  mirror: string | undefined,
  program: string,
  folder: string,
): Promise<Advisories | undefined> {
  const { PLIMSOLL_DATA_DIR: dataDir } = process.env;
  if (mirror === undefined && dataDir) return { dataDir };
  const feeds = findMirror(mirror);
  if (feeds === undefined) return undefined;

  mkdirSync(folder, { recursive: true });
  const env = { PLIMSOLL_DATA_DIR: folder, PLIMSOLL_CACHE_DIR: join(folder, "cache") };
  const measurement = await measure({ command: program, args: ["--quiet", "db", "build", "--mirror", feeds], env });
  const file = findSnapshot(folder);
  return { dataDir: folder, built: { ...measurement, sizeBytes: file === undefined ? 0 : statSync(file).size } };
}

/** A folder with the files of the sources: the named one, or that of `PLIMSOLL_TEST_DATA`. */
export function findMirror(named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  const { PLIMSOLL_TEST_DATA: testData } = process.env;
  const feeds = testData && join(testData, "data", "feeds");
  return feeds && existsSync(feeds) ? feeds : undefined;
}

/** The snapshot's file in a data folder. */
export function findSnapshot(dataDir: string): string | undefined {
  const folder = join(dataDir, "advisories");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".sqlite")) : [];
  return names.map((name) => join(folder, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}
