import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

/** SHA-256 (hex) of a file, read in pieces. */
export function sha256OfFile(path: string): string {
  const sha256 = createHash("sha256");
  const piece = Buffer.allocUnsafe(1024 * 1024);
  const descriptor = openSync(path, "r");
  try {
    for (let count = readSync(descriptor, piece); count > 0; count = readSync(descriptor, piece)) {
      sha256.update(piece.subarray(0, count));
    }
  } finally {
    closeSync(descriptor);
  }
  return sha256.digest("hex");
}
