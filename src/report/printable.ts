/**
 * Text of an image, a feed or a server, fit for one line of a terminal. It may hold codes that move the cursor, forge a
 * line, run backwards, or look like nothing at all: they are shown, not obeyed.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === "\t") return " ";
    const digits = (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
    return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits}`;
  });
}
