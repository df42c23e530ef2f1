import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { FileSlice } from "../src/host/files.ts";
import { fileOf } from "../src/image/file-store.ts";
import type { Layer } from "../src/image/image.ts";
import { openImage } from "../src/image/open.ts";

// What anybody would write first: one Node process, layers one after the other, each streamed through Node's own
// decompressor, with the SHA-256 of what goes in and of what comes out. It looks at no file, so a scan that is as
// fast as this has its packages for nothing.
//
// `node bench/baseline.ts IMAGE` prints what it read as JSON, and fails when a hash is not what the image says.

const CHUNK_BYTES = 256 * 1024;

/** Reads a layer to its end and answers with its unpacked size. */
async function hashLayer(layer: Layer): Promise<number> {
  const { ordinal, digest, diffId } = layer;
  const blob = fileOf(layer);
  const unpacker = await createUnpacker(blob);
  const packedHash = createHash("sha256");
  const tarHash = createHash("sha256");
  let tarBytes = 0;
  const end = blob.offset + blob.sizeBytes - 1;
  const packed = createReadStream(blob.path, { start: blob.offset, end, highWaterMark: CHUNK_BYTES });
  packed.on("data", (chunk) => packedHash.update(chunk));
  const take = async (tar: AsyncIterable<Uint8Array>) => {
    for await (const chunk of tar) {
      tarHash.update(chunk);
      tarBytes += chunk.length;
    }
  };
  await (unpacker ? pipeline(packed, unpacker, take) : pipeline(packed, take));
  if (digest !== undefined) verify(`digest of layer ${ordinal}`, packedHash.digest("hex"), digest);
  verify(`diff_id of layer ${ordinal}`, tarHash.digest("hex"), diffId);
  return tarBytes;
}

async function createUnpacker({ path, offset }: FileSlice) {
  await using file = await open(path);
  const first = new Uint8Array(2);
  await file.read(first, 0, 2, offset);
  if (first[0] === 0x1f && first[1] === 0x8b) return createGunzip({ chunkSize: CHUNK_BYTES });
  if (first[0] === 0x28 && first[1] === 0xb5) return createZstdDecompress({ chunkSize: CHUNK_BYTES });
  return undefined;
}

function verify(what: string, measured: string, expected: string): void {
  if (`sha256:${measured}` !== expected)
    throw new Error(`the ${what} is sha256:${measured}, the image says ${expected}`);
}

const [reference = ""] = process.argv.slice(2);
const { layers } = await openImage(reference);
let tarBytes = 0;
for (const layer of layers) tarBytes += await hashLayer(layer);
const blobBytes = layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
process.stdout.write(`${JSON.stringify({ layers: layers.length, blobBytes, tarBytes })}\n`);
