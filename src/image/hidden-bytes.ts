import { type FileTable, readFileTable } from "./file-table.ts";

/**
 * Bytes of files, layer by layer, that a later layer took away or wrote over: nobody can see them in a container, and
 * every pull fetches them.
 */
export function hiddenBytes(tables: readonly FileTable[]): number[] {
  const hidden = tables.map(() => 0);
  /** Paths that later layers wrote or deleted: there, and below, nothing of what came before is seen. */
  const taken = new Set<string>();
  /** Folders that later layers emptied. */
  const emptied = new Set<string>();
  for (let layer = tables.length - 1; layer >= 0; layer--) {
    const table = tables[layer];
    if (!table) continue;
    const ownTaken: string[] = [];
    const ownEmptied: string[] = [];
    for (const { path, type, sizeBytes } of readFileTable(table)) {
      if (type === "opaque") ownEmptied.push(path);
      else if (type !== "directory") {
        const isHidden = taken.has(path) || isBelowAny(path, taken, emptied);
        if (sizeBytes > 0 && isHidden) hidden[layer] = (hidden[layer] ?? 0) + sizeBytes;
        ownTaken.push(path);
      }
    }
    // Nothing is below the first layer.
    if (layer === 0) break;
    for (const path of ownTaken) taken.add(path);
    for (const path of ownEmptied) emptied.add(path);
  }
  return hidden;
}

function isBelowAny(path: string, ...sets: readonly ReadonlySet<string>[]): boolean {
  if (sets.every(({ size }) => size === 0)) return false;
  if (sets.some((folders) => folders.has(""))) return true;
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const folder = path.slice(0, slash);
    if (sets.some((folders) => folders.has(folder))) return true;
  }
  return false;
}
