import { KnownError } from "../model/errors.ts";
import { nextTurn } from "./files.browser.ts";
import type { Compression, Inflater } from "./inflate.ts";
import { unpackGzip } from "./unpack/gzip.ts";
import { createPushedBytes, type PushedBytes, type Steps } from "./unpack/pushed-bytes.ts";
import { unpackZstd } from "./unpack/zstd.ts";

export type { Compression, Inflater } from "./inflate.ts";

type OnOutput = (output: Uint8Array) => "stop" | undefined;

/** After so many bytes of output a page gets its turn: some ten milliseconds of work, hashing included. */
const TURN_BYTES = 2 * 1024 * 1024;

/** A step counts as so many at least: an empty member or frame is work too. */
const STEP_BYTES = 16 * 1024;

/** An inflater made of JavaScript alone. */
export function createInflater(compression: Compression, onOutput: OnOutput): Inflater {
  if (compression === "none") return { push: (chunk) => void onOutput(chunk), end: () => {}, close: () => {} };
  return drive(compression, compression === "gzip" ? unpackGzip : unpackZstd, onOutput);
}

function drive(
  compression: Compression,
  unpack: (input: PushedBytes, onOutput: OnOutput) => Steps,
  onOutput: OnOutput,
): Inflater {
  let sinceTurn = 0;
  const input = createPushedBytes();
  const steps = unpack(input, (output) => {
    sinceTurn += output.length;
    return onOutput(output);
  });
  let ended = false;
  let mayEnd = false;

  return {
    async push(chunk) {
      if (ended) return;
      input.feed(chunk);
      for (;;) {
        const { done, value } = steps.next();
        if (done) {
          ended = true;
          return;
        }
        if (value !== "turn") {
          mayEnd = value === "between";
          return;
        }
        sinceTurn += STEP_BYTES;
        if (sinceTurn < TURN_BYTES) continue;
        sinceTurn = 0;
        await nextTurn();
      }
    },
    end() {
      if (!ended && !mayEnd) throw new KnownError("IMAGE_INCOMPLETE", `${compression} stream: unexpected end of file`);
    },
    close() {
      ended = true;
    },
  };
}
