/** Characters that no XML 1.0 document may hold, however they are written. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
/** What a terminal would obey or not show, and what a parser would turn into another character. */
const UNSEEN = /[\r\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

const numbered = (text: string) =>
  text.replaceAll(UNSEEN, (character) => `&#x${character.codePointAt(0)?.toString(16)};`);

/** Text between tags. */
export function escapeText(text: string): string {
  return numbered(
    text.replaceAll(FORBIDDEN, "\ufffd").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  );
}

/** Text between double quotes; white space stays as it is. */
export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', "&quot;").replaceAll("\t", "&#x9;").replaceAll("\n", "&#xa;");
}
