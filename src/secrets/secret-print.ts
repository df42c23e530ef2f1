import { sha256Of } from "../host/sha256.ts";

const BLOCK_BYTES = 64;
const encoder = new TextEncoder();

/** Characters of a fingerprint: 128 bits. */
const LENGTH = 32;

/**
 * Tells secrets apart without telling what they are: the same secret has the same fingerprint wherever this
 * installation finds it, and another one in every other installation.
 *
 * @param salt  Hex digits that nobody else knows.
 */
export function fingerprintOfSecret(secret: string, salt: string): string {
  return hmacSha256(bytesOfHex(salt), encoder.encode(secret)).slice(0, LENGTH);
}

/** Names a salt without telling it: readings that were made with another one are not used. */
export function idOfSalt(salt: string): string {
  return hmacSha256(bytesOfHex(salt), encoder.encode("plimsoll: name of this salt")).slice(0, 12);
}

/** Source: RFC 2104 */
export function hmacSha256(key: Uint8Array, message: Uint8Array): string {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? bytesOfHex(hexOf(key)) : key);
  const inner = bytesOfHex(
    hexOf(
      joined(
        block.map((byte) => byte ^ 0x36),
        message,
      ),
    ),
  );
  return hexOf(
    joined(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  );
}

const hexOf = (bytes: Uint8Array) => sha256Of(bytes).slice("sha256:".length);

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
