/** A term as Elixir or Erlang writes plain data: texts, atoms and numbers as texts; lists, tuples and maps as lists. */
export type BeamTerm = string | readonly BeamTerm[];

/** Lists within each other; lock files have five. */
const MOST_DEPTH = 50;

const SKIPPED = /(?:[\s,.]|=>|<<|>>|%(?=\{))+/y;
const COMMENT = { elixir: /#[^\n]*/y, erlang: /%[^\n]*/y } as const;
const QUOTED = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/y;
const WORD = /:?([A-Za-z_][\w@]*[?!]?|-?\d[\w.]*):?|:?'([^'\\\n]*)'/y;

/**
 * Reads terms of plain data: `%{"a": {:hex, :b, "1.0"}}` of Elixir, `[{<<"a">>, {pkg, <<"b">>}}].` of Erlang. A map's
 * keys and values take turns. Gives `undefined` where something else stands, or brackets do not close.
 *
 * Source: https://hexdocs.pm/elixir/syntax-reference.html, https://www.erlang.org/doc/system/data_types.html
 */
export function parseBeamTerms(text: string, language: "elixir" | "erlang"): readonly BeamTerm[] | undefined {
  const root: BeamTerm[] = [];
  const open: BeamTerm[][] = [root];
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    if (match(SKIPPED) || match(COMMENT[language])) continue;
    const top = open.at(-1);
    const quoted = match(QUOTED);
    if (quoted) {
      top?.push((quoted[1] ?? "").replaceAll(/\\([\s\S])/g, "$1"));
      // The colon of a key: `"a": 1`
      if (text[at] === ":") at++;
      continue;
    }
    const word = match(WORD);
    if (word) {
      top?.push(word[1] ?? word[2] ?? "");
      continue;
    }
    const char = text[at++] ?? "";
    if (char === "{" || char === "[") {
      const list: BeamTerm[] = [];
      top?.push(list);
      if (open.push(list) > MOST_DEPTH) return undefined;
    } else if ((char === "}" || char === "]") && open.length > 1) open.pop();
    else return undefined;
  }
  return open.length === 1 ? root : undefined;
}
