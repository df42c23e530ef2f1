const BLOCK = 512;

/** Makes the checksum of every block right that looks like a header: else a reader sees little of what is behind it. */
export function mendTar(bytes: Uint8Array): Uint8Array {
  const mended = bytes.slice();
  for (let at = 0; at + BLOCK <= mended.length; at += BLOCK) {
    const block = mended.subarray(at, at + BLOCK);
    const magic = block.subarray(257, 262);
    const isHeader = new TextDecoder().decode(magic) === "ustar" || (magic[0] === 0 && block[0] !== 0);
    if (!isHeader) continue;
    const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
    block.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  }
  return mended;
}
