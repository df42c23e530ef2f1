/** What looks like an expression itself. */
const IS_JOINED = /\b(?:and|or|with)\b|[,/|&]/i;

/**
 * Licences of which anybody may choose one, as one declared text: `(MIT OR Apache-2.0)`. Lists of other entries mean that
 * all hold.
 */
export function choiceOf(licences: readonly string[]): string[] {
  const each = [...new Set(licences)];
  if (each.length < 2) return each;
  return [`(${each.map((one) => (IS_JOINED.test(one) ? `(${one})` : one)).join(" OR ")})`];
}
