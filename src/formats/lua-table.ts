/** A value of a Lua file that is data alone: fields by name, items by `1`, `2`, … */
export type LuaValue = string | LuaTable;

/** Keys in their order; never a prototype's. */
export interface LuaTable {
  readonly [key: string]: LuaValue;
}

interface OpenTable {
  readonly fields: Record<string, LuaValue>;
  items: number;
  key: string | undefined;
}

/** Tables within each other; rockspecs have six. */
const MOST_DEPTH = 50;

const SPACE_OR_COMMENT = /(?:\s+|--(?!\[=*\[)[^\n]*|[,;.])/y;
const NAME = /([A-Za-z_]\w*)(\s*=(?!=))?/y;
const KEY = /\[\s*(?:"([^"\n]*)"|'([^'\n]*)'|(\d+))\s*\]\s*=(?!=)/y;
const LONG = /(?:--)?\[(=*)\[\r?\n?/y;
const QUOTED = /"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'/y;
const NUMBER = /-?\d[\w.]*/y;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "\n" };

/**
 * Reads a Lua file of assignments (`name = "text"`, `name = { … }`), as rockspecs are. Nothing is evaluated: what is
 * neither a text, a number nor a table is left out.
 *
 * Source: https://www.lua.org/manual/5.4/manual.html#3.1
 */
export function parseLuaTable(text: string): LuaTable {
  const root: OpenTable = { fields: newFields(), items: 0, key: undefined };
  const open = [root];
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const put = (value: LuaValue) => {
    const top = open.at(-1) ?? root;
    // At the margin a value without a name is part of an expression.
    if (top.key !== undefined) top.fields[top.key] ??= value;
    else if (top !== root) top.fields[++top.items] = value;
    top.key = undefined;
  };
  while (at < text.length) {
    if (match(SPACE_OR_COMMENT)) continue;
    const long = match(LONG);
    if (long) {
      const closing = `]${long[1]}]`;
      const end = text.indexOf(closing, at);
      const content = text.slice(at, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end + closing.length;
      if (!long[0].startsWith("--")) put(content);
      continue;
    }
    const top = open.at(-1) ?? root;
    const name = match(NAME);
    if (name) {
      top.key = name[2] === undefined ? undefined : name[1];
      continue;
    }
    const key = match(KEY);
    if (key) {
      top.key = key[1] ?? key[2] ?? key[3];
      continue;
    }
    const quoted = match(QUOTED);
    if (quoted) {
      put((quoted[1] ?? quoted[2] ?? "").replaceAll(/\\([\s\S])/g, (_, char: string) => ESCAPES[char] ?? char));
      continue;
    }
    const number = match(NUMBER);
    if (number) {
      put(number[0]);
      continue;
    }
    const char = text[at++];
    if (char === "{") {
      if (open.push({ fields: newFields(), items: 0, key: undefined }) > MOST_DEPTH) break;
    } else if (char === "}" && open.length > 1) {
      const closed = open.pop();
      if (closed) put(closed.fields);
    }
  }
  return root.fields;
}

const newFields = () => Object.create(null) as Record<string, LuaValue>;
