import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Compression } from "./inflate.ts";

/** Packs bytes that are all at hand. */
export function deflate(compression: Compression, bytes: Uint8Array): Uint8Array {
  if (compression === "gzip") return gzipSync(bytes);
  return compression === "zstd" ? zstdCompressSync(bytes) : bytes;
}
