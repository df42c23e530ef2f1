/** A package's header in a database of rpm's. */
export interface RpmRecord {
  /** The database's own number of the package. */
  readonly id: number;
  readonly blob: Uint8Array;
}

/**
 * The packages of a database, one after the other, so that only one header is in memory and who has enough can stop. A
 * text tells of something that cannot be read.
 */
export type RpmDatabase = Generator<RpmRecord | string, void, undefined>;
