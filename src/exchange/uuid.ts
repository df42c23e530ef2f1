import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** The namespace of the names that this project makes, drawn at random once. */
const NAMESPACE = "6d1b6f0e-3c1a-4f0c-9f57-2b8f6e0a94d3";

/** A UUID that is made of a text alone, version 5. Source: RFC 9562, section 5.5 */
export function uuidOf(text: string): string {
  const digest = sha1(utf8ToBytes(`${NAMESPACE}\0${text}`)).slice(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return bytesToHex(digest).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
