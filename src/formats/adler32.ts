const MODULUS = 65_521;
/** As many bytes as can be summed up before the sums leave 32 bits. Source: zlib's `NMAX`. */
const RUN_BYTES = 5552;

/** The Adler-32 checksum of bytes. Source: RFC 1950, section 8.2 */
export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.length; start += RUN_BYTES) {
    const end = Math.min(start + RUN_BYTES, bytes.length);
    for (let at = start; at < end; at++) {
      a += bytes[at] ?? 0;
      b += a;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return b * 65_536 + a;
}
