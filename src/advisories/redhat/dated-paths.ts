import { readFile } from "node:fs/promises";
import { KnownError } from "../../model/errors.ts";

/** A document, and when it was last changed or was deleted. */
export interface DatedPath {
  /** `2024/cve-2024-0727.json` */
  readonly path: string;
  /** RFC 3339. */
  readonly at: string;
}

const LINE = /^"([\w./-]{1,200})","(\d{4}-\d{2}-\d{2}T[\d:.]{8,20}(?:Z|[+-]\d{2}:\d{2}))"$/;

/** Nothing else is asked for, whatever else an index names. */
const DOCUMENT = /^\d{4}\/cve-\d{4}-\d{1,19}\.json$/;

/**
 * The documents of `changes.csv` or `deletions.csv`, whose lines are a path and a time, both in quotes.
 *
 * @throws {KnownError} `FEED_MALFORMED`: a line that is passed over would be a document that is never read again.
 */
export async function readDatedPaths(file: string, source: string): Promise<DatedPath[]> {
  const lines = (await readFile(file, "utf8")).split(/\r?\n/);
  return lines.flatMap((line, i) => {
    if (line === "") return [];
    const [, path = "", at = ""] = LINE.exec(line) ?? [];
    if (path !== "") return DOCUMENT.test(path) ? [{ path, at }] : [];
    throw new KnownError("FEED_MALFORMED", `${source}: line ${i + 1} of an index is no path with a time`);
  });
}
