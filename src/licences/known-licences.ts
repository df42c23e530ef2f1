import { COMMON_NAMES } from "./common-names.ts";
import { DEPRECATED_IDS } from "./deprecated-ids.ts";
import { firstWordOf, OR_LATER } from "./fold.ts";
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

interface Name {
  readonly name: string;
  readonly expression: string;
  readonly vague: boolean;
}

const LINES = (table: string) => table.split("\n").filter((line) => line !== "");

/** In the order of the tables' worth. */
function* eachName(): Generator<Name> {
  for (const line of LINES(SPDX_LICENCES)) {
    const [id = "", name = ""] = line.split("|");
    yield { name: id, expression: id, vague: false };
    yield { name, expression: id, vague: false };
  }
  for (const line of LINES(DEPRECATED_IDS)) {
    const [id = "", name = "", expression = ""] = line.split("|");
    yield { name: id, expression, vague: false };
    yield { name, expression, vague: false };
  }
  yield* gnuNames();
  for (const line of LINES(COMMON_NAMES)) {
    const [written = "", aliases = ""] = line.split("|");
    const vague = written.startsWith("?");
    const expression = vague ? written.slice(1) : written;
    for (const name of aliases.split(";")) yield { name, expression, vague };
  }
}

let namesByFirstWord: Map<string, Name[]> | undefined;
const trees = new Map<string, Node>();

/**
 * The names that begin with a word, which is the tree's first step. Those of other words are not taken apart: there are
 * 4,000 names, and what an image declares begins with a handful of words.
 */
function namesAfter(word: string): Node | undefined {
  const known = trees.get(word);
  if (known) return known;
  namesByFirstWord ??= Map.groupBy(eachName(), ({ name }) => firstWordOf(name) ?? "");
  const names = namesByFirstWord.get(word);
  if (!names) return undefined;
  const root: Node = { next: new Map() };
  for (const { name, expression, vague } of names) {
    let node = root;
    for (const word of readTokens(name).flatMap(({ words }) => words)) {
      const next: Node = node.next.get(word) ?? { next: new Map() };
      node.next.set(word, next);
      node = next;
    }
    node.licence ??= { terms: termsOf(expression), vague };
  }
  const tree = root.next.get(word);
  if (tree) trees.set(word, tree);
  return tree;
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
  let node: Node | undefined;
  let isFirst = true;
  let depth = 0;
  for (let at = begin; at < tokens.length; at++) {
    const { kind, words } = tokens[at] as Token;
    if (kind === "url") break;
    if (kind === "open") depth++;
    if (kind === "close" && --depth < 0) break;
    for (const [i, word] of words.entries()) {
      const next: Node | undefined = isFirst ? namesAfter(word) : node?.next.get(word);
      isFirst = false;
      if (word === OR_LATER && i === words.length - 1 && depth === 0 && node?.licence && !next?.licence) {
        const later = laterThan(node.licence);
        if (later) best = { licence: later, end: at + 1 };
      }
      node = next;
    }
    if (isFirst) continue;
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
