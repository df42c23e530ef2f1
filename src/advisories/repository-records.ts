import type { z } from "zod";
import type { Advisory } from "../model/advisory.ts";
import { messageOf, type Report } from "../model/errors.ts";
import { type FeedEntry, pathInRepository, type readYamlEntry } from "./feed-entry.ts";
import { readTarEntries } from "./tar-entries.ts";

/** How the records of a repository are read: one file is one record. */
export interface RepositoryReading<Entry> {
  /** Name of the feed. */
  readonly source: string;
  /** Whether a file is a record, by its path in the repository. */
  readonly isRecord: (path: string) => boolean;
  /** `readYamlEntry` or `readJsonEntry`. */
  readonly readEntry: typeof readYamlEntry;
  readonly schema: z.ZodType<Entry>;
  /** What it throws is told of the record, which is left out; `undefined` for one that says nothing of a package. */
  readonly advisoryOf: (entry: Entry, file: FeedEntry) => Advisory | undefined;
}

/** What a record is left out for: thrown while it is read, told by its name. */
export class WrongRecord extends Error {}

/**
 * The records of a repository's archive, as GitHub and GitLab serve it.
 *
 * @throws {KnownError} `FEED_MALFORMED` when the file as a whole is no tar, `LIMIT_EXCEEDED` when it holds too much.
 */
export async function* readRepository<Entry>(
  path: string,
  { source, isRecord, readEntry, schema, advisoryOf }: RepositoryReading<Entry>,
  report: Report,
): AsyncGenerator<Advisory> {
  const wants = (name: string) => isRecord(pathInRepository(name));
  for await (const file of readTarEntries(path, source, wants, report)) {
    const entry = readEntry(file, schema, source, report);
    if (entry === undefined) continue;
    const advisory = leftOutWhenWrong(() => advisoryOf(entry, file), `${source}: ${file.name}`, report);
    if (advisory !== undefined) yield advisory;
  }
}

function leftOutWhenWrong<T>(read: () => T, place: string, report: Report): T | undefined {
  try {
    return read();
  } catch (error) {
    report({ code: "FEED_MALFORMED", message: `${place}: ${messageOf(error)}` });
    return undefined;
  }
}
