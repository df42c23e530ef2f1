import { stripVTControlCharacters } from "node:util";

/** What takes no column of its own: it is drawn over what stands before it, or not at all. */
const WITHOUT_COLUMN = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]$/u;

/**
 * What takes two. The engine's own Unicode data tells the scripts; the ranges are signs that several of them share.
 * Source: Unicode Standard Annex #11, East Asian Width.
 */
const TWO_COLUMNS = new RegExp(
  [
    String.raw`^(?![\uff61-\uffdc])[`, // halfwidth letters are narrow, whatever their script
    String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}`,
    String.raw`\p{Script=Yi}\p{Script=Tangut}\p{Script=Nushu}\p{Script=Khitan_Small_Script}\p{Emoji_Presentation}`,
    String.raw`\u2329\u232a\u2ff0-\u303e\u3099-\u33ff\u4dc0-\u4dff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]$`,
  ].join(""),
  "u",
);

function columnsOfCharacter(character: string): number {
  if (WITHOUT_COLUMN.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}

/** How many columns of a terminal a line takes; colours take none. */
export function columnsOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let columns = 0;
  for (const character of plain) columns += columnsOfCharacter(character);
  return columns;
}

/** A line in at most so many columns. One that is longer loses its colours and its end, and says so with `…`. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  let left = columns - 1;
  for (const character of stripVTControlCharacters(text)) {
    left -= columnsOfCharacter(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

export interface WrapOptions {
  /** Of the terminal; absent: one line, however long. */
  readonly columns?: number | undefined;
  /** Stands before the first line. */
  readonly start?: string;
  /** How many blanks stand before the others. */
  readonly indent?: number;
}

/**
 * Lines of at most so many columns, broken at blanks. A word that is longer stays whole: digests, addresses and paths
 * are there to be copied, and where the terminal itself breaks them, nothing comes in between.
 */
export function wrap(text: string, { columns, start = "", indent = 0 }: WrapOptions): string[] {
  if (columns === undefined) return [start + text];
  const [first = "", ...words] = text.split(" ");
  const lines: string[] = [];
  let line = start + first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (columnsOf(longer) <= columns) line = longer;
    else {
      lines.push(line.trimEnd());
      line = " ".repeat(indent) + word;
    }
  }
  return [...lines, line];
}
