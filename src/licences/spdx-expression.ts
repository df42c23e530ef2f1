import { licenseRefOf } from "./license-ref.ts";
import { licenceOfText } from "./long-text.ts";
import { readExpression } from "./read-expression.ts";
import { formatTerms, joinTerms, type Terms } from "./terms.ts";

/** Shorter texts are names, whatever they begin with. */
const SHORTEST_TEXT = 60;

/** What says that nothing is said. */
const NOTHING = new Set([
  "",
  "unknown",
  "none",
  "noassertion",
  "n/a",
  "na",
  "null",
  "undefined",
  "-",
  "?",
  "not specified",
]);

/**
 * Declared licences as one SPDX expression: identifiers and names of the SPDX list by their identifiers, what joins them
 * and their brackets kept, `LicenseRef-…` for what the list does not have. Several entries hold together.
 *
 * `undefined` when nothing is declared.
 */
export function spdxExpressionOf(declared: readonly string[]): string | undefined {
  const all = declared
    .map((text) => text.trim().replace(/\s+/g, " "))
    .filter((text) => !NOTHING.has(text.toLowerCase()))
    .map(termsOf);
  return all.length === 0 ? undefined : formatTerms(joinTerms("AND", all));
}

function termsOf(text: string): Terms {
  const ofText = text.length >= SHORTEST_TEXT ? licenceOfText(text) : undefined;
  return ofText ? { parts: [ofText] } : (readExpression(text) ?? { parts: [licenseRefOf(text)] });
}
