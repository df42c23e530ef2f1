import { printable } from "./printable.ts";

/** What Markdown, its tables, GitHub's formulas, emoji and addresses give a meaning, and what HTML does. */
const SIGNS = /[&<>"'\\`*_[\]|~:!$@#]/g;

/** What GitHub and GitLab turn into people who are told and issues that are linked, entity or not. */
const MENTION: ReadonlySet<string> = new Set(["@", "#"]);

const entity = (sign: string) => `&#${sign.codePointAt(0)};`;

/**
 * A stranger's text that stands for itself, in Markdown and in HTML within it. A sign that would call somebody stands in
 * an element of its own: that ends the word.
 */
export function markdownText(text: string): string {
  return printable(text).replace(SIGNS, (sign) => (MENTION.has(sign) ? `<span>${sign}</span>` : entity(sign)));
}

/** The same as code: nothing in it is a name or a link. */
export function markdownCode(text: string): string {
  return `<code>${printable(text).replace(SIGNS, entity)}</code>`;
}
