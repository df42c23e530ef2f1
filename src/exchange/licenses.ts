import parseExpression from "spdx-expression-parse";
import deprecated from "spdx-license-ids/deprecated.json" with { type: "json" };
import current from "spdx-license-ids/index.json" with { type: "json" };
import { sha256Of } from "../host/sha256.ts";

const LISTED = new Set([...current, ...deprecated]);

/** Whether a text is an id of the SPDX licence list, written as it stands there. */
export function isListedLicense(text: string): boolean {
  return LISTED.has(text);
}

/** Longer ones are no licence, and the parser goes a step deeper at every bracket. */
const MOST_CHARACTERS = 1000;

/** Whether a text is an SPDX licence expression, a single id too. */
export function isLicenseExpression(text: string): boolean {
  if (text.length > MOST_CHARACTERS) return false;
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}

/** A licence that SPDX does not list, under a name that expressions take. */
export interface OtherLicense {
  readonly id: string;
  readonly text: string;
}

/** A text as one expression, and what it names that SPDX does not list. */
export interface DeclaredExpression {
  readonly expression: string;
  readonly others: readonly OtherLicense[];
}

/** What a package declares, as one SPDX expression; `undefined` where it declares nothing. */
export function declaredExpression(
  licenses: readonly string[],
  license: string | undefined,
): DeclaredExpression | undefined {
  if (license !== undefined && isLicenseExpression(license)) {
    const others = referencesIn(license).map((id) => ({ id, text: licenses.join("\n") || id }));
    return { expression: license, others };
  }
  const texts = license === undefined ? licenses : [license];
  if (texts.length === 0) return undefined;
  const others: OtherLicense[] = [];
  const parts = texts.map((text) => {
    if (isLicenseExpression(text)) {
      others.push(...referencesIn(text).map((id) => ({ id, text: id })));
      return texts.length > 1 && / (?:AND|OR) /.test(text) ? `(${text})` : text;
    }
    const id = referenceTo(text);
    others.push({ id, text });
    return id;
  });
  return { expression: parts.join(" AND "), others };
}

const referencesIn = (expression: string) => expression.match(/\bLicenseRef-[A-Za-z0-9.-]+/g) ?? [];

/** A name for a licence text: its own words where they fit, and enough of its digest to tell it from others. */
function referenceTo(text: string): string {
  const words = text
    .slice(0, 60)
    .replaceAll(/[^A-Za-z0-9.]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return `LicenseRef-${words === text ? words : `${words || "text"}-${sha256Of(text).slice(7, 15)}`}`;
}
