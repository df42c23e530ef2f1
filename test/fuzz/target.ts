import type { Random } from "./random.ts";

/** A reader of strangers' bytes, and what holds for it whatever they are. */
export interface Target {
  readonly name: string;
  /** Well-formed inputs, from which the others are made. */
  readonly corpus: () => readonly Uint8Array[];
  /**
   * Reads the bytes and gives what it made of them, as plain JSON. Whatever it throws must be a `KnownError`, and never
   * `INTERNAL`.
   *
   * @param random  For choices that must not change the result: how the bytes are cut into pieces.
   */
  readonly read: (bytes: Uint8Array, random: Random) => unknown;
  /** Makes bytes right again that a reader looks at first, so that more than checksums is tried. */
  readonly mend?: (bytes: Uint8Array, random: Random) => Uint8Array;
}
