/** A text to look for; of letters only the small ones where capitals are the same. */
export interface Literal {
  readonly text: string;
  readonly ignoresCase: boolean;
}

/** Told of each place at which a literal stands; answers whether to go on. */
export type OnLiteral = (literal: number, at: number) => boolean;

/** Blocks of two bytes: each has a number of its own. */
const BLOCKS = 65_536;

/**
 * Looks for many literals in one pass over bytes, passing over what none of them can begin in: of each literal a few
 * bytes are the needle, and what two bytes say of where a needle may end decides how far to go on.
 *
 * Source: S. Wu, U. Manber, "A fast algorithm for multi-pattern searching", University of Arizona TR-94-17
 */
export function createLiteralScanner(literals: readonly Literal[]): (bytes: Uint8Array, onLiteral: OnLiteral) => void {
  const width = Math.min(...literals.map(({ text }) => text.length));
  const shifts = new Uint8Array(BLOCKS).fill(width - 1);
  const candidates: { readonly literal: number; readonly needleAt: number }[][] = [];
  const needles = literals.map(({ text, ignoresCase }, literal) => ({
    literal,
    needleAt: rarestPart(text, width),
    bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)),
    ignoresCase,
  }));
  for (const { literal, needleAt, bytes, ignoresCase } of needles) {
    for (let i = 1; i < width; i++) {
      const shift = width - 1 - i;
      for (const block of blocksOf(bytes[needleAt + i - 1] ?? 0, bytes[needleAt + i] ?? 0, ignoresCase)) {
        if (shift < (shifts[block] ?? 0)) shifts[block] = shift;
        if (shift === 0) {
          candidates[block] ??= [];
          candidates[block].push({ literal, needleAt });
        }
      }
    }
  }

  return (bytes, onLiteral) => {
    const { length } = bytes;
    for (let end = width - 1; end < length; ) {
      const block = ((bytes[end - 1] as number) << 8) | (bytes[end] as number);
      const shift = shifts[block] as number;
      if (shift > 0) {
        end += shift;
        continue;
      }
      for (const { literal, needleAt } of candidates[block] as NonNullable<(typeof candidates)[number]>) {
        const at = end - (width - 1) - needleAt;
        const needle = needles[literal];
        if (needle && stands(bytes, at, needle.bytes, needle.ignoresCase) && !onLiteral(literal, at)) return;
      }
      end++;
    }
  };
}

function stands(bytes: Uint8Array, at: number, literal: Uint8Array, ignoresCase: boolean): boolean {
  if (at < 0 || at + literal.length > bytes.length) return false;
  for (let i = 0; i < literal.length; i++) {
    const byte = bytes[at + i] as number;
    if (byte !== literal[i] && !(ignoresCase && isCapital(byte) && byte + 32 === literal[i])) return false;
  }
  return true;
}

const isCapital = (byte: number) => byte >= 0x41 && byte <= 0x5a;
const isSmall = (byte: number) => byte >= 0x61 && byte <= 0x7a;

/** Two bytes in all spellings. */
function blocksOf(first: number, second: number, ignoresCase: boolean): number[] {
  const spellings = (byte: number) => (ignoresCase && isSmall(byte) ? [byte, byte - 32] : [byte]);
  return spellings(first).flatMap((a) => spellings(second).map((b) => (a << 8) | b));
}

/** Letters of English text and source code, the most frequent first. */
const FREQUENT = "etaonirslcdupmhfgybvwkxjqz";

/** Where the part of a text begins whose end is met least often. */
function rarestPart(text: string, width: number): number {
  const rarity = (character: string) => {
    const place = FREQUENT.indexOf(character);
    // What is no small letter is rare in what there is most of: words.
    return place < 0 ? FREQUENT.length : place;
  };
  let best = 0;
  let bestRarity = -1;
  for (let at = 0; at + width <= text.length; at++) {
    const sum = rarity(text[at + width - 1] ?? "") + rarity(text[at + width - 2] ?? "");
    if (sum > bestRarity) [best, bestRarity] = [at, sum];
  }
  return best;
}
