import type { Limits } from "../model/limits.ts";

/** What is wrong with how far packed bytes unpacked, in words; `undefined` while nothing is. */
export function overExpansion(
  packedBytes: number,
  unpackedBytes: number,
  { expansionFloorBytes, expansionRatio }: Limits,
): string | undefined {
  if (unpackedBytes <= expansionFloorBytes || unpackedBytes <= packedBytes * expansionRatio) return undefined;
  return `unpacks to more than ${expansionRatio} times its size`;
}
