/**
 * A document as people read it in a pager, and programs anywhere. What a terminal would obey or not show, and JSON
 * lets stand, is written as its number: the same document.
 */
export function toJson(document: unknown): string {
  const text = JSON.stringify(document, undefined, 2).replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    // A character beyond the first 65,536 is two of JSON's.
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
  return `${text}\n`;
}
