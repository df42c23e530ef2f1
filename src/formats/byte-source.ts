/** Bytes that can be read anywhere, whether they are in memory or in a file. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** At most `length` bytes from `offset` on: fewer where it ends. They are not to be written to. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

/** Bytes that are in memory. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}
