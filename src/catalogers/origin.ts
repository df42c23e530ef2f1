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
  const all = [...states];
  const origins = new Map<string, number>();
  // Between two changes of the database nothing can begin or end.
  const changes = [...new Set(all.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until])))]
    .filter((layer) => layer < layerCount)
    .sort((a, b) => a - b);
  for (const layer of changes) {
    const held = new Set<string>();
    for (const { from, until, keys } of all) {
      if (from <= layer && (until === undefined || until > layer)) for (const key of keys) held.add(key);
    }
    for (const key of origins.keys()) if (!held.has(key)) origins.delete(key);
    for (const key of held) if (!origins.has(key)) origins.set(key, layer);
  }
  return origins;
}
