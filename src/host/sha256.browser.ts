import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Sha256 } from "./sha256.ts";

export type { Sha256 } from "./sha256.ts";

// What the browser has of its own takes all bytes at once, and answers later.

export function createSha256(): Sha256 {
  const running = sha256.create();
  return {
    update: (chunk) => void running.update(chunk),
    digest: () => `sha256:${bytesToHex(running.digest())}`,
  };
}

/** `sha256:…` of bytes that are all at hand. */
export function sha256Of(bytes: Uint8Array | string): string {
  return `sha256:${bytesToHex(sha256(typeof bytes === "string" ? utf8ToBytes(bytes) : bytes))}`;
}
