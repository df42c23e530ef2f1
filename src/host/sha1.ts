import { createHash } from "node:crypto";

/** A running SHA-1: the name by which repositories of packages know files, not a proof of what they are. */
export interface Sha1 {
  readonly update: (chunk: Uint8Array) => void;
  /** 40 hex digits; ends it. */
  readonly digest: () => string;
}

export function createSha1(): Sha1 {
  const running = createHash("sha1");
  return {
    update: (chunk) => void running.update(chunk),
    digest: () => running.digest("hex"),
  };
}
