import { readFile } from "node:fs/promises";
import { KnownError } from "../../model/errors.ts";

/** A document, and when it was last changed or was deleted. */
export interface DatedPath {
  /** `2024/cve-2024-0727.json` */
  readonly path: string;
  /** RFC 3339. */
  readonly at: string;
}

const LINE = /^"(\d{4}\/[a-z]+-\d{4}[-_]\d{1,19}\.json)","(\d{4}-\d{2}-\d{2}T[\d:.]{8,20}(?:Z|[+-]\d{2}:\d{2}))"$/;

/**
 * The lines of `changes.csv` or `deletions.csv`: a path and a time, both in quotes.
 *
 * @throws {KnownError} `FEED_MALFORMED`: a line that is passed over would be a document that is never read again.
 */
export async function readDatedPaths(file: string, source: string): Promise<DatedPath[]> {
  const lines = (await readFile(file, "utf8")).split(/\r?\n/);
  return lines.flatMap((line, i) => {
    if (line === "") return [];
    const [, path = "", at = ""] = LINE.exec(line) ?? [];
    if (path !== "") return [{ path, at }];
    throw new KnownError("FEED_MALFORMED", `${source}: line ${i + 1} of an index is no path with a time`);
  });
}
