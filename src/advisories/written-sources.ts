import { z } from "zod";
import { checkSchema, openDatabase, sourceOf } from "./snapshot.ts";
import type { SnapshotSource } from "./snapshot-reader.ts";
import type { WrittenSource } from "./snapshot-writer.ts";

/** A source of an older snapshot, with what an update needs to ask whether it changed. */
export type OlderSource = WrittenSource & SnapshotSource;

const Cursors = z.array(z.string().nullable());

/**
 * The sources of a snapshot by name.
 *
 * @throws {KnownError} `SNAPSHOT_DAMAGED`
 */
export function readWrittenSources(path: string): Map<string, OlderSource> {
  using database = openDatabase(path);
  checkSchema(database, path);
  const sources = new Map<string, OlderSource>();
  for (const row of database.prepare("SELECT * FROM source ORDER BY name").all()) {
    const source = sourceOf(row);
    sources.set(source.name, {
      ...source,
      feedVersion: Number(row.feed_version),
      origin: String(row.origin),
      cursors: Cursors.parse(JSON.parse(String(row.cursors))),
    });
  }
  return sources;
}
