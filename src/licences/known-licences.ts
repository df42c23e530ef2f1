import { COMMON_NAMES } from "./common-names.ts";
import { DEPRECATED_IDS } from "./deprecated-ids.ts";
import { OR_LATER } from "./fold.ts";
import { gnuNames } from "./gnu-names.ts";
import { SPDX_LICENCES } from "./spdx-licences.ts";
import type { Terms } from "./terms.ts";
import { readTokens, type Token } from "./tokens.ts";

/** A licence that a name means. */
export interface KnownLicence {
  readonly terms: Terms;
  /** The name leaves something open: its version, or which of several licences it is. */
  readonly vague: boolean;
}

/** Names by their words, so that the longest one that stands somewhere is found in one go. */
interface Node {
  readonly next: Map<string, Node>;
  licence?: KnownLicence;
}

const LINES = (table: string) => table.split("\n").filter((line) => line !== "");

let names: Node | undefined;

/** Made when the first licence is asked for: it takes some milliseconds. */
function knownNames(): Node {
  if (names) return names;
  const root: Node = { next: new Map() };
  const add = (name: string, expression: string, vague = false) => {
    let node = root;
    for (const word of readTokens(name).flatMap(({ words }) => words)) {
      const next: Node = node.next.get(word) ?? { next: new Map() };
      node.next.set(word, next);
      node = next;
    }
    // The tables stand in the order of their worth.
    if (node !== root) node.licence ??= { terms: termsOf(expression), vague };
  };
  for (const line of LINES(SPDX_LICENCES)) {
    const [id = "", name = ""] = line.split("|");
    add(id, id);
    add(name, id);
  }
  for (const line of LINES(DEPRECATED_IDS)) {
    const [id = "", name = "", expression = ""] = line.split("|");
    add(id, expression);
    add(name, expression);
  }
  for (const { name, expression, vague } of gnuNames()) add(name, expression, vague);
  for (const line of LINES(COMMON_NAMES)) {
    const [expression = "", aliases = ""] = line.split("|");
    const vague = expression.startsWith("?");
    for (const alias of aliases.split(";")) add(alias, vague ? expression.slice(1) : expression, vague);
  }
  names = root;
  return root;
}

/** The expressions of our own tables: one licence, or several with `OR` between them. */
export function termsOf(expression: string): Terms {
  const parts = expression.split(" OR ");
  return parts.length > 1 ? { join: "OR", parts } : { parts };
}

/**
 * The licence with the longest name that begins at a token, with the index behind it. Brackets, commas and slashes
 * within the name do not count.
 */
export function findKnownLicence(
  tokens: readonly Token[],
  begin: number,
): { readonly licence: KnownLicence; readonly end: number } | undefined {
  let best: { licence: KnownLicence; end: number } | undefined;
  let node: Node | undefined = knownNames();
  let depth = 0;
  for (let at = begin; at < tokens.length; at++) {
    const { kind, words } = tokens[at] as Token;
    if (kind === "url") break;
    if (kind === "open") depth++;
    if (kind === "close" && --depth < 0) break;
    for (const [i, word] of words.entries()) {
      const next: Node | undefined = node?.next.get(word);
      if (word === OR_LATER && i === words.length - 1 && depth === 0 && node?.licence && !next?.licence) {
        const later = laterThan(node.licence);
        if (later) best = { licence: later, end: at + 1 };
      }
      node = next;
    }
    if (node === undefined) break;
    const { licence } = node;
    if (licence && depth === 0 && kind !== "open" && kind !== "comma" && kind !== "slash")
      best = { licence, end: at + 1 };
  }
  return best;
}

/** `MPL-1.1+`: SPDX has it for every licence that has no identifier of its own for that. */
function laterThan({ terms, vague }: KnownLicence): KnownLicence | undefined {
  const [id = ""] = terms.parts;
  if (terms.parts.length > 1 || !/^[A-Za-z0-9.-]+$/.test(id) || id.startsWith("LicenseRef-")) return undefined;
  const later = id.endsWith("-or-later") ? id : id.endsWith("-only") ? id.replace(/only$/, "or-later") : `${id}+`;
  return { terms: { parts: [later] }, vague };
}
