import { unpackBzip2 } from "../../../src/formats/bzip2.ts";
import { sha256Of } from "../../../src/host/sha256.ts";
import type { Target } from "../target.ts";

/** Of what bzip2 1.0.8 made: nothing, `a`, a sentence three times, runs, a million zeros. */
const corpus = [
  "QlpoORdyRThQkAAAAAA=",
  "QlpoOTFBWSZTWRmTm2sAAAABACAAIAAhGEaC7kinChIDMnNtYA==",
  "QlpoOTFBWSZTWZwoIYMAAF5RgAAQQAQ////wIABwUAA0AAA3qqaENGmmINM1GbquZKxcqxjFso2jB2WLHmLGrBSNUnEUfI0bpOFFz2si1gqvZxfGTZutaR9cLY3VVaSP0d4/i7kinChIThQQwYA=",
  "QlpoOTFBWSZTWSxlEJ0AAAjhAcAAAgA+AACAAAggADEGTEDap6NCXLSOO1UJaYS2YVrGPhGklHxdyRThQkCxlEJ0",
  "QlpoOTFBWSZTWaZFgLIAFvpACMAAQAAACCAAMMwJqmmpAi2pIEXi7kinChIUyLAWQA==",
].map((text) => Uint8Array.from(Buffer.from(text, "base64")));

const MOST_BYTES = 4 * 1024 * 1024;

export const bzip2: Target = {
  name: "bzip2",
  corpus: () => corpus,
  read(bytes) {
    const hashes: string[] = [];
    for (const piece of unpackBzip2(bytes, MOST_BYTES)) hashes.push(sha256Of(piece));
    return hashes;
  },
};
