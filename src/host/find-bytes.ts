/** Where bytes stand next in others, from a place on; -1 where they do not. By Node.js's own search. */
export function findBytes(bytes: Uint8Array, wanted: Uint8Array, from = 0): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(wanted, from);
}
