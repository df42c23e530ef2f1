import { constants, createGunzip, createInflateRaw, createZstdDecompress } from "node:zlib";
import { KnownError, messageOf } from "../model/errors.ts";

/** How a blob is packed. */
export type Compression = "none" | "gzip" | "zstd";

/**
 * Unpacks a stream that is pushed in, a piece at a time.
 * What comes out is valid only during the call of `onOutput`: the buffer is used again.
 */
export interface Inflater {
  /** @throws {KnownError} `FILE_MALFORMED` on bytes that are not of the format. */
  readonly push: (chunk: Uint8Array) => void | Promise<void>;
  /** @throws {KnownError} `IMAGE_INCOMPLETE` when the stream ended before its own end mark. */
  readonly end: () => void | Promise<void>;
  /** Frees the engine; may be called at any time, also twice. */
  readonly close: () => void;
}

/** One that does its work before it returns. */
export interface DirectInflater extends Inflater {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: () => void;
}

/** Answers `stop` when nothing more is wanted: what else is pushed is then left alone. */
type OnOutput = (output: Uint8Array) => "stop" | undefined;

/** Large enough that a layer of 300 MB costs a thousand calls, small enough to stay in the processor's cache. */
const OUTPUT_BYTES = 256 * 1024;

/** What `node:zlib`'s engines keep under their public face; the fall-back serves where this changes. */
interface Engine {
  readonly _handle?: {
    writeSync(
      flush: number,
      input: Uint8Array,
      inputOffset: number,
      inputLength: number,
      output: Uint8Array,
      outputOffset: number,
      outputLength: number,
    ): void;
    close(): void;
    onerror: (message: string, errno: number, code: string) => void;
  };
  /** After a write: bytes of output left free, bytes of input left over. */
  readonly _writeState?: Uint32Array;
}

/** The fastest inflater that this Node offers. */
export function createInflater(compression: Compression, onOutput: OnOutput): Inflater {
  if (compression === "none") return { push: (chunk) => void onOutput(chunk), end: () => {}, close: () => {} };
  return createDirectInflater(compression, onOutput) ?? createStreamInflater(compression, onOutput);
}

/** `raw`: deflated, without anything around it, as in a zip. */
type Packing = "gzip" | "zstd" | "raw";

const ENGINES = { gzip: createGunzip, zstd: createZstdDecompress, raw: createInflateRaw } as const;

const createEngine = (packing: Packing) => ENGINES[packing]({ chunkSize: OUTPUT_BYTES });

/**
 * Drives zlib's engine synchronously into one buffer that is used again, as `minizlib` does:
 * half as fast again as a stream, and without its garbage. `undefined` where this Node's engine looks different.
 */
export function createDirectInflater(compression: Packing, onOutput: OnOutput): DirectInflater | undefined {
  const stream = createEngine(compression);
  const { _handle: handle, _writeState: state } = stream as unknown as Engine;
  if (typeof handle?.writeSync !== "function" || state?.length !== 2) {
    stream.destroy();
    return undefined;
  }
  const output = new Uint8Array(OUTPUT_BYTES);
  let failure: string | undefined;
  let ended = false;
  let closed = false;
  handle.onerror = (message) => {
    failure = message;
  };

  // Every write but the last asks for no flush; the last asks the engine whether it has seen the end of its stream.
  function write(chunk: Uint8Array, flush: number): void {
    if (!handle || !state) return;
    let offset = 0;
    for (;;) {
      handle.writeSync(flush, chunk, offset, chunk.length - offset, output, 0, output.length);
      if (failure !== undefined) {
        const code = /unexpected end/.test(failure) ? "IMAGE_INCOMPLETE" : "FILE_MALFORMED";
        throw new KnownError(code, `${compression} stream: ${failure}`);
      }
      const [free = 0, left = 0] = state;
      if (free < output.length && onOutput(output.subarray(0, output.length - free)) === "stop") {
        ended = true;
        return;
      }
      const taken = chunk.length - left - offset;
      offset += taken;
      // A full output buffer may hide more; a free one means that the engine wants input, or has ended a stream.
      if (free === 0) continue;
      if (left === 0) return;
      // zstd stops behind each frame, and another may follow. gzip's engine has looked for another member already:
      // what follows its end are zeros, which pad. Raw bytes have one end.
      if (compression !== "zstd" || taken === 0) {
        ended = true;
        return;
      }
    }
  }

  return {
    push(chunk) {
      if (!ended && chunk.length > 0) write(chunk, constants.Z_NO_FLUSH);
    },
    end() {
      if (!ended) write(new Uint8Array(0), compression === "zstd" ? constants.ZSTD_e_end : constants.Z_FINISH);
    },
    close() {
      if (!closed) stream.destroy();
      closed = true;
    },
  };
}

/** The same on Node's public streams; of zstd only a single frame, with which Node's stream ends. */
export function createStreamInflater(compression: Packing, onOutput: OnOutput): Inflater {
  const stream = createEngine(compression);
  let failure: Error | undefined;
  let pushed = 0;
  stream.on("data", (output: Uint8Array) => {
    if (onOutput(output) === "stop") stream.destroy();
  });
  stream.on("error", (error) => {
    failure = error;
  });
  const check = () => {
    if (!failure) return;
    const code = /unexpected end/.test(failure.message) ? "IMAGE_INCOMPLETE" : "FILE_MALFORMED";
    throw new KnownError(code, `${compression} stream: ${messageOf(failure)}`, {}, failure);
  };
  // A stream that fails calls nobody back: it closes.
  const settled = async (start: (done: () => void) => void) => {
    if (!stream.destroyed && !stream.readableEnded) {
      const { promise, resolve } = Promise.withResolvers<void>();
      stream.once("close", resolve);
      start(resolve);
      await promise;
      stream.off("close", resolve);
    }
    check();
  };
  return {
    push(chunk) {
      pushed += chunk.length;
      return settled((done) => stream.write(chunk, () => done()));
    },
    async end() {
      await settled(() => stream.end());
      if (compression === "zstd" && stream.bytesWritten < pushed) {
        throw new KnownError(
          "MEDIA_TYPE_UNSUPPORTED",
          "zstd stream: has several frames, which this Node.js cannot read",
        );
      }
    },
    close: () => void stream.destroy(),
  };
}
