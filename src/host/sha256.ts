import { createHash, hash } from "node:crypto";

/** A running SHA-256. */
export interface Sha256 {
  readonly update: (chunk: Uint8Array) => void;
  /** `sha256:` and 64 hex digits, as images write digests; ends it. */
  readonly digest: () => string;
}

export function createSha256(): Sha256 {
  const running = createHash("sha256");
  return {
    update: (chunk) => void running.update(chunk),
    digest: () => `sha256:${running.digest("hex")}`,
  };
}

/** `sha256:…` of bytes that are all at hand. */
export function sha256Of(bytes: Uint8Array | string): string {
  return `sha256:${hash("sha256", bytes, "hex")}`;
}
