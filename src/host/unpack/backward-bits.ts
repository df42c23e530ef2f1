import { corrupt } from "./zstd-corrupt.ts";

/** Bits that are read from the last one, below a mark in the last byte, to the first. Source: RFC 8878, 4.1 */
export class BackwardBits {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  /** Bits not read yet; negative when more were read than there are. */
  left: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    const last = end > start ? (bytes[end - 1] ?? 0) : 0;
    if (last === 0) throw corrupt("a stream of bits without an end");
    this.#bytes = bytes;
    this.#start = start;
    this.left = (end - start) * 8 - 1 - (Math.clz32(last) - 24);
  }

  /** The next bits, at most 24, which stay; zeros stand where there are none any more. */
  peek(count: number): number {
    const at = this.left - count;
    if (at < 0) return this.left <= 0 ? 0 : this.peek(this.left) << -at;
    const bytes = this.#bytes;
    const i = this.#start + (at >> 3);
    const word =
      (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
    return (word >>> (at & 7)) & ((1 << count) - 1);
  }

  /** Takes the next bits, at most 24. */
  read(count: number): number {
    const value = this.peek(count);
    this.left -= count;
    return value;
  }
}
