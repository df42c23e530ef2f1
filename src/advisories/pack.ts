import { DatabaseSync } from "node:sqlite";

/**
 * Writes a database's contents into a file of their one form: rows in the order of their keys on consecutive pages, and
 * nothing left of how they came there. The same tables and rows give the same bytes.
 */
export function packInto(source: string, path: string): void {
  // A defensive connection may not set that number.
  using database = new DatabaseSync(source, { defensive: false });
  // SQLite counts changes of the tables, packing as well; what is packed twice would tell.
  database.exec("PRAGMA synchronous = OFF; PRAGMA schema_version = 1");
  database.prepare("VACUUM INTO ?").run(path);
}
