import type { Reader } from "../catalogers/cataloger.ts";
import { CATALOGERS } from "../catalogers/index.ts";
import { sha256Of } from "../host/sha256.ts";
import { distributionReader } from "./distribution.ts";

/** All that look at files while a layer passes. */
export const READERS: readonly Reader[] = [distributionReader, ...CATALOGERS];

/** Raised when file tables or the way layers are walked change. */
const LAYER_FORMAT = 2;

/**
 * Names the set of readers and their versions: readings made by another set are not used.
 * Twelve hex digits are enough to tell a handful of sets apart.
 */
export function fingerprintOf(readers: readonly Pick<Reader, "name" | "version">[]): string {
  const names = readers.map(({ name, version }) => `${name}@${version}`).sort();
  return sha256Of([`format@${LAYER_FORMAT}`, ...names].join("\n")).slice("sha256:".length, "sha256:".length + 12);
}
