/** A package of Gentoo as others ask for it. */
export interface GentooAtom {
  /** With its category: `dev-libs/openssl`. */
  readonly name: string;
  /** Of several that may be installed beside each other. */
  readonly slot?: string;
}

const VERSION = /^\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*$/;
const REVISION = /^r\d+$/;

/**
 * Splits `openssl-3.3.2-r1` into a name and a version; `undefined` where there is none.
 *
 * Source: https://projects.gentoo.org/pms/8/pms.html (3.1.2, 3.2)
 */
export function splitGentooVersion(text: string): { readonly name: string; readonly version: string } | undefined {
  const last = text.lastIndexOf("-");
  const isRevision = last > 0 && REVISION.test(text.slice(last + 1));
  const end = isRevision ? last : text.length;
  const dash = text.lastIndexOf("-", end - 1);
  if (dash <= 0 || !VERSION.test(text.slice(dash + 1, end))) return undefined;
  return { name: text.slice(0, dash), version: text.slice(dash + 1) };
}

/** `>=dev-libs/openssl-1.1:0/3=[ssl]` in parts; `undefined` for what is none, or must not be there. */
export function parseGentooAtom(word: string): GentooAtom | undefined {
  const [, operator = "", rest = ""] = /^([<>=~]{0,2})(.*)$/.exec(word) ?? [];
  if (!/^[A-Za-z0-9_]/.test(rest)) return undefined;
  const [named = "", slots = ""] = (rest.split("[", 1)[0] ?? "").split(":", 2);
  const slot = /^[A-Za-z0-9_][\w+.-]*/.exec(slots)?.[0];
  const text = named.endsWith("*") ? named.slice(0, -1) : named;
  const name = operator === "" ? text : (splitGentooVersion(text)?.name ?? text);
  if (!/^[^/]+\/[^/]+$/.test(name)) return undefined;
  return { name, ...(slot && { slot }) };
}

/**
 * What a dependency asks for: each need with the ways to meet it. `|| ( a/b c/d )` is one with two ways, whatever stands
 * within; groups of all, or of a flag, are as many needs.
 *
 * Source: https://projects.gentoo.org/pms/8/pms.html (8.2)
 */
export function parseGentooDependencies(text: string): GentooAtom[][] {
  const needs: GentooAtom[][] = [];
  let depth = 0;
  let choice: { readonly ways: GentooAtom[]; readonly depth: number } | undefined;
  for (const word of text.split(/\s+/)) {
    if (word === "||") choice ??= { ways: [], depth };
    else if (word === "(") depth++;
    else if (word === ")") {
      depth = Math.max(0, depth - 1);
      if (choice && depth <= choice.depth) {
        if (choice.ways.length > 0) needs.push(choice.ways);
        choice = undefined;
      }
    } else {
      const atom = parseGentooAtom(word);
      if (!atom) continue;
      if (choice) choice.ways.push(atom);
      else needs.push([atom]);
    }
  }
  if (choice && choice.ways.length > 0) needs.push(choice.ways);
  return needs;
}
