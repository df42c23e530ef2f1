/** A package's header in a database of rpm's. */
export interface RpmRecord {
  /** The database's own number of the package. */
  readonly id: number;
  readonly blob: Uint8Array;
}

/** The largest ones, of packages of 100,000 files, have 20 MB. */
export const MOST_HEADER_BYTES = 32 * 1024 * 1024;

/** What is said of a package whose header has more. */
export const tooLarge = (bytes: number) =>
  `has a header of ${bytes} bytes, more than the ${MOST_HEADER_BYTES} that are read`;

/**
 * The packages of a database, one after the other, so that only one header is in memory and who has enough can stop. A
 * text tells of something that cannot be read.
 */
export type RpmDatabase = Generator<RpmRecord | string, void, undefined>;
