/** A part of a package database, and for how long it stood. */
export interface DatabaseState {
  /** Ordinal of the layer that wrote it. */
  readonly from: number;
  /** Ordinal of the layer that took it away or wrote over it; `undefined` when it stands in the end. */
  readonly until: number | undefined;
  /** One for each package, with all that makes it the same: name, version, architecture. */
  readonly keys: readonly string[];
}

/**
 * The layer that brought each package of a database: the first of the last unbroken run of layers after which the
 * database held it. A package that was removed and installed again came with the second installation; one that was
 * upgraded and downgraded, with the downgrade.
 */
export function layersOfOrigin(states: Iterable<DatabaseState>, layerCount: number): ReadonlyMap<string, number> {
  const all = [...states].filter(({ from }) => from < layerCount);
  const begun = Map.groupBy(all, ({ from }) => from);
  const ended = Map.groupBy(all, ({ until }) => until);
  // Between two changes of the database nothing can begin or end.
  const changes = [...new Set([...begun.keys(), ...ended.keys()])]
    .filter((layer): layer is number => layer !== undefined && layer < layerCount)
    .sort((a, b) => a - b);
  const origins = new Map<string, number>();
  /** Key → how many parts of the database hold it. */
  const holders = new Map<string, number>();
  for (const layer of changes) {
    const changed = new Set<string>();
    const count = (parts: readonly DatabaseState[] | undefined, by: number) => {
      for (const key of parts?.flatMap(({ keys }) => keys) ?? []) {
        holders.set(key, (holders.get(key) ?? 0) + by);
        changed.add(key);
      }
    };
    count(begun.get(layer), 1);
    count(ended.get(layer), -1);
    for (const key of changed) {
      if (!holders.get(key)) origins.delete(key);
      else if (!origins.has(key)) origins.set(key, layer);
    }
  }
  return origins;
}
