import { openDatabase } from "../../src/advisories/snapshot.ts";
import { unpackRanges } from "../../src/advisories/snapshot-schema.ts";

/** What a snapshot has advisories for, and the versions that they speak of. */
export interface SnapshotKey {
  readonly ecosystem: string;
  readonly release: string;
  readonly name: string;
  readonly versions: readonly string[];
}

/** Every key of a snapshot, sorted. */
export function readSnapshotKeys(path: string): SnapshotKey[] {
  const database = openDatabase(path);
  try {
    const keys = new Map<string, SnapshotKey & { versions: string[] }>();
    const rows = database.prepare("SELECT ecosystem, release, name, ranges FROM affected ORDER BY 1, 2, 3").iterate();
    for (const { ecosystem, release, name, ranges } of rows) {
      const id = `${ecosystem}\0${release}\0${name}`;
      const key = keys.get(id) ?? { ecosystem: `${ecosystem}`, release: `${release}`, name: `${name}`, versions: [] };
      keys.set(id, key);
      for (const { introduced, fixed, lastAffected } of unpackRanges(ranges as string | null)) {
        key.versions.push(...[introduced, fixed, lastAffected].filter((version) => version !== undefined));
      }
    }
    return [...keys.values()];
  } finally {
    database.close();
  }
}
