import type { DatabaseSync } from "node:sqlite";
import { unpackText } from "./record-text.ts";

/** A record of a snapshot, as its text has it. */
export type RecordFields = Readonly<Record<string, unknown>>;

/** The whole records of one source, in the order of their ids. */
export function* readRecords(database: DatabaseSync, source: string): Generator<RecordFields> {
  const rows = database
    .prepare("SELECT text FROM advisory JOIN record ON record.advisory = advisory.key WHERE source = ? ORDER BY id")
    .iterate(source);
  for (const { text } of rows) yield JSON.parse(unpackText(text as Uint8Array)) as RecordFields;
}

/** How long products are supported, by one source. */
export function readSupport(database: DatabaseSync, source: string): RecordFields[] {
  return database
    .prepare("SELECT product, cycle, facts FROM support WHERE source = ? ORDER BY product, cycle")
    .all(source)
    .map(({ product, cycle, facts }) => ({ product, cycle, ...(JSON.parse(String(facts)) as RecordFields) }));
}
