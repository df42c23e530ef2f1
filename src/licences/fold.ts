const WORD = /\p{L}+|\d+(?:\.\d+)*|\+|>=/gu;

/** The same for texts of ASCII alone, in a third of the time: the tables have 2,000 of them. */
const PLAIN_WORD = /[a-z]+|\d+(?:\.\d+)*|\+|>=/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those of ASCII are meant.
const ASCII = /^[\x00-\x7f]*$/;

/** Words that tell no two licences apart. */
const SILENT = new Set("the license licence licenses licences licensed under version versions v ver vers".split(" "));

/** What makes a version "this one or any that came after it", in one word. */
export const OR_LATER = "+";

/**
 * The words of a name by which two spellings of it are the same: letters apart from numbers (`GPLv2` is `gpl 2`), small,
 * without punctuation and silent words, numbers without a `.0` at their end.
 */
export function foldWords(text: string): string[] {
  const words: string[] = [];
  for (const word of eachWord(text)) {
    // Within one word: `GPL-2.0-or-later`.
    if (word === "later" && words.at(-1) === "or") words[words.length - 1] = OR_LATER;
    else words.push(word);
  }
  return words;
}

/** The first of them, without a look at the others. */
export function firstWordOf(text: string): string | undefined {
  for (const word of eachWord(text)) return word;
  return undefined;
}

function* eachWord(text: string): Generator<string, void> {
  const small = text.toLowerCase();
  for (const { 0: piece, index } of small.matchAll(ASCII.test(small) ? PLAIN_WORD : WORD)) {
    const hasNumber = /\d/.test(text.charAt(index + piece.length));
    const word = hasNumber && piece.length > 1 && piece.endsWith("v") ? piece.slice(0, -1) : piece;
    if (!SILENT.has(word)) yield /^\d/.test(word) ? withoutZeros(word) : word;
  }
}

function withoutZeros(number: string): string {
  const parts = number.split(".");
  while (parts.length > 1 && /^0+$/.test(parts.at(-1) ?? "")) parts.pop();
  return parts.join(".");
}
