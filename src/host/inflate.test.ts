import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createDirectInflater, createInflater, createStreamInflater, type Inflater } from "./inflate.ts";

const text = Array.from({ length: 40_000 }, (_, i) => `line ${i * 7919}\n`).join("");
const plain = new TextEncoder().encode(text);

const samples: Readonly<Record<string, { compression: "gzip" | "zstd"; bytes: Uint8Array; expected: Uint8Array }>> = {
  gzip: { compression: "gzip", bytes: gzipSync(plain), expected: plain },
  "gzip of nothing": { compression: "gzip", bytes: gzipSync(""), expected: new Uint8Array(0) },
  // pigz, estargz and `cat a.gz b.gz` write several members.
  "gzip of three members": {
    compression: "gzip",
    bytes: Buffer.concat([gzipSync("a"), gzipSync(plain), gzipSync("z")]),
    expected: Buffer.concat([Buffer.from("a"), plain, Buffer.from("z")]),
  },
  "gzip with padding behind it": {
    compression: "gzip",
    bytes: Buffer.concat([gzipSync(plain), Buffer.alloc(700)]),
    expected: plain,
  },
  "gzip that packs a thousand times": {
    compression: "gzip",
    bytes: gzipSync(Buffer.alloc(5e6)),
    expected: Buffer.alloc(5e6),
  },
  zstd: { compression: "zstd", bytes: zstdCompressSync(plain), expected: plain },
  // pzstd and zstd:chunked write several frames.
  "zstd of three frames": {
    compression: "zstd",
    bytes: Buffer.concat([zstdCompressSync("a"), zstdCompressSync(plain), zstdCompressSync("z")]),
    expected: Buffer.concat([Buffer.from("a"), plain, Buffer.from("z")]),
  },
};

type Create = (compression: "gzip" | "zstd", onOutput: (output: Uint8Array) => undefined) => Inflater | undefined;

async function inflate(create: Create, compression: "gzip" | "zstd", bytes: Uint8Array, pieceBytes: number) {
  const parts: Uint8Array[] = [];
  const inflater = create(compression, (output) => void parts.push(output.slice()));
  if (!inflater) throw new Error("this Node has no such engine");
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes) await inflater.push(bytes.subarray(at, at + pieceBytes));
    await inflater.end();
  } finally {
    inflater.close();
  }
  return Buffer.concat(parts);
}

describe.each([
  ["the direct engine", createDirectInflater],
  ["the stream", createStreamInflater],
] as const)("%s", (_name, create) => {
  test.each(Object.entries(samples))("unpacks %s", async (title, { compression, bytes, expected }) => {
    if (create === createStreamInflater && title === "zstd of three frames") {
      await expect(inflate(create, compression, bytes, 4096)).rejects.toMatchObject({ code: "MEDIA_TYPE_UNSUPPORTED" });
      return;
    }
    for (const pieceBytes of [bytes.length || 1, 4096, 1000]) {
      expect((await inflate(create, compression, bytes, pieceBytes)).equals(expected)).toBe(true);
    }
  });

  test.each([
    ["gzip that is cut off", "gzip", gzipSync(plain).subarray(0, 20_000), "IMAGE_INCOMPLETE"],
    ["gzip with a changed byte", "gzip", damage(gzipSync(plain)), "FILE_MALFORMED"],
    ["zstd with a changed byte", "zstd", damage(zstdCompressSync(plain)), "FILE_MALFORMED"],
    ["what is not gzip", "gzip", Buffer.from("rubbish, and more of it"), "FILE_MALFORMED"],
  ] as const)("refuses %s", async (_title, compression, bytes, code) => {
    await expect(inflate(create, compression, bytes, 5000)).rejects.toMatchObject({ code });
  });
});

test("a plain stream passes as it is", async () => {
  const parts: Uint8Array[] = [];
  const inflater = createInflater("none", (output) => void parts.push(output));
  await inflater.push(plain);
  await inflater.end();
  expect(parts).toEqual([plain]);
});

function damage(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  for (let i = 0; i < 8; i++) changed[Math.floor(changed.length / 2) + i] = 0xff;
  return changed;
}
