import type { Checksum } from "../model/package.ts";

/** Hex digits of each digest. */
const HEX_DIGITS = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 } as const satisfies Record<
  Checksum["algorithm"],
  number
>;

/** A checksum whose digest has the right form for its algorithm, or nothing. */
export function checksumOf(algorithm: string, hex: string): Checksum | undefined {
  if (!Object.hasOwn(HEX_DIGITS, algorithm)) return undefined;
  const known = algorithm as Checksum["algorithm"];
  const value = hex.toLowerCase();
  return value.length === HEX_DIGITS[known] && /^[0-9a-f]*$/.test(value) ? { algorithm: known, value } : undefined;
}

/** More than anybody writes of one file. */
const MOST_DIGESTS = 16;

/**
 * The digests of a text such as `sha512-BASE64 sha1-BASE64?option`; what is no digest is left out.
 *
 * Source: https://www.w3.org/TR/SRI/#the-integrity-attribute
 */
export function parseIntegrity(text: unknown): Checksum[] {
  if (typeof text !== "string") return [];
  const words = text
    .slice(0, 16 * 1024)
    .trim()
    .split(/\s+/)
    .slice(0, MOST_DIGESTS);
  return words.flatMap((word) => {
    const dash = word.indexOf("-");
    const [base64 = ""] = word.slice(dash + 1).split("?", 1);
    const found = dash > 0 ? checksumOf(word.slice(0, dash), hexOfBase64(base64) ?? "") : undefined;
    return found ? [found] : [];
  });
}

function hexOfBase64(base64: string): string | undefined {
  try {
    return [...atob(base64)].map((char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return undefined;
  }
}

/** The digests of texts such as `sha256:HEX` or `sha256=HEX`, each once. */
export function parseHashes(texts: Iterable<unknown>): Checksum[] {
  const found = new Map<string, Checksum>();
  for (const text of texts) {
    const [, algorithm = "", hex = ""] = (typeof text === "string" && /^(\w{3,6})[:=](\w{32,128})$/.exec(text)) || [];
    const checksum = checksumOf(algorithm, hex);
    if (checksum) found.set(text as string, checksum);
  }
  return [...found.values()];
}
