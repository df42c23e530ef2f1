import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Sha1 } from "./sha1.ts";

export type { Sha1 } from "./sha1.ts";

export function createSha1(): Sha1 {
  const running = sha1.create();
  return {
    update: (chunk) => void running.update(chunk),
    digest: () => bytesToHex(running.digest()),
  };
}
