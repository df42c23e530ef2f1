/** Fields of a file, within each other: texts, or more fields. */
export interface IndentedFields {
  readonly [name: string]: string | IndentedFields;
}

/** One that is being read: without a prototype, so that a name is nothing but a name. */
type Open = Record<string, string | IndentedFields>;

/** Far more than a lock file has; each level costs its own spaces. */
const MOST_DEPTH = 64;

/**
 * Reads YAML as package managers write it: a field a line, deeper ones further in, small groups as `{a: b}` behind their
 * name. Lists and texts over several lines are passed over. A whole reader of YAML takes a hundred times as long, and
 * tens of megabytes of memory.
 *
 * Source: https://yaml.org/spec/1.2.2/, of which this is a small part
 */
export function parseIndentedFields(text: string): IndentedFields {
  const root: Open = Object.create(null);
  const open: { readonly depth: number; readonly fields: Open }[] = [{ depth: -1, fields: root }];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).trimEnd();
    start = end + 1;
    const content = line.trimStart();
    if (content === "" || content[0] === "#" || content[0] === "-") continue;
    const depth = line.length - content.length;
    const colon = endOfName(content);
    if (colon < 0) continue;
    while (depth <= (open.at(-1)?.depth ?? -1)) open.pop();
    const around = open.at(-1);
    if (!around || open.length > MOST_DEPTH) continue;
    const name = unquote(content.slice(0, colon));
    const value = content.slice(colon + 1).trim();
    if (value === "") {
      const fields: Open = Object.create(null);
      around.fields[name] = fields;
      open.push({ depth, fields });
    } else around.fields[name] = value.startsWith("{") && value.endsWith("}") ? groupOf(value) : unquote(value);
  }
  return root;
}

/** Where the colon stands that ends a name: behind its quotes, or before a space or the line's end. */
function endOfName(content: string): number {
  const from = content[0] === "'" || content[0] === '"' ? endOfQuoted(content, 0) : 0;
  for (let at = content.indexOf(":", from); at >= 0; at = content.indexOf(":", at + 1)) {
    if (at + 1 === content.length || content[at + 1] === " ") return at;
  }
  return -1;
}

/** Behind the closing quote; the end of the text where there is none. */
function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === "\\") at++;
    else if (text[at] === quote) {
      // Two of them stand for one.
      if (quote === "'" && text[at + 1] === "'") at++;
      else return at + 1;
    }
  }
  return text.length;
}

function unquote(text: string): string {
  if (text.startsWith("'") && text.endsWith("'") && text.length > 1) return text.slice(1, -1).replaceAll("''", "'");
  if (!text.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

/** `{a: b, 'c': "d"}` on one line. */
function groupOf(text: string): IndentedFields {
  const fields: Open = Object.create(null);
  const last = text.length - 1;
  for (let start = 1; start < last; ) {
    let end = start;
    while (end < last && text[end] !== ",") {
      const char = text[end];
      end = char === "'" || char === '"' ? Math.max(endOfQuoted(text, end), end + 1) : end + 1;
    }
    const part = text.slice(start, Math.min(end, last)).trim();
    const colon = endOfName(part);
    if (colon > 0) fields[unquote(part.slice(0, colon))] = unquote(part.slice(colon + 1).trim());
    start = end + 1;
  }
  return fields;
}
