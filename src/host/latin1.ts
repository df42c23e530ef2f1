/** Bytes as text, each the character of its number: what is no text comes through, and positions stay what they are. */
export function latin1Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
