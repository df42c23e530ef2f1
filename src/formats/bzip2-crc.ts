const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/** Continues a checksum, which begins as -1 and is inverted in the end: the CRC-32 of Ethernet with the highest bit first. */
export function crcOfBzip2(bytes: Uint8Array, before: number): number {
  let crc = before;
  for (let i = 0; i < bytes.length; i++) crc = (crc << 8) ^ (TABLE[(crc >>> 24) ^ (bytes[i] ?? 0)] ?? 0);
  return crc;
}
