import { KnownError } from "../model/errors.ts";

/** Bits of bytes, the highest first. */
export interface BitReader {
  /** The next bits, at most 24. */
  readonly read: (count: number) => number;
  /** Leaves the rest of a byte that has been begun. */
  readonly toByte: () => void;
  readonly isAtEnd: () => boolean;
}

export function createBitReader(bytes: Uint8Array): BitReader {
  let at = 0;
  let word = 0;
  let left = 0;
  return {
    read(count) {
      while (left < count) {
        if (at >= bytes.length) throw new KnownError("FILE_MALFORMED", "bzip2: ends too early");
        // More than what is left is shifted out; 32 bits hold 24 and one more byte.
        word = (word << 8) | (bytes[at++] ?? 0);
        left += 8;
      }
      left -= count;
      return (word >>> left) & ((1 << count) - 1);
    },
    toByte() {
      left -= left % 8;
    },
    isAtEnd: () => at >= bytes.length && left < 8,
  };
}
