import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { createInflater as createInBrowser } from "../../../src/host/inflate.browser.ts";
import { createDirectInflater, createStreamInflater, type Inflater } from "../../../src/host/inflate.ts";
import { sha256Of } from "../../../src/host/sha256.ts";
import { codeOf } from "../../../src/model/errors.ts";
import { concat, raw } from "../../end-to-end/hostile-tar.ts";
import type { Random } from "../random.ts";
import type { Target } from "../target.ts";

type Packed = "gzip" | "zstd";
type Create = (onOutput: (output: Uint8Array) => "stop" | undefined) => Inflater | undefined;

const text = new TextEncoder().encode(Array.from({ length: 800 }, (_, i) => `line ${i % 97} of ${i}\n`).join(""));
const noise = Uint8Array.from({ length: 5000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 0xff);
const zeros = new Uint8Array(70_000);

const skippable = raw("\x5a\x2a\x4d\x18\x03\0\0\0abc");
const packZstd = (bytes: Uint8Array, level: number, checked: number) =>
  zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: checked },
  });

const CORPUS: Readonly<Record<Packed, readonly Uint8Array[]>> = {
  gzip: [
    gzipSync(text),
    gzipSync(noise, { level: 0 }),
    gzipSync(zeros),
    concat(gzipSync(text), gzipSync(""), gzipSync(noise)),
    concat(raw("\x1f\x8b\x08\x1c\0\0\0\0\0\x03\x02\0xxname\0comment\0"), gzipSync(text).subarray(10)),
  ],
  zstd: [
    packZstd(text, 3, 1),
    packZstd(text, 19, 0),
    packZstd(noise, 1, 1),
    packZstd(zeros, 3, 1),
    concat(skippable, packZstd(text, 3, 0), packZstd(noise, 3, 1), skippable),
  ],
};

/** No case unpacks to more: what comes behind is left alone. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/** What became of bytes. */
interface Unpacked {
  readonly tooMuch?: true;
  readonly sizeBytes?: number;
  readonly digest?: string;
  readonly error?: string;
}

async function unpack(create: Create, bytes: Uint8Array, random: Random): Promise<Unpacked | undefined> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  const inflater = create((output) => {
    sizeBytes += output.length;
    if (sizeBytes > MOST_OUTPUT) return "stop";
    parts.push(output.slice());
    return undefined;
  });
  if (!inflater) return undefined;
  try {
    for (let at = 0; at < bytes.length && sizeBytes <= MOST_OUTPUT; ) {
      const piece = bytes.slice(at, at + 1 + random.below(random.pick([5, 700, 70_000])));
      await inflater.push(piece);
      at += piece.length;
    }
    if (sizeBytes > MOST_OUTPUT) return { tooMuch: true };
    await inflater.end();
    return { sizeBytes, digest: sha256Of(Buffer.concat(parts)) };
  } catch (error) {
    if (codeOf(error) === "INTERNAL") throw error;
    return { error: codeOf(error) };
  } finally {
    inflater.close();
  }
}

/** Bytes unpack to the same, or fail, by both of Node's ways; what a browser unpacks is the same, too. Each case goes one other way. */
function inflateTarget(packed: Packed): Target {
  return {
    name: packed,
    corpus: () => CORPUS[packed],
    async read(bytes, random) {
      const direct = await unpack((onOutput) => createDirectInflater(packed, onOutput), bytes, random);
      const differ = (way: string, result: unknown) =>
        new Error(`directly it gives ${JSON.stringify(direct)}, ${way} ${JSON.stringify(result)}`);
      if (random.below(2) === 0) {
        const stream = await unpack((onOutput) => createStreamInflater(packed, onOutput), bytes, random);
        // Node's own stream ends with zstd's first frame, and says so.
        if (!isSame(stream, direct) && stream?.error !== "MEDIA_TYPE_UNSUPPORTED") throw differ("as a stream", stream);
      } else {
        const browser = await unpack((onOutput) => createInBrowser(packed, onOutput), bytes, random);
        // Of what is damaged a browser may see more or less: it holds frames to the size that they say they have.
        const bothUnpack = browser?.error === undefined && direct?.error === undefined;
        if (bothUnpack && !isSame(browser, direct)) throw differ("in a browser", browser);
      }
      return direct;
    },
  };
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export const gzip = inflateTarget("gzip");
export const zstd = inflateTarget("zstd");
