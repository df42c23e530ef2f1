import type { VersionRange } from "./bounds.ts";

/** How an ecosystem writes ranges of versions. */
export interface RangeNotation {
  /** Name of the version order whose versions it speaks of. */
  readonly name: string;
  /** Address of the rules. */
  readonly specification: string;
  /**
   * @throws {KnownError} `RANGE_INVALID` when the text is no range of this notation.
   */
  readonly parse: (range: string) => VersionRange;
}
