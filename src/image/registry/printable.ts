/** As much of a stranger's sentence as a message of ours takes. */
const MOST_CHARACTERS = 300;

/** What a server wrote, fit for a terminal: one line, no control characters, no text that runs backwards. */
export function printable(text: string): string {
  const line = text
    .slice(0, 10 * MOST_CHARACTERS)
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
