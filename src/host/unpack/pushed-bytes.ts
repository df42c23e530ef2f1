/**
 * What an unpacker waits for: bytes, `within` something that is not whole yet or `between` two things, where its input
 * may end; or its next `turn`, so that others get theirs.
 */
export type Step = "within" | "between" | "turn";

/** An unpacker, written as if it could wait. */
export type Steps<Result = void> = Generator<Step, Result, void>;

/** Bytes that come in pieces, for whoever needs a certain number of them. What is returned holds until the next call. */
export interface PushedBytes {
  /** The next piece; all of the one before was taken. */
  readonly feed: (piece: Uint8Array) => void;
  /** Exactly so many. `where` it may be that none come. */
  readonly take: (count: number, where?: "within" | "between") => Steps<Uint8Array>;
  /** As many as are there, at least one, at most so many. */
  readonly takeSome: (maxCount: number) => Steps<Uint8Array>;
  /** Gives back the last of what `takeSome` returned. */
  readonly putBack: (count: number) => void;
}

export function createPushedBytes(): PushedBytes {
  let piece = new Uint8Array(0);
  let at = 0;
  let joined = new Uint8Array(64);

  return {
    feed(next) {
      piece = next as Uint8Array<ArrayBuffer>;
      at = 0;
    },
    *take(count, where = "within") {
      if (piece.length - at < count) {
        if (joined.length < count) joined = new Uint8Array(2 * count);
        for (let filled = 0; ; ) {
          const part = piece.subarray(at, at + count - filled);
          joined.set(part, filled);
          filled += part.length;
          at += part.length;
          if (filled === count) return joined.subarray(0, count);
          yield filled === 0 ? where : "within";
        }
      }
      at += count;
      return piece.subarray(at - count, at);
    },
    *takeSome(maxCount) {
      while (at === piece.length) yield "within";
      const part = piece.subarray(at, at + maxCount);
      at += part.length;
      return part;
    },
    putBack(count) {
      at -= count;
    },
  };
}
