// Source: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md, "XXH64 Algorithm Description"

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const STRIPE_BYTES = 32;

/** A running XXH64 with the seed 0, the checksum of zstd. */
export class XxHash64 {
  /** Four numbers of 64 bits, each as its lower and its upper half. */
  readonly #lanes = new Int32Array(new BigUint64Array([P1 + P2, P2, 0n, -P1]).buffer);
  /** What came behind the last whole stripe. */
  readonly #rest = new Uint8Array(STRIPE_BYTES);
  #restBytes = 0;
  #sizeBytes = 0;

  update(bytes: Uint8Array): void {
    this.#sizeBytes += bytes.length;
    let at = 0;
    if (this.#restBytes > 0) {
      at = Math.min(STRIPE_BYTES - this.#restBytes, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#restBytes);
      this.#restBytes += at;
      if (this.#restBytes < STRIPE_BYTES) return;
      mixStripes(this.#lanes, this.#rest, 0, STRIPE_BYTES);
    }
    const end = bytes.length - ((bytes.length - at) % STRIPE_BYTES);
    mixStripes(this.#lanes, bytes, at, end);
    this.#rest.set(bytes.subarray(end));
    this.#restBytes = bytes.length - end;
  }

  /** The lower half, which is what zstd keeps. */
  digestLow(): number {
    let hash = P5;
    if (this.#sizeBytes >= STRIPE_BYTES) {
      const lanes = [...new BigUint64Array(this.#lanes.buffer)];
      hash = wrap(lanes.reduce((sum, lane, i) => sum + rotate(lane, [1, 7, 12, 18][i] ?? 0), 0n));
      for (const lane of lanes) hash = wrap((hash ^ mix(lane)) * P1 + P4);
    }
    hash = wrap(hash + BigInt(this.#sizeBytes));
    const rest = new DataView(this.#rest.buffer, 0, this.#restBytes);
    let at = 0;
    for (; at + 8 <= rest.byteLength; at += 8) {
      hash = wrap(rotate(hash ^ mix(rest.getBigUint64(at, true)), 27) * P1 + P4);
    }
    for (; at + 4 <= rest.byteLength; at += 4) {
      hash = wrap(rotate(hash ^ wrap(BigInt(rest.getUint32(at, true)) * P1), 23) * P2 + P3);
    }
    for (; at < rest.byteLength; at++) hash = wrap(rotate(hash ^ wrap(BigInt(rest.getUint8(at)) * P5), 11) * P1);
    hash = wrap((hash ^ (hash >> 33n)) * P2);
    hash = wrap((hash ^ (hash >> 29n)) * P3);
    hash ^= hash >> 32n;
    return Number(hash & 0xffffffffn);
  }
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function rotate(value: bigint, bits: number): bigint {
  return wrap(value << BigInt(bits)) | (value >> BigInt(64 - bits));
}

/** What one lane makes of eight bytes when it is empty. */
function mix(value: bigint): bigint {
  return wrap(rotate(wrap(value * P2), 31) * P1);
}

/** `lane = rotate(lane + bytes × P2, 31) × P1` for each lane in turn, in halves: with `BigInt` it is ten times slower. */
function mixStripes(lanes: Int32Array, bytes: Uint8Array, start: number, end: number): void {
  let lane = 0;
  for (let i = start; i < end; i += 8) {
    const low = word(bytes, i);
    const high = word(bytes, i + 4);
    const productLow = Math.imul(low, 0x27d4eb4f);
    const productHigh = (upperHalf(low, 0x27d4, 0xeb4f) + Math.imul(high, 0x27d4eb4f) + Math.imul(low, 0xc2b2ae3d)) | 0;
    const sumLow = ((lanes[lane] ?? 0) + productLow) | 0;
    const carry = sumLow >>> 0 < productLow >>> 0 ? 1 : 0;
    const sumHigh = ((lanes[lane + 1] ?? 0) + productHigh + carry) | 0;
    const turnedLow = (sumLow << 31) | (sumHigh >>> 1);
    const turnedHigh = (sumHigh << 31) | (sumLow >>> 1);
    lanes[lane] = Math.imul(turnedLow, 0x85ebca87);
    lanes[lane + 1] =
      (upperHalf(turnedLow, 0x85eb, 0xca87) + Math.imul(turnedHigh, 0x85ebca87) + Math.imul(turnedLow, 0x9e3779b1)) | 0;
    lane = (lane + 2) & 7;
  }
}

function word(bytes: Uint8Array, i: number): number {
  return (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
}

/** The upper 32 bits of a product of 64, the second factor given in halves of 16. */
function upperHalf(a: number, bHigh: number, bLow: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const other = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + Math.floor(middle / 65536) + Math.floor(other / 65536)) | 0;
}
