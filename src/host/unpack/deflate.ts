import { Inflate } from "fflate";
import { messageOf } from "../../model/errors.ts";

/** What fflate's inflater keeps under its public face: it tells nobody where its stream ended. */
interface Engine {
  /** `f`: the last block began; `l`: the code of a block that did not end; `p`: bits taken of the first byte kept. */
  readonly s: { readonly f?: number; readonly l?: unknown; readonly p: number };
  /** The input that is kept. */
  readonly p: Uint8Array;
}

/** One deflate stream, which knows where it ends. */
export function createDeflateInflater(malformed: (message: string, cause: unknown) => Error) {
  let output = new Uint8Array(0);
  const inflate = new Inflate((data) => {
    output = data;
  });
  const engine = inflate as unknown as Engine;
  return {
    push(piece: Uint8Array): Uint8Array {
      try {
        inflate.push(piece);
      } catch (cause) {
        throw malformed(messageOf(cause), cause);
      }
      return output;
    },
    ended: () => Boolean(engine.s.f && !engine.s.l),
    /** Bytes behind its end that it was given. */
    leftBytes: () => engine.p.length - (engine.s.p > 0 ? 1 : 0),
  };
}
