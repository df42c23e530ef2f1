import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** As much of a text as somebody reads in a name. */
const MOST_SLUG = 40;

const HASH_DIGITS = 12;
const ENDS_LIKE_A_HASH = /-[0-9a-f]{12}$/;

/**
 * A name for a licence that SPDX does not know, with as much of its text as a name may hold: letters, digits, dots and
 * hyphens. Where something was lost, the hash of the text stands behind it: two texts never have one name.
 *
 * Source: https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/
 */
export function licenseRefOf(text: string): string {
  const slug = text
    .slice(0, 4 * MOST_SLUG)
    .replace(/[^A-Za-z0-9.]+/g, "-")
    .replace(/^[-.]+/, "")
    .slice(0, MOST_SLUG)
    .replace(/[-.]+$/, "");
  if (slug === text && !ENDS_LIKE_A_HASH.test(slug)) return `LicenseRef-${slug}`;
  const hash = bytesToHex(sha256(utf8ToBytes(text))).slice(0, HASH_DIGITS);
  return slug === "" ? `LicenseRef-${hash}` : `LicenseRef-${slug}-${hash}`;
}
